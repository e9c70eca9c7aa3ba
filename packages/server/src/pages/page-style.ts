/** Styles of the pages that people see outside of Outlook, in its look: both themes, from 320 px on. */
export const pageStyle = `
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
