import { createHash } from 'node:crypto';

/** Styles of the sign-in pages: Outlook's look in both themes, from 320 px on. */
const css = `
:root { color-scheme: light dark; --text: #242424; --quiet: #616161; --ground: #ffffff; --line: #d1d1d1;
  --accent: #0f6cbd; --on-accent: #ffffff; --bad: #b10e1c; --bad-ground: #fdf3f4; --good: #0e700e; }
@media (prefers-color-scheme: dark) { :root { --text: #ffffff; --quiet: #adadad; --ground: #292929; --line: #666666;
  --accent: #479ef5; --on-accent: #0a0a0a; --bad: #f1707b; --bad-ground: #3b2024; --good: #54b054; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px 16px; background: var(--ground); color: var(--text);
  font: 14px/20px "Segoe UI", system-ui, sans-serif; }
main { max-width: 440px; margin: 0 auto; }
h1 { font-size: 20px; line-height: 28px; font-weight: 600; margin: 0 0 12px; }
p { margin: 0 0 12px; overflow-wrap: anywhere; }
.account { border: 1px solid var(--line); border-radius: 4px; padding: 12px; font-weight: 600; }
.quiet { color: var(--quiet); }
.bad { color: var(--bad); background: var(--bad-ground); border-radius: 4px; padding: 8px 12px; }
.good { color: var(--good); font-weight: 600; }
form, .actions { margin: 16px 0; }
label { display: block; font-weight: 600; margin-bottom: 4px; }
input { font: 600 24px/32px "Segoe UI", system-ui, sans-serif; width: 96px; padding: 4px 8px; letter-spacing: 8px;
  text-align: center; border: 1px solid var(--line); border-radius: 4px; background: var(--ground); color: var(--text); }
button { font: inherit; font-weight: 600; min-height: 32px; padding: 5px 16px; border-radius: 4px;
  border: 1px solid var(--line); background: var(--ground); color: var(--text); cursor: pointer; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.row { display: flex; gap: 12px; align-items: center; flex-wrap: wrap; }
:focus-visible { outline: 2px solid var(--text); outline-offset: 2px; }
[hidden] { display: none; }
@media (forced-colors: active) { .bad, .account { border: 1px solid CanvasText; } }
`;

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

/** A file of the pages: its content, and the name that changes with it. */
export interface PageFile {
  readonly name: string;
  readonly content: string;
}

/** Both files of the sign-in pages. */
export const pageFiles = { style: named('sign-in', css, 'css'), script: named('sign-in', script, 'js') };

function named(stem: string, content: string, ending: 'css' | 'js'): PageFile {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return { name: `${stem}.${hash}.${ending}`, content };
}
