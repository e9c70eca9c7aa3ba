import { type Clock, SECOND_MS, UnavailableError } from '@vmrkit/core';
import { Breaker } from './breaker.ts';

/** When a manager counts as away, and for how long it is left alone. */
const FAILURES = 2;
const PAUSE_MS = 3 * SECOND_MS;
/** How long one manager may take while there is another one to ask: two of them and a third fit into an edge's 4 s. */
const PATIENCE_MS = 1_200;

/** Managers of one store, any of which may be asked. */
export interface ManagerGroupOptions {
  /** Their origins. */
  readonly urls: readonly string[];
  readonly clock: Clock;
}

/** How a question is put to a group. */
export interface GroupQuestion<T> {
  /** Asks one manager. Rejects with UnavailableError where it does not answer. */
  ask(url: string, signal: AbortSignal): Promise<T>;
  readonly signal: AbortSignal;
  /** Whether it may be asked once more although the first one asked may have done it. */
  readonly isRepeatable: boolean;
  /** Whether nobody waits for it, so that it may find out who is back. */
  readonly isProbe: boolean;
}

/** Nothing of what was asked has reached the manager. */
export class NotSentError extends UnavailableError {}

interface Member {
  readonly url: string;
  readonly breaker: Breaker;
}

/** Asks managers by turns; one that does not answer is passed over, and left alone for a while. */
export class ManagerGroup {
  readonly #members: readonly Member[];
  readonly #clock: Clock;
  #turn = 0;

  constructor({ urls, clock }: ManagerGroupOptions) {
    this.#clock = clock;
    this.#members = urls.map((url) => ({
      url,
      breaker: new Breaker({ clock, failures: FAILURES, pauseMs: PAUSE_MS }),
    }));
  }

  /** The first answer. Rejects as the last manager asked does, with `ERR_MANAGER_AWAY` where all are left alone. */
  async ask<T>(question: GroupQuestion<T>): Promise<T> {
    const members = this.#inOrder(question.isProbe);
    for (const [at, member] of members.entries()) {
      const isLast = at === members.length - 1;
      try {
        return await member.breaker.run(() =>
          isLast ? question.ask(member.url, question.signal) : this.#askBriefly(member.url, question),
        );
      } catch (error) {
        const goesOn = NotSentError.is(error) || question.isRepeatable || isLeftAlone(error, member);
        if (isLast || question.signal.aborted || !UnavailableError.is(error) || !goesOn) throw error;
      }
    }
    throw new UnavailableError('There is no manager.', { code: 'ERR_MANAGER_AWAY' });
  }

  /** Those that answered lately by turns, then the others; a probe begins with those that may be back. */
  #inOrder(isProbe: boolean): readonly Member[] {
    const from = this.#turn++ % this.#members.length;
    const turned = [...this.#members.slice(from), ...this.#members.slice(0, from)];
    const [answering, away] = [
      turned.filter(({ breaker }) => breaker.state === 'closed'),
      turned.filter(({ breaker }) => breaker.state !== 'closed'),
    ];
    if (!isProbe) return [...answering, ...away];
    const back = away.filter(({ breaker }) => breaker.state === 'half-open');
    return [...back, ...answering, ...away.filter((each) => !back.includes(each))];
  }

  async #askBriefly<T>(url: string, { ask, signal }: GroupQuestion<T>): Promise<T> {
    const enough = new AbortController();
    const settled = new AbortController();
    const timer = this.#clock.sleep(PATIENCE_MS, settled.signal).then(
      () => enough.abort(),
      () => undefined,
    );
    try {
      return await ask(url, AbortSignal.any([signal, enough.signal]));
    } finally {
      settled.abort();
      await timer;
    }
  }
}

/** Its breaker was open, so that it was not asked at all. */
function isLeftAlone(error: unknown, { breaker }: Member): boolean {
  return UnavailableError.is(error) && breaker.isRefusal(error);
}
