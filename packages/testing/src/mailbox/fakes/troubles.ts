import { NotAllowedError, ThrottledError, UnavailableError } from '@vmrkit/core';
import type { WorldTrouble } from '../mailbox-world.ts';

/** How long a call that nothing answered says to stay away. */
const AWAY_RETRY_MS = 1_000;

/** The troubles that the mail system is in. */
export class Troubles {
  #present: readonly WorldTrouble[] = [];

  /** What is done is done, and nobody hears of it. */
  get answersLost(): boolean {
    return this.#present.some(({ kind }) => kind === 'answers-lost');
  }

  /** How long calls are asked to stay away before anything is done; null: they are welcome. */
  get pauseMs(): number | null {
    for (const trouble of this.#present) {
      if (trouble.kind === 'throttled') return trouble.retryAfterMs;
      if (trouble.kind === 'away') return AWAY_RETRY_MS;
    }
    return null;
  }

  begin(trouble: WorldTrouble): void {
    this.#present = [...this.#present, trouble];
  }

  end(): void {
    this.#present = [];
  }

  /** Whether the account has rights over this address. */
  allows(email: string): boolean {
    return !this.#present.some(
      (trouble) => trouble.kind === 'not-allowed' && trouble.email.toLowerCase() === email.toLowerCase(),
    );
  }

  /** Throws while the account has no rights over this address. */
  checkRights(email: string): void {
    if (this.allows(email)) return;
    throw new NotAllowedError('No rights over the mailbox.', { code: 'ERR_MAILBOX_NOT_ALLOWED' });
  }

  /** Throws while a call on this mailbox fails before anything is done. */
  check(email: string): void {
    for (const trouble of this.#present) {
      if (trouble.kind === 'throttled') {
        const { retryAfterMs } = trouble;
        throw new ThrottledError('The mail system asks for a pause.', {
          code: 'ERR_MAILBOX_THROTTLED',
          retryAfterMs,
        });
      }
      if (trouble.kind === 'away') throw away();
    }
    this.checkRights(email);
  }

  /** Throws when what was done is not to be heard of. */
  checkAnswer(): void {
    if (this.answersLost) throw away();
  }
}

function away(): UnavailableError {
  return new UnavailableError('The mail system does not answer.', { code: 'ERR_MAILBOX_AWAY' });
}
