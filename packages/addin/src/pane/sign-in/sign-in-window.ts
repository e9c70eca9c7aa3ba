import type { OfficeCaller } from '../draft/call-office.ts';

/** The person closed the dialog. */
const CLOSED = 12006;

/** Who hears of a sign-in window. */
export interface WindowListener {
  /** The page in it said something; anything may stand there. */
  said(message: string): void;
  closed(): void;
  /** It did not open, or the client does not tell. */
  blocked(): void;
}

/** A window for sign-in pages that can talk to the pane. */
export interface SignInWindow {
  /** Must be called within the click: browsers block windows that open later. */
  open(url: string, listener: WindowListener): void;
  close(): void;
}

/** The dialog of Office.js. */
export class OfficeDialog implements SignInWindow {
  readonly #caller: OfficeCaller;
  #dialog: Office.Dialog | null = null;

  constructor(caller: OfficeCaller) {
    this.#caller = caller;
  }

  open(url: string, listener: WindowListener): void {
    const size = { height: 70, width: 35 };
    const opened = this.#caller.call('displayDialogAsync', (done: (result: DialogResult) => void) =>
      Office.context.ui.displayDialogAsync(url, size, done),
    );
    // A client that says that it opened one and gives none counts as one that opened none.
    opened.then((dialog) => this.#listen(dialog, listener)).catch(() => listener.blocked());
  }

  close(): void {
    const dialog = this.#dialog;
    this.#dialog = null;
    try {
      dialog?.close();
    } catch {
      // It was closed already.
    }
  }

  #listen(dialog: Office.Dialog, listener: WindowListener): void {
    this.#dialog = dialog;
    dialog.addEventHandler(Office.EventType.DialogMessageReceived, (event) => {
      if ('message' in event) listener.said(event.message);
    });
    dialog.addEventHandler(Office.EventType.DialogEventReceived, (event) => {
      if ('error' in event && event.error === CLOSED) listener.closed();
    });
  }
}

type DialogResult = Office.AsyncResult<Office.Dialog>;
