import { HOUR_MS } from '@vmrkit/core';

/** Refusals must last so long without a success before rights count as missing: they spread for hours. */
const SETTLING_MS = HOUR_MS;

/** What was allowed and refused at one mailbox lately, on the monotonic clock. */
export interface RightsHistory {
  /** The first refusal since the last success; null: none. */
  readonly refusedSince: number | null;
  readonly refused: number;
  readonly asked: number;
  readonly succeeded: boolean;
}

const NOTHING: RightsHistory = { refusedSince: null, refused: 0, asked: 0, succeeded: false };

/** Notes one answer. A success makes the refusals before it a matter of settling. */
export function noteAnswer(
  history: RightsHistory,
  answer: { readonly allowed: boolean; readonly at: number },
): RightsHistory {
  const asked = history.asked + 1;
  if (answer.allowed) return { ...history, asked, refusedSince: null, succeeded: true };
  const refusedSince = history.refusedSince ?? answer.at;
  return { ...history, asked, refusedSince, refused: history.refused + 1 };
}

/**
 * Whether rights are missing. One refusal proves nothing where calls were allowed before; where none ever was, there is
 * nothing that could settle.
 */
export function judgeRights(history: RightsHistory, at: number): 'allowed' | 'settling' | 'missing' {
  if (history.refusedSince === null) return 'allowed';
  if (!history.succeeded) return 'missing';
  return at - history.refusedSince >= SETTLING_MS ? 'missing' : 'settling';
}

const MOST_MAILBOXES = 5_000;

/** The histories of the mailboxes of one provider. */
export class RightsLog {
  readonly #histories = new Map<string, RightsHistory>();

  /** History of a mailbox. */
  of(mailbox: string): RightsHistory {
    return this.#histories.get(mailbox) ?? NOTHING;
  }

  /** Notes one answer of a mailbox. */
  note(mailbox: string, answer: { readonly allowed: boolean; readonly at: number }): void {
    const next = noteAnswer(this.of(mailbox), answer);
    this.#histories.delete(mailbox);
    this.#histories.set(mailbox, next);
    const [oldest] = this.#histories.keys();
    if (this.#histories.size > MOST_MAILBOXES && oldest !== undefined) this.#histories.delete(oldest);
  }
}
