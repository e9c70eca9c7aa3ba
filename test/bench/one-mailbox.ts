import { type Child, integrations, until } from '@vmrkit/example-demo';
import type { LedgerEntry } from '@vmrkit/sandbox';
import { type BookedRoom, bookRooms, inviteAll } from '../support/booked-meetings.ts';
import type { ExchangeWorld } from '../support/exchange-world.ts';
import { cpuSeconds } from './measures.ts';

const MINUTE = 60_000;
const ROOM = integrations.sales.mailbox.email;

/** How fast the requests of one mailbox were answered. */
export interface Throughput {
  readonly requests: number;
  readonly answersPerMinute: number;
  /** Processor time of the program, a request. */
  readonly cpuMs: number;
  /** EWS calls a request, the answers' own with them. */
  readonly calls: number;
}

/** Rooms of which nobody was told yet, with no server left running. */
export async function bookAhead({ deployment, addIn }: ExchangeWorld, count: number): Promise<BookedRoom[]> {
  const servers = [await deployment.start('manager'), await deployment.start('edge')];
  const rooms = await bookRooms(addIn, count);
  await Promise.all(servers.map((server) => server.stop()));
  return [...rooms];
}

/** Puts a request for each room into the mailbox, then lets a manager answer them. */
export async function throughManager(
  world: ExchangeWorld,
  rooms: readonly BookedRoom[],
): Promise<Throughput> {
  return work(world, rooms, async () => {
    const child = await world.deployment.start('manager');
    return { child, begun: Date.now() };
  });
}

async function work(
  { sandbox }: ExchangeWorld,
  rooms: readonly BookedRoom[],
  start: () => Promise<{ readonly child: Child; readonly begun: number }>,
): Promise<Throughput> {
  const before = await sandbox.status();
  await inviteAll(sandbox, rooms, { start: Date.now() + 24 * 60 * MINUTE });
  const { child, begun } = await start();
  const cpuBefore = cpuSeconds(child.pid);
  const entries: LedgerEntry[] = [];
  const look = async () => {
    const more = await sandbox.ledger(entries.at(-1)?.n ?? before.ledger);
    entries.push(...more);
    return entries.filter(isAnswer).length >= rooms.length ? true : null;
  };
  await until(look, { what: 'an answer to every request', timeoutMs: 30 * MINUTE, pauseMs: 250 });
  const cpu = cpuSeconds(child.pid) - cpuBefore;
  const { calls } = await sandbox.status();
  await child.stop();
  const last = Math.max(...entries.filter(isAnswer).map(({ wallAt }) => wallAt));
  return {
    requests: rooms.length,
    answersPerMinute: Math.round((rooms.length * MINUTE) / (last - begun)),
    cpuMs: (cpu * 1_000) / rooms.length,
    calls: (countOf(calls) - countOf(before.calls)) / rooms.length,
  };
}

function isAnswer({ kind, from }: LedgerEntry): boolean {
  return kind === 'answer' && from === ROOM;
}

function countOf(calls: Readonly<Record<string, number>>): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}
