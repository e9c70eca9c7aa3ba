/** What a ledger entry is about. */
export type LedgerKind = 'request' | 'cancellation' | 'response' | 'mail' | 'undeliverable' | 'answer';

/** One thing that travelled, or one answer that was given. */
export interface LedgerEntry {
  /** Position, from 1. */
  readonly n: number;
  /** Virtual time in Unix milliseconds. */
  readonly at: number;
  /** Real time in Unix milliseconds, for measuring. */
  readonly wallAt: number;
  /** `answer` is written where the answer is given, `response` where it arrives. */
  readonly kind: LedgerKind;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** Message-ID of what travelled. */
  readonly messageId: string;
  /** For answers: Message-ID of the request that was answered, if a message was. */
  readonly answerOf?: string | undefined;
  readonly response?: string | undefined;
  readonly requestType?: string | undefined;
  readonly cleanId?: string | undefined;
  readonly recurrenceId?: number | undefined;
  readonly sequence?: number | undefined;
  /** Id of the item in the mailbox that received it. */
  readonly itemId?: string | undefined;
  /** Whether the mailbox answered by itself (AutoAccept). */
  readonly automatic?: boolean | undefined;
}

/** An append-only record of everything that was delivered or answered. */
export class Ledger {
  readonly #entries: LedgerEntry[] = [];

  /** Adds an entry and numbers it. */
  append(entry: Omit<LedgerEntry, 'n' | 'wallAt'>): LedgerEntry {
    const full = { n: this.#entries.length + 1, wallAt: Date.now(), ...entry };
    this.#entries.push(full);
    return full;
  }

  /** The entries after number `after`, at most `limit`. */
  read(after: number, limit: number): readonly LedgerEntry[] {
    return this.#entries.slice(after, after + limit);
  }

  /** How many entries there are. */
  get size(): number {
    return this.#entries.length;
  }
}
