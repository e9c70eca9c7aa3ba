import type { DocumentDatabase, EquipmentMailbox, Instant, OrganizerCalendars } from '@vmrkit/core';
import {
  type MaintenanceOptions,
  type MaintenanceReport,
  maintainMailboxes,
  type OperatedMailbox,
  type RecoveryEvent,
  type RecoveryOptions,
  type RecoveryReport,
  recoverConferences,
} from '@vmrkit/core/composition';
import type { FakeClock, FakeMailboxWorld, WorldMeeting } from '@vmrkit/testing';
import { createSeededRandom, createWeakMemoryDatabase } from '@vmrkit/testing';
import { SchedulingRig, type SchedulingRigOptions } from '../scheduling/scheduling-rig.ts';

/** The organizer of the tests of operators' commands. */
export const ada = { name: 'Ada', email: 'ada@corp.example' };

/** How a rig reaches its store and the mail system. */
export interface OperationsRigOptions {
  readonly database?: DocumentDatabase;
  readonly ports?: { readonly mailbox: EquipmentMailbox; readonly calendars: OrganizerCalendars | null };
  readonly seed?: number;
  readonly deploymentId?: string;
  readonly keys?: SchedulingRigOptions['keys'];
}

/** A manager over a fake world. */
export function createRig(
  world: FakeMailboxWorld,
  clock: FakeClock,
  options: OperationsRigOptions = {},
): SchedulingRig {
  const { database = createWeakMemoryDatabase(), ports = world, seed = 7, deploymentId, keys } = options;
  const { mailbox, calendars } = ports;
  return new SchedulingRig({
    clock,
    random: createSeededRandom(seed),
    database,
    mailbox,
    calendars,
    ...(deploymentId === undefined ? {} : { deploymentId }),
    ...(keys === undefined ? {} : { keys }),
  });
}

/** Runs the rig's worker for half a minute of the clock, then stops it. */
export async function work(rig: SchedulingRig, clock: FakeClock): Promise<void> {
  rig.start();
  await clock.advance(30_000);
  const stopped = rig.stop();
  await clock.advance(60_000);
  await stopped;
}

/** A meeting whose invitation carries a fresh reservation, not yet seen by any worker. */
export async function invite(
  rig: SchedulingRig,
  world: FakeMailboxWorld,
  more: {
    readonly subject?: string;
    readonly start: Instant;
    readonly end: Instant;
    readonly days?: number;
    readonly html?: string;
  },
): Promise<{ readonly meeting: WorldMeeting; readonly tag: string; readonly alias: string }> {
  const reservation = await rig.reserve();
  const { subject = 'Plan', start, end, days, html = rig.invitation(reservation) } = more;
  const repeat = days === undefined ? {} : { repeat: { everyDays: 1, count: days } };
  const meeting = await world.invite({ organizer: ada, subject, html, start, end, ...repeat });
  return { meeting, tag: reservation.tag, alias: reservation.alias };
}

/** A store that knows of the mailbox and how far it was followed, and of nothing else. */
export async function lostStore(from: SchedulingRig): Promise<ReturnType<typeof createWeakMemoryDatabase>> {
  const database = createWeakMemoryDatabase();
  const { tenantId } = from.policy;
  const { mailboxId } = from.context(0);
  const [record] = await from.store.mailboxes.load(tenantId, [mailboxId]);
  if (record) {
    const value = JSON.parse(JSON.stringify(record.value));
    await database
      .collection({ name: 'mailboxes', indexes: {} })
      .commit(tenantId, [{ op: 'insert', id: mailboxId, value }]);
  }
  return database;
}

/** What the commands work on. */
export function operated(rig: SchedulingRig): { readonly mailboxes: readonly OperatedMailbox[] } {
  const { integrationId } = rig.policy;
  const { mailboxId } = rig.context(0);
  return {
    mailboxes: [
      { integrationId, mailboxId, email: 'vmr@corp.example', contextFor: (fence) => rig.context(fence) },
    ],
  };
}

/** Recovers to the end; everything is confirmed unless told otherwise. */
export async function recover(
  rig: SchedulingRig,
  options: Partial<RecoveryOptions> = {},
): Promise<{ readonly events: readonly RecoveryEvent[]; readonly report: RecoveryReport }> {
  const events: RecoveryEvent[] = [];
  const all: RecoveryOptions = {
    integrationId: null,
    after: null,
    dryRun: false,
    updateMessage: '<p>New details.</p>',
    confirm: async () => true,
    ...options,
  };
  for await (const event of recoverConferences(all, operated(rig))) events.push(event);
  const last = events.at(-1);
  if (last?.kind !== 'finished') throw new Error('The run did not finish.');
  return { events, report: last.report };
}

/** Maintains to the end. */
export async function maintain(
  rig: SchedulingRig,
  options: Partial<MaintenanceOptions> = {},
): Promise<MaintenanceReport> {
  const all = { integrationId: null, inboxBefore: null, calendarBefore: null, dryRun: false, ...options };
  for await (const event of maintainMailboxes(all, operated(rig)))
    if (event.kind === 'finished') return event.report;
  throw new Error('The run did not finish.');
}
