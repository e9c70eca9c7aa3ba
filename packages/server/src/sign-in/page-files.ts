import { pageFile } from '../pages/page-file.ts';
import { pageStyle } from '../pages/page-style.ts';

/**
 * Hands the result to the pane where the page stands in Outlook's dialog. What it says is in the page's `data-` attributes;
 * without Outlook the page's form does.
 */
const script = `
(() => {
  const { code, signIn, failure, auto } = document.body.dataset;
  const byId = (id) => document.getElementById(id);
  let tell = null;
  const send = (message) => {
    try { tell(JSON.stringify({ vmrkit: 'sign-in', sign_in: signIn, ...message })); } catch { /* The form is still there. */ }
  };
  const close = byId('close');
  close?.addEventListener('click', () => {
    if (tell !== null) send(failure ? { failure } : {});
    window.close();
  });
  if (close) close.hidden = false;
  if (typeof Office === 'undefined') return;
  Office.onReady(() => {
    const ui = Office.context && Office.context.ui;
    if (!ui || typeof ui.messageParent !== 'function' || !(window.opener || Office.context.host)) return;
    tell = (text) => ui.messageParent(text);
    if (byId('done')) send({});
    if (!code) return;
    byId('lost').hidden = false;
    if (auto === 'yes') { send({ code }); return; }
    const go = byId('continue');
    go.hidden = false;
    go.addEventListener('click', () => { go.disabled = true; send({ code }); });
  });
})();
`;

/** Both files of the sign-in pages. */
export const pageFiles = {
  style: pageFile('sign-in', pageStyle, 'css'),
  script: pageFile('sign-in', script, 'js'),
};
