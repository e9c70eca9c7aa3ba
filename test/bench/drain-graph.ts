import { setTimeout as sleep } from 'node:timers/promises';
import { HOUR_MS, MINUTE_MS } from '@vmrkit/core';
import type { RealitySwitches } from '@vmrkit/sandbox';
import { ALICE, APPLICATION, type BookedMeeting, VirtualGraphWorld } from '../support/virtual-graph-world.ts';
import { type Latency, latency } from './measures.ts';

/** One drain of a backlog. */
export interface DrainOptions extends Pick<RealitySwitches, 'graphConcurrencyScope' | 'graphBatchOverLimit'> {
  readonly requests: number;
  readonly mailboxes: number;
  /** Messages a minute that the mail system lets a mailbox send, and that the provider keeps to; null: any number. */
  readonly repliesPerMinute: number | null;
}

/** What a drain took, and what became of the requests. */
export interface DrainResult extends DrainOptions {
  readonly virtualMinutes: number;
  readonly realSeconds: number;
  /** Requests whose VMR may be joined. */
  readonly joinable: number;
  /** Requests that were accepted; and those that were answered more than once. */
  readonly accepted: number;
  readonly answeredTwice: number;
  /** Graph requests beyond the answers, those inside of batches and refused ones too, for each meeting. */
  readonly requestsPerMeeting: number;
  /** Of these, looks at inboxes and Deleted Items: as many a minute as ever, however many meetings there are. */
  readonly looksPerMeeting: number;
  /** Most requests at a time: of the application, and to one mailbox. */
  readonly mostAtOnce: { readonly application: number; readonly mailbox: number };
  readonly refused: { readonly concurrency: number; readonly rate: number };
  readonly rights: readonly string[];
}

/** Works a backlog off from a cold start, in the sandbox's virtual time. */
export async function drainGraph(options: DrainOptions): Promise<DrainResult> {
  const { requests, mailboxes, repliesPerMinute, ...switches } = options;
  const limits = { replies_per_minute: repliesPerMinute };
  const world = await VirtualGraphWorld.create({ mailboxes, switches, limits });
  const { admin, time } = world;
  try {
    const booked = await world.invite(requests);
    await admin.configure({ messageRateLimit: repliesPerMinute });
    const begun = performance.now();
    for (const rig of world.rigs) rig.start();
    const answers = async () =>
      (await admin.ledger()).filter(({ kind, from }) => kind === 'answer' && from !== ALICE);
    const isDone = async () => {
      const { operations } = await admin.graph.state();
      return (operations['POST events/{id}/accept'] ?? 0) >= requests && (await answers()).length >= requests;
    };
    await time.passUntil(isDone, 3 * HOUR_MS);
    const ledger = await answers();
    const accepted = ledger.filter(({ response }) => response === 'Accept');
    const counts = new Map<string, number>();
    for (const { cleanId = '' } of ledger) counts.set(cleanId, (counts.get(cleanId) ?? 0) + 1);
    const joinable = await Promise.all(booked.map((meeting) => world.isJoinable(meeting)));
    const { operations, loads, rights } = await admin.graph.state();
    const all = Object.values(operations).reduce((sum, each) => sum + each, 0);
    const looks = operations['GET mailFolders/{folder}/messages/delta'] ?? 0;
    const own = Object.entries(loads).flatMap(([name, load]) => (name.includes('|') ? [load] : []));
    return {
      ...options,
      virtualMinutes: round(time.monotonicMs() / MINUTE_MS),
      realSeconds: round((performance.now() - begun) / 1_000),
      joinable: joinable.filter(Boolean).length,
      accepted: new Set(accepted.map(({ cleanId }) => cleanId)).size,
      answeredTwice: [...counts.values()].filter((each) => each > 1).length,
      requestsPerMeeting: round((all - requests) / requests),
      looksPerMeeting: round(looks / requests),
      mostAtOnce: {
        application: loads[APPLICATION]?.mostInFlight ?? 0,
        mailbox: Math.max(...own.map(({ mostInFlight }) => mostInFlight)),
      },
      refused: {
        concurrency: loads[APPLICATION]?.refusedConcurrency ?? 0,
        rate: own.reduce((sum, { refusedRate }) => sum + refusedRate, 0),
      },
      rights: [...new Set(rights.map(({ permission }) => permission))].sort(),
    };
  } finally {
    await world.close();
  }
}

/** How requests come in, one after the other. */
export interface MailLatencyOptions {
  readonly requests: number;
  readonly requestsPerMinute: number;
  /** How late Graph notifies; null: never, so the inbox is looked at now and then alone. */
  readonly notificationDelayMs: number | null;
}

/** How long mail takes to its room, in the sandbox's virtual time. */
export async function mailLatency(options: MailLatencyOptions): Promise<Latency> {
  const { notificationDelayMs } = options;
  const world = await VirtualGraphWorld.create({ mailboxes: 1, notificationDelayMs });
  const { time } = world;
  try {
    for (const rig of world.rigs) rig.start();
    const waiting = new Map<BookedMeeting, number>();
    const times: number[] = [];
    let sent = 0;
    const sending = async () => {
      for (; sent < options.requests; sent += 1) {
        await time.sleep(MINUTE_MS / options.requestsPerMinute);
        await time.standStill(async () => {
          const before = world.notifications;
          for (const meeting of await world.invite(1)) waiting.set(meeting, time.monotonicMs());
          if (notificationDelayMs !== null) await until(() => world.notifications > before);
        });
      }
    };
    void sending();
    const isDone = async () => {
      for (const [meeting, at] of waiting) {
        if (!(await world.isJoinable(meeting))) continue;
        waiting.delete(meeting);
        times.push(time.monotonicMs() - at);
      }
      return times.length >= options.requests;
    };
    await time.passUntil(isDone, 3 * HOUR_MS);
    return latency(times);
  } finally {
    await world.close();
  }
}

/** Waits in real time; gives up after a second, as for a notification that was lost. */
async function until(done: () => boolean): Promise<void> {
  for (let waited = 0; waited < 1_000 && !done(); waited += 1) await sleep(1);
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
