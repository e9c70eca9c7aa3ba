import type { VirtualClock } from '../model/virtual-clock.ts';
import type { GraphPermission } from './graph-apps.ts';

/** One request to Graph, alone or inside a batch. */
export interface GraphCall {
  /** Position, from 1. */
  readonly n: number;
  /** Virtual time in Unix milliseconds. */
  readonly at: number;
  readonly clientId: string;
  /** Address of the mailbox; null for what belongs to none. */
  readonly mailbox: string | null;
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  /** Name of what was asked for, as `GET messages/{id}`. */
  readonly operation: string;
  /** The least right that it needs; null for none. */
  readonly permission: GraphPermission | null;
  readonly inBatch: boolean;
  readonly status: number;
}

/** Which right was used in which mailboxes, and how often. */
export interface GraphRightUse {
  readonly permission: GraphPermission;
  readonly mailboxes: readonly string[];
  readonly calls: number;
  /** How many of them were refused. */
  readonly refused: number;
}

/** A record of all requests, batches counted by what is inside. */
export class GraphCalls {
  readonly #calls: GraphCall[] = [];
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Adds a request and numbers it. */
  add(call: Omit<GraphCall, 'n' | 'at'>): void {
    this.#calls.push({ n: this.#calls.length + 1, at: this.#clock.now(), ...call });
  }

  /** The requests after number `after`. */
  read(after: number): readonly GraphCall[] {
    return this.#calls.slice(after);
  }

  /** How often each operation was asked for. */
  operations(): Readonly<Record<string, number>> {
    const counts = new Map<string, number>();
    for (const { operation } of this.#calls) counts.set(operation, (counts.get(operation) ?? 0) + 1);
    return Object.fromEntries(counts);
  }

  /** Which rights were needed so far, and where. */
  rights(): GraphRightUse[] {
    const uses = new Map<GraphPermission, { mailboxes: Set<string>; calls: number; refused: number }>();
    for (const { permission, mailbox, status } of this.#calls) {
      if (permission === null) continue;
      const use = uses.get(permission) ?? { mailboxes: new Set(), calls: 0, refused: 0 };
      uses.set(permission, use);
      if (mailbox !== null) use.mailboxes.add(mailbox);
      use.calls += 1;
      if (status === 403) use.refused += 1;
    }
    return [...uses].map(([permission, { mailboxes, ...counts }]) => ({
      permission,
      mailboxes: [...mailboxes].sort(),
      ...counts,
    }));
  }
}
