import type { FakeClock, FakeMailboxWorld } from '@vmrkit/testing';
import { createEwsLikeWorld, createGraphLikeWorld, type GraphLikeWorldOptions } from '@vmrkit/testing';

/** A mail system's name, and how one is made: a row of `describe.each`. */
export type MailSystemRow = readonly [name: string, createWorld: (clock: FakeClock) => FakeMailboxWorld];

/** What both kinds of mail system know. */
interface MailSystemOptions {
  readonly repliesPerMinute?: number;
}

/** Both kinds of mail system: a rule that holds on one alone is no rule. `graph`: what only the second one knows. */
export function ewsAndGraph(
  options: MailSystemOptions = {},
  graph: GraphLikeWorldOptions = { eventDelayMs: 500 },
): readonly MailSystemRow[] {
  return [
    ['EWS', (clock) => createEwsLikeWorld({ ...options, clock })],
    ['Graph', (clock) => createGraphLikeWorld({ ...options, ...graph, clock })],
  ];
}

/** The same, and an Exchange that puts nothing into the equipment's calendar by itself. */
export function everyMailSystem(options: MailSystemOptions = {}): readonly MailSystemRow[] {
  return [
    ...ewsAndGraph(options),
    [
      'EWS without calendar processing',
      (clock) => createEwsLikeWorld({ ...options, clock, calendarProcessing: 'none' }),
    ],
  ];
}
