// Whose Outlook is seen, and where its mailbox is.
import { byId, element, write } from './elements.js';

/** @typedef {import('../src/page/demo-session.ts').DemoView} DemoView */
/** @typedef {keyof DemoView['outlooks']} Place */
/** @typedef {keyof DemoView['outlooks'][Place]} User */

export const outlook = element('outlook', HTMLIFrameElement);
const user = element('user', HTMLSelectElement);
const tabs = [...document.querySelectorAll('[role=tab]')].filter((tab) => tab instanceof HTMLElement);
const headings = {
  organizer: 'Alice’s Outlook',
  delegate: 'Bob’s Outlook',
  guest: 'A guest’s Outlook',
};
const places = {
  'on-premises':
    'The mailboxes are on an Exchange Server: the manager reads mail by EWS, and Exchange proves who asks for a room.',
  'microsoft-365':
    'The mailboxes are in Microsoft 365: the manager reads mail by Microsoft Graph, and Entra proves who asks for a room.',
};

/** @type {Place} */
let place = 'on-premises';
/** @type {DemoView['outlooks'] | null} */
let outlooks = null;
let shown = '';

/** @param {Pick<DemoView, 'outlooks'>} view */
export function showOutlook(view) {
  outlooks = view.outlooks;
  const who = /** @type {User} */ (user.value);
  write('outlook-heading', headings[who]);
  write('place', places[place]);
  const url = `${outlooks[place][who]}&dates=${navigator.language}`;
  if (url === shown) return;
  shown = url;
  outlook.src = url;
  outlook.title = `${headings[who]}, simulated`;
}

/** The clock may have been moved, and meetings changed. */
export function tellOutlook() {
  outlook.contentWindow?.postMessage({ channel: 'outlook-page', kind: 'look' }, new URL(outlook.src).origin);
}

/** @param {HTMLElement} tab */
function choose(tab) {
  place = /** @type {Place} */ (tab.dataset.place);
  for (const each of tabs) {
    each.setAttribute('aria-selected', String(each === tab));
    each.tabIndex = each === tab ? 0 : -1;
  }
  byId('outlook-panel').setAttribute('aria-labelledby', tab.id);
  if (outlooks !== null) showOutlook({ outlooks });
}

for (const [index, tab] of tabs.entries()) {
  tab.addEventListener('click', () => choose(tab));
  tab.addEventListener('keydown', ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const next = step === undefined ? undefined : tabs[(index + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    choose(next);
    next.focus();
  });
}
user.addEventListener('change', () => {
  if (outlooks !== null) showOutlook({ outlooks });
});
