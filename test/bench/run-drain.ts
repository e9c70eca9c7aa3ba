import { parseArgs } from 'node:util';
import { z } from 'zod';
import { circumstances } from '../support/evidence.ts';
import { type DrainOptions, type DrainResult, drainGraph, mailLatency } from './drain-graph.ts';

const USAGE = `npm run bench:drain -- [--requests N] [--mailboxes N] [--replies N]

Works a backlog of N (1,000) requests in N (2) mailboxes off over Microsoft Graph, from a cold start, in the sandbox's
virtual time and under each reading of the published limits; N (30) answers a minute and mailbox, 0 for any number.
Then sends 300 at a steady rate and measures how long mail takes to its room: by polling alone, and with notifications that
come a second later. JSON on stdout. Ends with 1 when a request was lost or answered twice, more than 4 ran at a time, a meeting
took more than 1.2 requests beyond its answer, or p95 from mail to room is 15 seconds or more, 3 seconds with notifications.
`;

const READINGS = [
  { graphConcurrencyScope: 'app-and-mailbox', graphBatchOverLimit: 'queued' },
  { graphConcurrencyScope: 'app', graphBatchOverLimit: 'queued' },
  { graphConcurrencyScope: 'app', graphBatchOverLimit: 'refused' },
] as const;
const MOST_AT_ONCE = 4;
const MOST_REQUESTS = 1.2;
const LONGEST_MS = 15_000;
const LONGEST_NOTIFIED_MS = 3_000;

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { help: { type: 'boolean', default: false }, requests: text, mailboxes: text, replies: text },
});
const count = z.coerce.number().int().min(1);
const options = z
  .object({
    requests: count.default(1_000),
    mailboxes: count.default(2),
    replies: z.coerce.number().int().min(0).default(30),
  })
  .parse(values);

if (values.help) process.stdout.write(USAGE);
else await measure();

async function measure(): Promise<void> {
  const { requests, mailboxes, replies } = options;
  const runs: DrainResult[] = [];
  for (const reading of READINGS) {
    const drain: DrainOptions = { ...reading, requests, mailboxes, repliesPerMinute: replies || null };
    runs.push(await drainGraph(drain));
  }
  const steady = { requests: 300, requestsPerMinute: 17 };
  const pollingMs = await mailLatency({ ...steady, notificationDelayMs: null });
  const notifiedMs = await mailLatency({ ...steady, notificationDelayMs: 1_000 });
  process.stdout.write(`${JSON.stringify({ ...circumstances, runs, pollingMs, notifiedMs }, null, 2)}\n`);
  const isGood = (run: DrainResult) =>
    run.joinable === requests &&
    run.accepted === requests &&
    run.answeredTwice === 0 &&
    run.mostAtOnce.application <= MOST_AT_ONCE &&
    run.requestsPerMeeting <= MOST_REQUESTS;
  const isQuick = pollingMs.p95 < LONGEST_MS && notifiedMs.p95 < LONGEST_NOTIFIED_MS;
  process.exitCode = runs.every(isGood) && isQuick ? 0 : 1;
}
