import { setTimeout as sleep } from 'node:timers/promises';
import { integrations, until } from '@vmrkit/example-demo';
import type { LedgerEntry } from '@vmrkit/sandbox';
import { bookRooms } from '../support/booked-meetings.ts';
import type { ExchangeWorld } from '../support/exchange-world.ts';
import { cpuSeconds, type Latency, latency } from './measures.ts';

const MINUTE = 60_000;
const ROOM = integrations.sales.mailbox.email;

/** How long a room takes at a steady rate. */
export interface RateResult {
  readonly requests: number;
  readonly requestsPerMinute: number;
  /** From delivery to the equipment mailbox until the join window knows the meeting, looked at every `lookMs`. */
  readonly mailToVmrMs: Latency;
  /** From delivery until the answer was given, by the sandbox's ledger. */
  readonly mailToAnswerMs: Latency;
  readonly lookMs: number;
}

const LOOK_MS = 10;

/** Sends requests at a steady rate and measures each from its delivery on. */
export async function measureRate(
  world: ExchangeWorld,
  { requests, requestsPerMinute }: { readonly requests: number; readonly requestsPerMinute: number },
): Promise<RateResult> {
  const tags = await bookRooms(world.addIn, requests);
  const first = (await world.sandbox.status()).ledger;
  const begun = performance.now();
  const joinable = await Promise.all(
    tags.map(async ({ html, alias }, index) => {
      await sleep(Math.max(0, begun + (index * MINUTE) / requestsPerMinute - performance.now()));
      const cleanId = await invite(world, { html, index });
      const look = async () => ((await world.platform.ask(alias)).decision === 'unknown' ? null : Date.now());
      return { cleanId, at: await until(look, { what: 'a room', pauseMs: LOOK_MS }) };
    }),
  );
  const ledger = await answered(world, { requests, first });
  const delivered = timesOf(ledger, ({ kind, to }) => kind === 'request' && to === ROOM);
  const answers = timesOf(ledger, isAnswer);
  return {
    requests,
    requestsPerMinute,
    mailToVmrMs: latency(joinable.map(({ cleanId, at }) => at - (delivered.get(cleanId) ?? 0))),
    mailToAnswerMs: latency([...answers].map(([cleanId, at]) => at - (delivered.get(cleanId) ?? 0))),
    lookMs: LOOK_MS,
  };
}

/** How many requests go through one mailbox. */
export interface ThroughputResult {
  readonly requests: number;
  /** Until every meeting has its room. */
  readonly roomsPerMinute: number;
  /** Until every request is answered. */
  readonly answersPerMinute: number;
  /** Seconds of processor time of each process while it lasted, on all cores together. */
  readonly cpuSeconds: { readonly manager: number; readonly sandbox: number };
  readonly seconds: { readonly rooms: number; readonly answers: number };
}

/** Fills the mailbox while the manager is away, then lets it work as fast as it can. */
export async function measureThroughput(world: ExchangeWorld, requests: number): Promise<ThroughputResult> {
  const preparing = await world.deployment.start('manager');
  const edge = await world.deployment.start('edge');
  const tags = await bookRooms(world.addIn, requests);
  await Promise.all([preparing.stop(), edge.stop()]);
  const first = (await world.sandbox.status()).ledger;
  for (const [index, { html }] of tags.entries()) await invite(world, { html, index });
  const manager = await world.deployment.start('manager');
  const begun = Date.now();
  const before = { manager: cpuSeconds(manager.pid), sandbox: cpuSeconds(world.exchange.child.pid) };
  const last = tags.at(-1)?.alias ?? '';
  const look = async () => ((await world.platform.ask(last)).decision === 'unknown' ? null : Date.now());
  const [roomsAt, ledger] = await Promise.all([
    until(look, { what: 'the last room', timeoutMs: 30 * MINUTE, pauseMs: 100 }),
    answered(world, { requests, first }),
  ]);
  const answersAt = Math.max(...ledger.filter(isAnswer).map(({ wallAt }) => wallAt));
  const after = { manager: cpuSeconds(manager.pid), sandbox: cpuSeconds(world.exchange.child.pid) };
  await manager.stop();
  const perMinute = (at: number) => Math.round((requests * MINUTE) / (at - begun));
  return {
    requests,
    roomsPerMinute: perMinute(roomsAt),
    answersPerMinute: perMinute(answersAt),
    seconds: { rooms: (roomsAt - begun) / 1_000, answers: (answersAt - begun) / 1_000 },
    cpuSeconds: {
      manager: Number((after.manager - before.manager).toFixed(1)),
      sandbox: Number((after.sandbox - before.sandbox).toFixed(1)),
    },
  };
}

function isAnswer({ kind, from }: LedgerEntry): boolean {
  return kind === 'answer' && from === ROOM;
}

/** Sends an invitation for tomorrow; gives the meeting's clean id. */
async function invite(
  { organizer }: ExchangeWorld,
  { html, index }: { readonly html: string; readonly index: number },
): Promise<string> {
  const start = Math.ceil(Date.now() / MINUTE) * MINUTE + 24 * 60 * MINUTE;
  const draft = { subject: `Request ${index}`, html, start, end: start + 30 * MINUTE };
  return (await organizer.invite(draft, integrations.sales)).cleanId;
}

/** Waits until as many answers were given; everything that the ledger wrote meanwhile. */
async function answered(
  { sandbox }: ExchangeWorld,
  { requests, first }: { readonly requests: number; readonly first: number },
): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  const look = async () => {
    entries.push(...(await sandbox.ledger(entries.at(-1)?.n ?? first)));
    return entries.filter(isAnswer).length >= requests ? entries : null;
  };
  return until(look, { what: 'an answer to every request', timeoutMs: 30 * MINUTE, pauseMs: 1_000 });
}

function timesOf(
  ledger: readonly LedgerEntry[],
  which: (entry: LedgerEntry) => boolean,
): ReadonlyMap<string, number> {
  return new Map(ledger.filter(which).map(({ cleanId, wallAt }) => [cleanId ?? '', wallAt]));
}
