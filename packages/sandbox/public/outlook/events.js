// The functions of the add-in, as Outlook calls them: in a hidden frame, or in classic Outlook on Windows as a script
// without a page. What is written here is what clients are known to do, not what an add-in may wish for.
import { CHANNEL, hear, hostContext } from './host.js';
import { at, isPhone, paneUrl, settings, world } from './page.js';
import { openPane } from './panes.js';

/** @typedef {{ allowEvent?: boolean, errorMessage?: string, commandId?: string, contextData?: string, cancelLabel?: string }} EventAnswer */

const launched = (settings.get('launch') ?? '').split(',');
const client = settings.get('client') ?? 'web';
/** From the click on, with all that has to be loaded. */
const PATIENCE_MS = Number(settings.get('patience') ?? 5_000);
const functionsUrl = `${paneUrl.split('?')[0]}/functions`;

/** Where functions run. @typedef {{ tell(message: object): void, end(): void }} Runtime */

/** @type {((data: any, tell: (message: object) => void) => Promise<void>) | null} */
let listener = null;
/** @type {HTMLIFrameElement | null} */
let frame = null;

window.addEventListener('message', ({ data, source }) => {
  if (data?.channel !== CHANNEL || frame === null || source !== frame.contentWindow) return;
  void listener?.(data, (message) =>
    frame?.contentWindow?.postMessage({ channel: CHANNEL, ...message }, '*'),
  );
});

/** @returns {Runtime} */
function startPage() {
  frame = document.createElement('iframe');
  frame.hidden = true;
  frame.title = 'Functions of the add-in';
  frame.src = functionsUrl;
  document.body.append(frame);
  return {
    tell: (message) => frame?.contentWindow?.postMessage({ channel: CHANNEL, ...message }, '*'),
    end() {
      frame?.remove();
      frame = null;
    },
  };
}

/** @returns {Runtime} */
function startScript() {
  const worker = new Worker('event-runtime.js');
  /** @param {object} message */
  const tell = (message) => worker.postMessage({ channel: CHANNEL, ...message });
  worker.addEventListener('message', ({ data }) => void listener?.(data, tell));
  tell({ kind: 'run', url: `${functionsUrl}.js`, context: hostContext() });
  return { tell, end: () => worker.terminate() };
}

/**
 * Calls one of the functions. Null: it was not there in time. @param {string} name @param {number} forMs
 * @returns {Promise<EventAnswer | null>}
 */
async function launch(name, forMs) {
  const runtime = world.faults.has('functions-away')
    ? null
    : client === 'classic'
      ? startScript()
      : startPage();
  try {
    return await new Promise((resolve) => {
      setTimeout(() => resolve(null), forMs);
      listener = async (data, tell) => {
        if (data.name === 'hello') tell({ kind: 'context', context: hostContext() });
        else if (data.name === 'associated') {
          if (data.args[0] === name) tell({ kind: 'launch', function: name });
        } else if (data.name === 'completed') resolve(data.args[0] ?? {});
        else await hear(data, tell);
      };
    });
  } finally {
    listener = null;
    runtime?.end();
  }
}

/** Lets the add-in look before something is sent; false: the person went back to the form. */
export async function checkBeforeSending() {
  if (!launched.includes('send')) return true;
  at('send').setAttribute('aria-busy', 'true');
  const answer = await launch('vmrkitCheckRoom', PATIENCE_MS);
  at('send').removeAttribute('aria-busy');
  if (answer === null) {
    // Unchecked and silent; asking; or holding, which here the person may end.
    if (client === 'classic') return true;
    return ask({ errorMessage: 'The add-in takes longer than expected.' }, client === 'mac');
  }
  return answer.allowEvent !== false || ask(answer, true);
}

/** @param {EventAnswer} answer @param {boolean} maySend @returns {Promise<boolean>} */
function ask({ errorMessage = '', commandId, contextData, cancelLabel }, maySend) {
  /** @type {HTMLDialogElement} */
  const alert = at('alert');
  at('alert-text').textContent = errorMessage.slice(0, 500);
  at('alert-send').hidden = !maySend;
  at('alert-back').textContent = cancelLabel ?? "Don't send";
  alert.showModal();
  return new Promise((resolve) => {
    /** @param {boolean} isSent */
    const close = (isSent) => {
      alert.close();
      resolve(isSent);
      if (!isSent && commandId !== undefined) openPane(contextData);
    };
    at('alert-send').onclick = () => close(true);
    at('alert-back').onclick = () => close(false);
    alert.oncancel = (event) => event.preventDefault();
  });
}

/** What the add-in may do in a new appointment; the form does not wait for it. */
export async function startFunctions() {
  if (launched.includes('new')) await launch('vmrkitNewAppointment', 300_000);
}

if (isPhone) {
  at('phone-room').addEventListener('click', async () => {
    const control = at('phone-room');
    control.setAttribute('aria-busy', 'true');
    const answer = await launch('vmrkitToggleRoom', 60_000);
    control.removeAttribute('aria-busy');
    control.setAttribute('aria-checked', String(answer?.allowEvent === true));
  });
}
