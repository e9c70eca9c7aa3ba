import type { AdmissionDecision } from '@vmrkit/core';
import type { RecoveryOptions, RecoveryReport } from '@vmrkit/core/composition';
import { equipment, people } from '@vmrkit/example-demo';
import type { VmrKit } from '@vmrkit/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BookedRoom, bookedRoom, inviteAll } from '../support/booked-meetings.ts';
import { KitWorld } from '../support/kit-world.ts';

const MEETINGS = 60;
/** Rooms whose numbers others have by now. */
const TAKEN = 6;
const ROOM = equipment.sales.email;

/** A backup was put back that knows none of the meetings; the calendar has them all. */
describe('recovery over EWS after a restored backup', () => {
  let world: KitWorld;
  let rooms: readonly BookedRoom[];
  let ids: readonly string[];
  /** Aliases that are others' by now. */
  let taken: ReadonlySet<string>;

  beforeAll(async () => {
    world = await KitWorld.create();
    await world.withManager((kit) => world.reserve(kit, 1));
    const backup = await world.backUp();
    await world.withManager(async (kit) => {
      rooms = (await world.reserve(kit, MEETINGS)).map(bookedRoom);
      ids = await inviteAll(world.client, rooms, { start: Date.now() + 15 * 60_000 });
      await world.settled(kit);
    });
    await world.restore(backup);
    await world.withManager(async (kit) => {
      const fresh = (await world.reserve(kit, MEETINGS)).map((html) => bookedRoom(html).alias);
      expect(rooms.filter(({ alias }) => fresh.includes(alias))).toEqual([]);
      taken = new Set(rooms.slice(0, TAKEN).map(({ alias }) => alias));
      await world.takeNumbers(kit, rooms.slice(0, TAKEN));
      await world.settled(kit);
    });
  });

  afterAll(() => world.close());

  const recover = (options: Partial<RecoveryOptions> = {}, of = world) =>
    of.withKit((kit) => recoverIn(kit, options));
  const callsDuring = async (act: () => Promise<unknown>) => {
    const before = (await world.client.status()).calls;
    await act();
    const { GetItem = 0, FindItem = 0, UpdateItem = 0 } = (await world.client.status()).calls;
    const since = (name: string, now: number) => now - (before[name] ?? 0);
    return [since('FindItem', FindItem), since('GetItem', GetItem), since('UpdateItem', UpdateItem)];
  };
  const ask = async (kit: VmrKit, alias: string): Promise<AdmissionDecision['kind']> =>
    (await (await kit.get('manager')).admit({ alias, tenants: 'all', mayHearReason: true })).kind;

  it('[S8.1l] a dry run and a wrong count show the plan, in one call for ten meetings, and do nothing', async () => {
    let report: RecoveryReport | null = null;
    const calls = await callsDuring(async () => {
      report = await recover({ dryRun: true });
    });
    // A page of ids, its facts in one call, its bodies ten a call.
    expect(calls).toEqual([1, 1 + MEETINGS / 10, 0]);
    expect(report).toMatchObject({
      confirmed: false,
      plan: { conferences: MEETINGS, mails: taken.size },
    });
    expect((await recover({ confirm: async () => false })).confirmed).toBe(false);
    await world.withKit(async (kit) => {
      const free = rooms.filter(({ alias }) => !taken.has(alias));
      expect(await Promise.all(free.map(({ alias }) => ask(kit, alias)))).toEqual(free.map(() => 'unknown'));
    });
  });

  it('[S8.1m] refuses a mailbox with unread mail, in replay, and with another deployment’s mark', async () => {
    const refused = async (of = world) => (await recover({}, of)).plan.mailboxes.map((plan) => plan.refused);
    await world.client.mail({ from: people.attendee.email, to: [ROOM], subject: 'Hello' });
    expect(await refused()).toEqual(['ERR_MAILBOX_UNREAD']);
    await world.followAll();
    await world.client.expireSyncStates();
    expect(await refused()).toEqual(['ERR_MAILBOX_REPLAY']);
    await world.followAll();
    const other = await world.another();
    expect(await refused(other)).toEqual(['ERR_MAILBOX_SHARED']);
    await other.remove();
  });

  it('[S8.1n] killed and run again: the same aliases and no mail, or new ones and one update to all', async () => {
    const first = (await world.client.status()).ledger;
    // Among the restored; then once new aliases are given and no organizer knows of them.
    await world.operator.kill({ run: 'recover', holdAt: 1 });
    await world.operator.kill({ run: 'recover', holdAt: 2 });
    let report: RecoveryReport | null = null;
    const calls = await callsDuring(async () => {
      report = await recover();
    });
    const untold = taken.size;
    expect(report).toMatchObject({ restored: 0, renewed: 0, told: untold, postponed: 0, failed: {} });
    // The page, its facts and bodies for plan and run; the organizer's meetings found, read and rewritten together.
    const listing = 1 + MEETINGS / 10;
    expect(calls).toEqual([2 + 1, 2 * listing + 1, 1]);
    await world.followAll();
    expect((await recover()).plan).toMatchObject({ conferences: 0, mails: 0 });

    const since = await world.client.ledger(first);
    const renewed = ids.filter((_, place) => taken.has(rooms[place]?.alias ?? ''));
    const updates = since.filter(({ kind, cleanId = '' }) => kind === 'request' && ids.includes(cleanId));
    expect(updates.map(({ cleanId, to }) => `${cleanId} ${to}`).toSorted()).toEqual(
      renewed.flatMap((id) => [ROOM, people.attendee.email].map((to) => `${id} ${to}`)).toSorted(),
    );
    const answers = since.filter(({ kind }) => kind === 'answer');
    expect(answers.map(({ cleanId, response }) => `${cleanId} ${response}`).toSorted()).toEqual(
      renewed.map((id) => `${id} Accept`).toSorted(),
    );
    await world.withKit(async (kit) => {
      for (const [place, { alias }] of rooms.entries()) {
        const name = { organizer: people.organizer.email, cleanId: ids[place] ?? '' };
        const { body } = await world.client.meeting(name);
        expect(body.includes(alias), `meeting ${place}`).toBe(!taken.has(alias));
        expect(body.match(/PXPS:-/g), `meeting ${place}`).toHaveLength(1);
        expect(await ask(kit, bookedRoom(body).alias), `meeting ${place}`).not.toBe('unknown');
      }
    });
  }, 240_000);
});

async function recoverIn(kit: VmrKit, options: Partial<RecoveryOptions>): Promise<RecoveryReport> {
  const all: RecoveryOptions = {
    integrationId: null,
    after: null,
    dryRun: false,
    updateMessage: null,
    confirm: async () => true,
    ...options,
  };
  for await (const event of (await kit.get('operations')).recover(all))
    if (event.kind === 'finished') return event.report;
  throw new Error('The run did not finish.');
}
