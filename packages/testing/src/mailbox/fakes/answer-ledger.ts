import { type Clock, MINUTE_MS } from '@vmrkit/core';
import type { RecordedAnswer } from './fake-mailbox-world.ts';

/** Every answer that went out, and the pace at which they may. */
export class AnswerLedger {
  readonly #clock: Clock;
  readonly #perMinute: number | null;
  readonly #all: RecordedAnswer[] = [];
  readonly #sentMs: number[] = [];
  readonly #byMessage = new Map<string, RecordedAnswer[]>();
  readonly #bySubject = new Map<string, RecordedAnswer[]>();

  constructor(clock: Clock, perMinute: number | null) {
    this.#clock = clock;
    this.#perMinute = perMinute;
  }

  get all(): readonly RecordedAnswer[] {
    return this.#all;
  }

  /** Enters an answer; `subject` names meeting and instance. */
  record(answer: RecordedAnswer, subject: string): void {
    this.#all.push(answer);
    this.#sentMs.push(this.#clock.monotonicMs());
    append(this.#byMessage, answer.messageId, answer);
    append(this.#bySubject, subject, answer);
  }

  to(messageId: string): readonly RecordedAnswer[] {
    return this.#byMessage.get(messageId) ?? [];
  }

  about(subject: string): readonly RecordedAnswer[] {
    return this.#bySubject.get(subject) ?? [];
  }

  /** Milliseconds until one more answer may go out. */
  pauseMs(): number {
    if (this.#perMinute === null) return 0;
    const earliest = this.#sentMs.at(-this.#perMinute);
    if (earliest === undefined) return 0;
    return Math.max(0, earliest + MINUTE_MS - this.#clock.monotonicMs());
  }
}

function append(index: Map<string, RecordedAnswer[]>, key: string, answer: RecordedAnswer): void {
  const known = index.get(key);
  if (known) known.push(answer);
  else index.set(key, [answer]);
}
