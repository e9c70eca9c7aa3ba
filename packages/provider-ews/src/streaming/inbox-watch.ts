import type { Clock } from '@vmrkit/core';
import { joinSignals } from '../transport/join-signals.ts';

/**
 * What a follower of one inbox waits on: that the stream told of something. Notifications that come while nobody
 * waits are kept, as one.
 */
export class InboxWatch {
  /** Whether a stream stands behind it now. */
  live = false;
  #dirty = false;
  #wake: (() => void) | null = null;

  /** Something may be new in the inbox. */
  notify(): void {
    this.#dirty = true;
    this.#wake?.();
  }

  /** Waits for news, but not longer than `milliseconds`, and then for a moment more, as news come in groups. */
  async wait(
    milliseconds: number,
    {
      clock,
      gatherMs,
      signal,
    }: { readonly clock: Clock; readonly gatherMs: number; readonly signal: AbortSignal },
  ): Promise<void> {
    if (!this.#dirty) await this.#news(milliseconds, clock, signal);
    if (this.#dirty && !signal.aborted) await clock.sleep(gatherMs, signal).catch(() => undefined);
    this.#dirty = false;
  }

  async #news(milliseconds: number, clock: Clock, signal: AbortSignal): Promise<void> {
    const done = new AbortController();
    const either = joinSignals(done.signal, signal);
    this.#wake = () => done.abort();
    await clock.sleep(milliseconds, either.signal).catch(() => undefined);
    this.#wake = null;
    either.release();
  }
}
