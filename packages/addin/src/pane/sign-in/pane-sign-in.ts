import type { Pauses } from '../draft/pauses.ts';
import { asRecord, RefusedError, textOf } from '../server/call-server.ts';
import type { BegunSignIn, beginSignIn, takeSignIn } from '../server/sign-ins.ts';
import type { Failure, PaneEvent } from '../state/pane-state.ts';
import type { SignInWindow } from './sign-in-window.ts';

/** Between two questions for the result. */
const POLL_MS = 1_500;
/** No sign-in lives longer. */
const LIFE_MS = 20 * 60_000;

/** With what a pane signs in. */
export interface SignInParts {
  readonly window: SignInWindow;
  readonly begin: typeof beginSignIn;
  readonly take: typeof takeSignIn;
  readonly pauses: Pauses;
  /** Address that the sign-in page may fill in. */
  readonly mailbox: string;
  /** Makes an absolute address of what the server gave. */
  resolve(url: string): string;
}

/** A sign-in under way. */
interface Attempt {
  readonly begun: BegunSignIn;
  isOver: boolean;
}

/** Signs in by a dialog or any browser, and keeps the bearer: in memory, for this pane alone. */
export class PaneSignIn {
  readonly #parts: SignInParts;
  #bearer: string | null = null;
  #attempt: Attempt | null = null;
  /** Questions go one after the other: a result is given once. */
  #last: Promise<void> = Promise.resolve();

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** What stands for the add-in's token; null: nobody signed in, or it counts no more. */
  get bearer(): string | null {
    return this.#bearer;
  }

  /** The server takes the bearer no more. */
  forget(): void {
    this.#bearer = null;
  }

  /** Begins, and from then on asks for the result. `tell` hears of what happens. */
  async begin(token: string | null, tell: (event: PaneEvent) => void): Promise<void> {
    this.stop();
    const attempt = { begun: await this.#parts.begin(token, this.#parts.mailbox), isOver: false };
    this.#attempt = attempt;
    const { digits, url } = attempt.begun;
    tell({ kind: 'sign-in-begun', link: { digits, url: this.#parts.resolve(url) } });
    void this.#poll(attempt, tell);
  }

  /** Opens the dialog; within the click. */
  open(tell: (event: PaneEvent) => void): void {
    const attempt = this.#attempt;
    if (attempt === null) return;
    const unlessOver = (event: PaneEvent) => {
      if (!attempt.isOver) tell(event);
    };
    this.#parts.window.open(this.#parts.resolve(attempt.begun.url), {
      said: (message) => this.#said(message, attempt, tell),
      closed: () => unlessOver({ kind: 'window-closed' }),
      blocked: () => unlessOver({ kind: 'window-blocked' }),
    });
  }

  /** Gives up what is under way. */
  stop(): void {
    if (this.#attempt === null) return;
    this.#attempt.isOver = true;
    this.#attempt = null;
    this.#parts.window.close();
  }

  #said(message: string, attempt: Attempt, tell: (event: PaneEvent) => void): void {
    const { vmrkit, sign_in: id, code, failure } = readMessage(message);
    if (vmrkit !== 'sign-in' || id !== attempt.begun.id || attempt.isOver) return;
    if (textOf(failure) !== '') {
      this.stop();
      tell({ kind: 'failed', failure: { kind: 'refused', code: textOf(failure), reference: '' } });
    } else {
      void this.#ask(attempt, textOf(code) || null, tell);
    }
  }

  async #poll(attempt: Attempt, tell: (event: PaneEvent) => void): Promise<void> {
    const end = this.#parts.pauses.now() + LIFE_MS;
    while (!attempt.isOver) {
      await this.#parts.pauses.sleep(POLL_MS);
      await this.#ask(attempt, null, tell);
      if (this.#parts.pauses.now() > end) this.#fail(attempt, { kind: 'unavailable' }, tell);
    }
  }

  #ask(attempt: Attempt, code: string | null, tell: (event: PaneEvent) => void): Promise<void> {
    const asked = this.#last.then(() => this.#askNow(attempt, code, tell));
    this.#last = asked;
    return asked;
  }

  async #askNow(attempt: Attempt, code: string | null, tell: (event: PaneEvent) => void): Promise<void> {
    if (attempt.isOver) return;
    try {
      const answer = await this.#parts.take(attempt.begun, code);
      if (attempt.isOver) return;
      if (answer.kind !== 'signed-in') {
        if (answer.kind === 'confirming') tell({ kind: 'sign-in-confirming' });
        return;
      }
      this.#bearer = answer.bearer;
      this.stop();
      tell({ kind: 'signed-in' });
    } catch (error) {
      if (error instanceof RefusedError && error.failure.kind === 'refused') {
        this.#fail(attempt, error.failure, tell);
      }
      // Whatever else went wrong may go well the next time.
    }
  }

  #fail(attempt: Attempt, failure: Failure, tell: (event: PaneEvent) => void): void {
    if (attempt.isOver) return;
    this.stop();
    tell({ kind: 'failed', failure });
  }
}

function readMessage(message: string): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(message)) ?? {};
  } catch {
    return {};
  }
}
