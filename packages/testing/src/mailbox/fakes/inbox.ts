import { type Clock, type Instant, type ItemRef, instant, type Random } from '@vmrkit/core';
import type { InboxItem, Mail } from './inbox-item.ts';

/** What an {@link Inbox} is made from. */
export interface InboxOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** How long the mail system takes to deal with a message. */
  readonly eventDelayMs: number;
}

/** The inbox of the equipment mailbox, the mail held before it, and the log of what is told to those who follow. */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #items: InboxItem[] = [];
  readonly #byId = new Map<string, InboxItem>();
  /** What was told so far, once for each time that it is told. */
  readonly #log: InboxItem[] = [];
  #held: Mail[] | null = null;
  #untold: InboxItem[] | null = null;
  #lastReceived = 0;
  #lastId = 0;
  readonly #waiting = new Set<() => void>();

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /** All that was ever delivered, oldest first. */
  get items(): readonly InboxItem[] {
    return this.#items;
  }

  /** When the last message came: perhaps ahead of a clock that stands still, since each has a time of its own. */
  get newestReceivedAt(): Instant {
    return instant(this.#lastReceived);
  }

  /** Mail that waits before the mailbox, or in it to be told. */
  get held(): number {
    return (this.#held?.length ?? 0) + (this.#untold?.length ?? 0);
  }

  /** How much was told so far. */
  get told(): number {
    return this.#log.length;
  }

  find({ id }: ItemRef): InboxItem | null {
    return this.#byId.get(id) ?? null;
  }

  /** Delivers, or keeps back while mail is held. */
  send(mail: Mail): void {
    if (this.#held) this.#held.push(mail);
    else this.#deliver(mail);
  }

  /** Keeps back what is sent from now on, before the mailbox or in it. */
  hold(where: 'on its way' | 'received'): void {
    if (where === 'received') this.#untold ??= [];
    else this.#held ??= [];
  }

  /**
   * Delivers, or tells, what was held, at most `count` in the order that `arrange` makes; holds on while something is
   * left.
   */
  release(arrange: <T>(held: readonly T[]) => readonly T[], count = Number.POSITIVE_INFINITY): void {
    const mail = [...arrange(this.#held ?? [])];
    const delivered = mail.splice(0, count);
    this.#held = mail.length > 0 ? mail : null;
    for (const each of delivered) this.#deliver(each);
    const untold = [...arrange(this.#untold ?? [])];
    const told = untold.splice(0, count);
    this.#untold = untold.length > 0 ? untold : null;
    this.#log.push(...told);
    this.wake();
  }

  /** Tells a message that was told before once more. */
  tellAgain(item: InboxItem): void {
    this.#log.push(item);
    this.wake();
  }

  /** Delivers a second item with the same words and message id. */
  deliverCopy(item: InboxItem): void {
    this.#deliver({ message: item.message, notice: item.notice });
  }

  /** What was told after the first `position` and is still there, at most `count` entries of it looked at. */
  after(
    position: number,
    count: number,
  ): { readonly items: readonly InboxItem[]; readonly position: number } {
    const entries = this.#log.slice(position, position + count);
    const present = new Set(entries.filter(({ place }) => place === 'inbox'));
    return { items: [...present], position: position + entries.length };
  }

  /** Resolves at the next thing to tell, or when the signal aborts. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      if (signal.aborted) {
        resolve();
        return;
      }
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** Wakes those who follow. */
  wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #deliver({ message, notice }: Mail): void {
    const { clock, eventDelayMs } = this.#options;
    const ref = { id: this.#nextId() };
    this.#lastReceived = Math.max(clock.now(), this.#lastReceived + 1);
    const item: InboxItem = {
      ref,
      articleNumber: this.#lastId,
      message: { ...message, ref, receivedAt: this.newestReceivedAt },
      notice,
      dueMs: clock.monotonicMs() + eventDelayMs,
      place: 'inbox',
      poisoned: false,
      bodySpoiled: false,
      read: false,
      answer: null,
    };
    this.#items.push(item);
    this.#byId.set(ref.id, item);
    if (this.#untold) {
      this.#untold.push(item);
      return;
    }
    this.#log.push(item);
    this.wake();
  }

  #nextId(): string {
    this.#lastId += 1;
    const salt = Buffer.from(this.#options.random.bytes(12)).toString('hex');
    return `AAMkAG${salt}${this.#lastId.toString(36).padStart(8, '0')}`;
  }
}
