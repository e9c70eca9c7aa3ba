// The pane at the side of the form.
import { CHANNEL, dialog, hear, hostContext, tellPane } from './host.js';
import { at, paneUrl, world } from './page.js';

/** Opens it, or loads it anew. @param {unknown} [context] what the add-in's own code opened it with */
export function openPane(context = '') {
  if (world.draft !== null) world.draft.context = typeof context === 'string' ? context : '';
  at('side').hidden = false;
  at('pane').src = paneUrl;
  at('side').scrollIntoView({ block: 'nearest' });
}

export function closePane() {
  dialog.close();
  at('side').hidden = true;
  at('pane').src = 'about:blank';
}

window.addEventListener('message', async ({ data, source }) => {
  if (data?.channel !== CHANNEL) return;
  if (data.name === 'messageParent') dialog.hear(source, data.text, world.faults);
  if (source !== at('pane').contentWindow) return;
  if (data.name !== 'hello') await hear(data, tellPane);
  else if (!world.faults.has('never-ready')) tellPane({ kind: 'context', context: hostContext() });
});

// Whoever goes on in the pane sees all of it.
window.addEventListener('blur', () => {
  if (document.activeElement === at('pane')) at('side').scrollIntoView({ block: 'nearest' });
});

at('add-in').addEventListener('click', () => openPane());
at('close-pane').addEventListener('click', () => {
  closePane();
  at('add-in').focus();
});
