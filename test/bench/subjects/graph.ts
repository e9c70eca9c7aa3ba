import { drainGraph } from '../drain-graph.ts';
import { atMost, type Subject } from './subject.ts';

const REQUESTS = { quick: 100, usual: 400, full: 1_000 } as const;

/** (h) and Graph's part of (b): a backlog over Microsoft Graph under its published limits, in virtual time. */
export const graph: Subject = {
  id: 'h',
  title: 'A backlog over Microsoft Graph',
  async measure({ size }) {
    const row = await drainGraph({
      requests: REQUESTS[size],
      mailboxes: 2,
      repliesPerMinute: 30,
      graphConcurrencyScope: 'app-and-mailbox',
      graphBatchOverLimit: 'queued',
    });
    return {
      figures: row,
      marks: [
        atMost('Graph requests a meeting beyond its answer (b)', 1.2, row.requestsPerMeeting),
        atMost('requests lost or answered twice', 0, row.requests - row.accepted + row.answeredTwice),
      ],
    };
  },
};
