/** One field of a form. */
interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'password';
  readonly value?: string;
}

/** What a page shows. */
export interface SignInPage {
  readonly title: string;
  readonly text?: string;
  /** What went wrong before, with its code. */
  readonly fault?: string | null;
  readonly fields?: readonly Field[];
  /** Buttons by the value that they send as `action`. */
  readonly buttons?: Readonly<Record<string, string>>;
}

/** The page as HTML: a form that posts to its own address and works without scripts. */
export function renderSignInPage({ title, text, fault, fields = [], buttons = {} }: SignInPage): string {
  const inputs = fields.map(
    ({ name, label, type, value = '' }) =>
      `<label>${escaped(label)}<input name="${name}" type="${type}" value="${escaped(value)}" autocomplete="off"></label>`,
  );
  const actions = Object.entries(buttons).map(
    ([action, label]) => `<button name="action" value="${action}">${escaped(label)}</button>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
  body { font: 16px/1.5 sans-serif; display: grid; place-items: center; min-height: 90vh; background: #eef1f5; color: #1b1b1b; }
  main { background: #fff; padding: 2rem; width: 20rem; box-shadow: 0 1px 6px #0003; }
  h1 { font-size: 1.4rem; margin-top: 0; }
  label, input { display: block; width: 100%; box-sizing: border-box; }
  input { padding: .5rem; margin: .25rem 0 1rem; font: inherit; }
  button { padding: .5rem 1.5rem; margin-right: .5rem; font: inherit; }
  [role="alert"] { color: #a80000; }
</style>
<main>
  <h1>${escaped(title)}</h1>
  ${text === undefined ? '' : `<p>${escaped(text)}</p>`}
  ${fault ? `<p role="alert">${escaped(fault)}</p>` : ''}
  ${actions.length === 0 ? '' : `<form method="post">${inputs.join('')}${actions.join('')}</form>`}
</main>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
