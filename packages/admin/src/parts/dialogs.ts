import { html, nothing, render } from 'lit';
import { button } from './controls.ts';

/** What is asked before something that cannot be taken back. */
export interface ConfirmOptions {
  readonly title: string;
  readonly text: string;
  /** Name of the button that does it. */
  readonly action: string;
  /** What must be typed first. */
  readonly typed?: string;
}

/** Asks, and tells whether it was confirmed. The focus goes back to where it was. */
export function confirmed({ title, text, action, typed }: ConfirmOptions): Promise<boolean> {
  let written = '';
  return inDialog<boolean>(title, false, (close, redraw) => {
    const isReady = typed === undefined || written === typed;
    return html`<p>${text}</p>
      ${
        typed === undefined
          ? nothing
          : html`<div class="field">
              <label for="confirm-typed">Type <strong>${typed}</strong> to confirm</label>
              <input
                id="confirm-typed"
                autocomplete="off"
                @input=${(event: Event) => {
                  written = (event.target as HTMLInputElement).value;
                  redraw();
                }}
              />
            </div>`
      }
      <div class="actions">
        ${button(action, { look: 'primary', isBusy: !isReady, press: () => close(true) })}
        ${button('Cancel', { press: () => close(false) })}
      </div>`;
  });
}

/** Shows a secret, once. */
export async function showOnce(title: string, text: string, secret: string): Promise<void> {
  let isCopied = false;
  await inDialog<null>(title, null, (close, redraw) => {
    const copy = async () => {
      isCopied = await copied(secret);
      redraw();
    };
    return html`<p>${text}</p>
      <p class="secret" data-testid="shown-once">${secret}</p>
      <p role="status" class="small quiet">${isCopied ? 'Copied.' : ' '}</p>
      <div class="actions">
        ${button('Copy', { look: 'primary', press: () => void copy() })}
        ${button('Done', { press: () => close(null) })}
      </div>`;
  });
}

/** Copies a text; false where the browser does not let us. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function inDialog<Result>(
  title: string,
  dismissed: Result,
  content: (close: (result: Result) => void, redraw: () => void) => unknown,
): Promise<Result> {
  const before = document.activeElement;
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  document.body.append(dialog);
  return new Promise((resolve) => {
    let result = dismissed;
    const close = (given: Result) => {
      result = given;
      dialog.close();
    };
    const redraw = () => render(html`<h2 id="dialog-title">${title}</h2>${content(close, redraw)}`, dialog);
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (before instanceof HTMLElement) before.focus();
      resolve(result);
    });
    redraw();
    dialog.showModal();
  });
}
