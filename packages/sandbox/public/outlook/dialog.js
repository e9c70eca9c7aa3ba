// The dialog of Office.js, as the form opens it for the pane.
import { OfficeFault } from './calls.js';

const CLOSED = 12006;
const IGNORED = 12009;
const BLOCKED = 12011;
const ALREADY = 12007;

export class Dialog {
  /** @type {Window | null} */
  #window = null;
  #tell;

  /** @param {(type: string, event: object) => void} tell */
  constructor(tell) {
    this.#tell = tell;
  }

  /**
   * Opens a window for the add-in's page. Faults: `dialog-blocked`, `dialog-loses-messages`.
   * @param {string} url @param {boolean} isInClick @param {import('./calls.js').Faults} faults
   */
  open(url, isInClick, faults) {
    if (this.#window !== null && !this.#window.closed) throw new OfficeFault(ALREADY, 'DialogAlreadyOpened');
    if (!isInClick) throw new OfficeFault(BLOCKED, 'PopupBlocked');
    const opened = faults.has('dialog-blocked')
      ? null
      : window.open(url, 'dialog', 'popup,width=520,height=640');
    if (opened === null) throw new OfficeFault(IGNORED, 'DialogIgnored');
    this.#window = opened;
    const watch = setInterval(() => {
      if (!opened.closed) return;
      clearInterval(watch);
      if (this.#window !== opened) return;
      this.#window = null;
      this.#tell('dialogEventReceived', { error: CLOSED });
    }, 100);
  }

  /** The add-in closes it, and hears nothing of it. */
  close() {
    const opened = this.#window;
    this.#window = null;
    opened?.close();
  }

  /** @param {MessageEventSource | null} source @param {string} message @param {import('./calls.js').Faults} faults */
  hear(source, message, faults) {
    if (source === null || source !== this.#window || faults.has('dialog-loses-messages')) return;
    this.#tell('dialogMessageReceived', { message });
  }
}
