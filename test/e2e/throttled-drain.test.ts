import { expect, it } from 'vitest';
import { type DrainOptions, drainGraph, mailLatency } from '../bench/drain-graph.ts';

/** `npm run bench:drain` does it with a thousand. */
const rows: readonly DrainOptions[] = [
  {
    graphConcurrencyScope: 'app-and-mailbox',
    graphBatchOverLimit: 'queued',
    requests: 60,
    mailboxes: 1,
    repliesPerMinute: 30,
  },
  {
    graphConcurrencyScope: 'app',
    graphBatchOverLimit: 'queued',
    requests: 120,
    mailboxes: 2,
    repliesPerMinute: null,
  },
  {
    graphConcurrencyScope: 'app',
    graphBatchOverLimit: 'refused',
    requests: 120,
    mailboxes: 2,
    repliesPerMinute: null,
  },
];

it.each(rows)(
  '[S1.2f] a backlog is worked off within the limits: $graphConcurrencyScope, $graphBatchOverLimit, $repliesPerMinute a minute',
  async (row) => {
    const { requests, repliesPerMinute } = row;
    const result = await drainGraph(row);
    expect(result).toMatchObject({ joinable: requests, accepted: requests, answeredTwice: 0 });
    expect(result.mostAtOnce.application).toBeLessThanOrEqual(4);
    expect(result.refused.rate).toBe(0);
    // Once, to learn that those which must wait are refused.
    expect(result.refused.concurrency).toBeLessThanOrEqual(1);
    // Looks come by the minute, and a long queue of answers takes as long as its pace.
    const beyondLooks = result.requestsPerMeeting - result.looksPerMeeting;
    expect(repliesPerMinute === null ? result.requestsPerMeeting : beyondLooks).toBeLessThanOrEqual(1.2);
    // What the guide asks for, and no more: reading mail is a part of Mail.ReadWrite.
    expect(result.rights).toEqual([
      'Calendars.ReadWrite',
      'Mail.Read',
      'Mail.ReadBasic.All',
      'Mail.ReadWrite',
    ]);
    if (repliesPerMinute !== null)
      expect(result.virtualMinutes).toBeGreaterThan(requests / repliesPerMinute - 2);
  },
);

it('[S4.1b] by polling alone, mail is joinable within fifteen seconds', async () => {
  // Neither in step with the looks nor with the pace of the answers.
  const { p95, p50 } = await mailLatency({ requests: 60, requestsPerMinute: 17, notificationDelayMs: null });
  expect(p95).toBeLessThan(15_000);
  expect(p50).toBeGreaterThan(1_000);
});
