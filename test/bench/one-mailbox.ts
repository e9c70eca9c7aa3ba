import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child, integrations, serviceAccount, until } from '@vmrkit/example-demo';
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
  /** Milliseconds of processor time of the program, a request. */
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
  return work(world, rooms, () => world.deployment.start('manager'));
}

/** The same with the straightforward program, so many requests at a time. */
export async function throughStraightforward(
  world: ExchangeWorld,
  rooms: readonly BookedRoom[],
  lanes: number,
): Promise<Throughput> {
  const program = fileURLToPath(new URL('straightforward.fixture.ts', import.meta.url));
  const options = [
    `--url=${world.exchange.url}`,
    `--mailbox=${ROOM}`,
    `--username=${serviceAccount.username}`,
    `--password=${serviceAccount.password}`,
    `--file=${join(world.folder, `straightforward-${lanes}.db`)}`,
    `--lanes=${lanes}`,
  ];
  return work(world, rooms, async () => {
    const child = Child.start({
      name: 'the straightforward program',
      args: ['--import', 'tsx', program, ...options],
    });
    await child.firstLine((line) => line === 'ready' || null);
    return child;
  });
}

/** Counts from the moment at which the program is ready; what it answered before is left out. */
async function work(
  { sandbox }: ExchangeWorld,
  rooms: readonly BookedRoom[],
  start: () => Promise<Child>,
): Promise<Throughput> {
  const before = await sandbox.status();
  await inviteAll(sandbox, rooms, { start: Date.now() + 24 * 60 * MINUTE });
  const child = await start();
  const begun = Date.now();
  const cpuBefore = cpuSeconds(child.pid);
  const answers: LedgerEntry[] = [];
  let seen = before.ledger;
  const look = async () => {
    if (!child.isRunning) throw new Error(child.lastLines.join('\n'));
    const more = await sandbox.ledger(seen);
    seen = more.at(-1)?.n ?? seen;
    answers.push(...more.filter(isAnswer));
    return answers.length >= rooms.length ? cpuSeconds(child.pid) : null;
  };
  const cpuAfter = await until(look, {
    what: 'an answer to every request',
    timeoutMs: 30 * MINUTE,
    pauseMs: 50,
  });
  const { calls } = await sandbox.status();
  await child.stop();
  const counted = answers.filter(({ wallAt }) => wallAt >= begun);
  const last = Math.max(...counted.map(({ wallAt }) => wallAt));
  return {
    requests: rooms.length,
    answersPerMinute: Math.round((counted.length * MINUTE) / (last - begun)),
    cpuMs: ((cpuAfter - cpuBefore) * 1_000) / counted.length,
    calls: (countOf(calls) - countOf(before.calls)) / rooms.length,
  };
}

function isAnswer({ kind, from }: LedgerEntry): boolean {
  return kind === 'answer' && from === ROOM;
}

function countOf(calls: Readonly<Record<string, number>>): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}
