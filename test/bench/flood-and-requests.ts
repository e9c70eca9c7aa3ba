import { setTimeout as sleep } from 'node:timers/promises';
import { equipment, until } from '@vmrkit/example-demo';
import type { LedgerEntry } from '@vmrkit/sandbox';
import { bookRooms, inviteAll } from '../support/booked-meetings.ts';
import { ExchangeWorld } from '../support/exchange-world.ts';
import { floodFrom } from '../support/flood.ts';
import { cpuSeconds, type Latency, latency } from './measures.ts';

const ROOM = equipment.sales.email;
const MINUTE = 60_000;
const BULK = 500;
/** Requests that come one after the other while the manager works, and the time between two. */
const LIVE = 40;
const LIVE_PAUSE_MS = 500;

/** What is done to a mailbox. */
export interface FloodRunOptions {
  /** Tagless requests from outside that lie in the inbox before the real ones. */
  readonly mails: number;
  readonly senders: number;
  /** Real requests that wait behind them. */
  readonly requests: number;
}

/** How real requests fared. */
export interface FloodRun extends FloodRunOptions {
  /** From the manager's start (its process's) to the answer, of those that waited. */
  readonly waitingMs: Latency;
  /** From delivery to the answer, of those that came while the manager worked. */
  readonly liveMs: Latency;
  /** Of the flood: answered before the last that waited, and before the last of all real ones. */
  readonly floodAnsweredBefore: { readonly lastWaiting: number; readonly last: number };
  /** EWS calls until the last real answer, by operation. */
  readonly calls: Readonly<Record<string, number>>;
  readonly cpuSeconds: { readonly manager: number; readonly sandbox: number };
  readonly seconds: number;
}

/** Fills the inbox while the manager is away, starts it, sends more, and looks when each real request is answered. */
export async function measureFlood({ mails, senders, requests }: FloodRunOptions): Promise<FloodRun> {
  const world = await ExchangeWorld.create();
  const { deployment, sandbox } = world;
  const [before, edge] = [await deployment.start('manager'), await deployment.start('edge')];
  const rooms = await bookRooms(world.addIn, requests + LIVE);
  await Promise.all([before.stop(), edge.stop()]);
  const { ledger: first, calls: callsBefore } = await sandbox.status();
  const flood = floodFrom({ mails, senders, to: ROOM });
  for (let start = 0; start < flood.length; start += BULK)
    await sandbox.forgeMany(flood.slice(start, start + BULK));
  const start = Date.now() + 60 * MINUTE;
  const waiting = new Set(await inviteAll(sandbox, rooms.slice(0, requests), { start }));
  const begun = Date.now();
  const manager = await deployment.start('manager');
  const cpuBefore = { manager: 0, sandbox: cpuSeconds(world.exchange.child.pid) };
  const live = new Set<string>();
  for (const room of rooms.slice(requests)) {
    for (const id of await inviteAll(sandbox, [room], { start })) live.add(id);
    await sleep(LIVE_PAUSE_MS);
  }
  const ledger = await answeredAll(world, { first, ids: new Set([...waiting, ...live]) });
  const { calls } = await sandbox.status();
  const cpu = {
    manager: cpuSeconds(manager.pid) - cpuBefore.manager,
    sandbox: cpuSeconds(world.exchange.child.pid) - cpuBefore.sandbox,
  };
  await manager.stop();
  await world.close();
  const deliveries = timesOf(ledger, ({ kind, to }) => kind === 'request' && to === ROOM);
  const answers = timesOf(ledger, isAnswer);
  const waitingAt = [...waiting].map((id) => answers.get(id) ?? 0);
  const liveAt = [...live].map((id) => answers.get(id) ?? 0);
  const declined = ledger.filter((entry) => isAnswer(entry) && entry.response === 'Decline');
  const declinedBefore = (at: number) => declined.filter(({ wallAt }) => wallAt < at).length;
  const last = Math.max(...waitingAt, ...liveAt);
  return {
    mails,
    senders,
    requests,
    waitingMs: latency(waitingAt.map((at) => at - begun)),
    liveMs: latency([...live].map((id) => (answers.get(id) ?? 0) - (deliveries.get(id) ?? 0))),
    floodAnsweredBefore: { lastWaiting: declinedBefore(Math.max(...waitingAt)), last: declinedBefore(last) },
    calls: Object.fromEntries(
      Object.entries(calls).map(([name, count]) => [name, count - (callsBefore[name] ?? 0)]),
    ),
    cpuSeconds: cpu,
    seconds: (last - begun) / 1_000,
  };
}

/** Waits until each of these meetings is answered; everything that the ledger wrote meanwhile. */
async function answeredAll(
  { sandbox }: ExchangeWorld,
  { first, ids }: { readonly first: number; readonly ids: ReadonlySet<string> },
): Promise<readonly LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  const open = new Set(ids);
  const look = async () => {
    const more = await sandbox.ledger(entries.at(-1)?.n ?? first);
    for (const entry of more) if (isAnswer(entry)) open.delete(entry.cleanId ?? '');
    entries.push(...more);
    return open.size === 0 ? entries : null;
  };
  return until(look, { what: 'an answer to each request', timeoutMs: 60 * MINUTE, pauseMs: 500 });
}

function isAnswer({ kind, from }: LedgerEntry): boolean {
  return kind === 'answer' && from === ROOM;
}

function timesOf(
  ledger: readonly LedgerEntry[],
  which: (entry: LedgerEntry) => boolean,
): ReadonlyMap<string, number> {
  return new Map(ledger.filter(which).map(({ cleanId, wallAt }) => [cleanId ?? '', wallAt]));
}
