import { MINUTE_MS } from '@vmrkit/core';
import type { FakeClock, FakeMailboxWorld } from '@vmrkit/testing';
import { createEwsLikeWorld, createGraphLikeWorld, createSeededRandom } from '@vmrkit/testing';
import type { History } from './history.ts';

/** Makes the mail system of one history. */
export type CreateHistoryWorld = (options: HistoryWorldOptions) => FakeMailboxWorld;

/** What a history asks of its mail system. */
export interface HistoryWorldOptions {
  readonly clock: FakeClock;
  /** Decides in what order it shuffles. */
  readonly seed: number;
  /** Outdated requests are left in the mailbox by every mail system. */
  readonly keepsOutdated: boolean;
  readonly clocks: History['clocks'];
}

/** The mail systems that histories are told by. */
export const historyWorlds = {
  ews: ({ clock, seed, clocks }) =>
    createEwsLikeWorld({
      clock,
      random: createSeededRandom(seed),
      wholeSeconds: clocks === 'of whole seconds',
      organizersAheadMs: aheadMs(clocks),
    }),
  graph: ({ clock, seed, keepsOutdated, clocks }) =>
    createGraphLikeWorld({
      clock,
      random: createSeededRandom(seed),
      eventDelayMs: 0,
      repliesPerMinute: null,
      removesOutdated: !keepsOutdated,
      organizersAheadMs: aheadMs(clocks),
    }),
} satisfies Readonly<Record<string, CreateHistoryWorld>>;

function aheadMs(clocks: History['clocks']): number {
  return clocks === 'ahead' ? 10 * MINUTE_MS : 0;
}

/** Name of a mail system. */
export type HistoryWorldName = keyof typeof historyWorlds;
