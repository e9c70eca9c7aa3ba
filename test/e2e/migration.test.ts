import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Child,
  type DemoProvider,
  equipment,
  integrationRecord,
  integrations,
  until,
} from '@vmrkit/example-demo';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bookRooms, inviteAll } from '../support/booked-meetings.ts';
import { doorOpens, doorSays, nextMinute } from '../support/bookings.ts';
import { ExchangeWorld } from '../support/exchange-world.ts';

const MINUTE = 60_000;
/** A whole migration has hundreds; `VMRKIT_MIGRATION_MEETINGS=500` plays one. */
const MEETINGS = Number(process.env.VMRKIT_MIGRATION_MEETINGS ?? 120);
/** Sent while a manager works; the others while none does. */
const EARLY = Math.round(MEETINGS * 0.6);
/** Of the early ones, those that EWS may answer before the move. */
const ANSWERED = Math.round(EARLY * 0.4);
const ROOM = equipment.sales.email;
const ALICE = 'alice@corp.example';

let world: ExchangeWorld;
let manager: Child;
let edge: Child;

beforeAll(async () => {
  // The slow pace leaves answers owed when the manager ends.
  world = await ExchangeWorld.create({ limits: { replies_per_minute: ANSWERED } });
  manager = await world.deployment.start('manager');
  edge = await world.deployment.start('edge');
}, 60_000);
afterAll(async () => {
  await Promise.all([manager?.stop(), edge?.stop()]);
  await world?.close();
});

async function moveTo(provider: DemoProvider): Promise<void> {
  const limits = provider === 'graph' ? { poll_interval_ms: 200, replies_per_minute: null } : {};
  const file = join(world.folder, 'moved.json');
  await writeFile(
    file,
    JSON.stringify(integrationRecord(integrations.sales, world.exchange, { provider, limits })),
  );
  await world.deployment.import(file);
}

/** How often each meeting was answered by the mailbox, by its clean id. */
async function answers(after = 0): Promise<ReadonlyMap<string, readonly string[]>> {
  const told = new Map<string, string[]>();
  for (const { kind, from, cleanId = '', response = '' } of await world.sandbox.ledger(after)) {
    if (kind === 'answer' && from === ROOM) told.set(cleanId, [...(told.get(cleanId) ?? []), response]);
  }
  return told;
}

const answered = (count: number) =>
  until(async () => ((await answers()).size >= count ? true : null), {
    what: `${count} meetings with an answer`,
    pauseMs: 200,
    timeoutMs: 60_000,
  });

it('[S1.2h] an integration moves from EWS to Graph with meetings in flight, and nothing is lost or doubled', async () => {
  const rooms = await bookRooms(world.addIn, MEETINGS);
  const start = nextMinute() + 120 * MINUTE;
  const early = await inviteAll(world.sandbox, rooms.slice(0, EARLY), { start });
  await answered(20);
  await manager.kill();
  const late = await inviteAll(world.sandbox, rooms.slice(EARLY), { start: start + EARLY * MINUTE });
  const byEws = (await answers()).size;
  expect(byEws).toBeGreaterThan(0);
  expect(byEws).toBeLessThan(EARLY);
  const placeOf = (at: number) => ({
    name: { organizer: ALICE, cleanId: [...early, ...late][at] ?? '' },
    alias: rooms[at]?.alias ?? '',
    start: Math.ceil(start / MINUTE) * MINUTE + at * MINUTE,
  });
  // Its first answer is owed still, and must not clear the update away unread.
  const [moved, cancelled] = [placeOf(EARLY - 1), placeOf(EARLY - 2)];
  const time = { start: moved.start + 15 * MINUTE, end: moved.start + 45 * MINUTE };
  await world.organizer.move(moved.name, time);
  await world.sandbox.cancel(cancelled.name);
  await moveTo('graph');
  manager = await world.deployment.start('manager');
  await answered(MEETINGS - 1);
  await doorOpens(world, moved, time.start - 30 * MINUTE);
  await doorSays(world, cancelled, 'cancelled');
  const told = await answers();
  expect([...told.values()].flat().filter((response) => response !== 'Accept')).toEqual([]);
  const twice = [...told].filter(([, each]) => each.length > 1).map(([cleanId]) => cleanId);
  expect(twice.filter((cleanId) => cleanId !== moved.name.cleanId)).toEqual([]);
  for (const at of [0, EARLY - 3, EARLY, MEETINGS - 1])
    await doorOpens(world, placeOf(at), placeOf(at).start - 30 * MINUTE);
  // What went in by the one protocol is changed by the other, by the same add-in.
  const { html } = await world.addIn.reserve(integrations.sales);
  expect(html).toContain('PXPS:-');
}, 240_000);
