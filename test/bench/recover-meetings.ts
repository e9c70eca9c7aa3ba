import { ReservationService, sealSchedulingTag } from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import type { BookedRoom } from '../support/booked-meetings.ts';
import { bookedRoom, inviteAll } from '../support/booked-meetings.ts';
import { integration, KitWorld } from '../support/kit-world.ts';
import type { Estimates, Reported } from '../support/operator.ts';

/** One run of recovery or maintenance. */
export interface RunResult {
  readonly seconds: number;
  /** Processor time of the command's process, and of the sandbox. */
  readonly cpuSeconds: { readonly command: number; readonly sandbox: number };
  /** EWS calls by operation. */
  readonly calls: Readonly<Record<string, number>>;
  readonly callsPerMeeting: number;
}

/** What came of recovering many meetings. */
export interface RecoverResult {
  readonly meetings: number;
  readonly restored: number;
  readonly renewed: number;
  readonly told: number;
  readonly failed: number;
  readonly plan: RunResult;
  /** With what it said on its way to be left. */
  readonly recovery: RunResult & { readonly estimates: Estimates };
  /** The same once more: every meeting has its conference. */
  readonly repeat: RunResult;
  readonly maintenance: RunResult & { readonly deleted: number };
}

/** One in so many meetings has a tag that nobody can open: new aliases, and its attendees get an update. */
const DAMAGED = 100;
const HOUR = 3_600_000;

/**
 * Fills an equipment mailbox's calendar with accepted meetings of which the store knows nothing, recovers them by the
 * command in a process of its own, then empties the calendar of as many meetings that are over.
 */
export async function measureRecovery(
  meetings: number,
  report: (line: string) => void,
): Promise<RecoverResult> {
  const world = await KitWorld.create();
  await world.followAll();
  const rooms = await world.withKit((kit) => sealedRooms(kit, meetings));
  await inviteAll(world.client, rooms, { start: Date.now() + HOUR, accepted: true });
  report('the calendar is filled');
  const timed = async <R extends Reported<{ readonly tookMs: number }>>(act: () => Promise<R>) => {
    const before = process.cpuUsage();
    const result = await act();
    const { user, system } = process.cpuUsage(before);
    const calls = Object.values(result.ewsCalls).reduce((sum, count) => sum + count, 0);
    const run: RunResult = {
      seconds: result.tookMs / 1_000,
      cpuSeconds: { command: result.cpuMs / 1_000, sandbox: (user + system) / 1e6 },
      calls: result.ewsCalls,
      callsPerMeeting: calls / meetings,
    };
    report(`${run.seconds} s, ${calls} calls`);
    return { result, run };
  };
  const plan = await timed(() => world.operator.recover({ dryRun: true }));
  const recovery = await timed(() => world.operator.recover());
  await world.followAll();
  const repeat = await timed(() => world.operator.recover());
  const past = await world.withKit((kit) => sealedRooms(kit, meetings));
  await inviteAll(world.client, past, { start: Date.now() - 48 * HOUR, accepted: true });
  const maintenance = await timed(() => world.operator.maintain());
  await world.close();
  const { restored, renewed, told, failed, postponed, notAllowed } = recovery.result;
  return {
    meetings,
    restored,
    renewed,
    told,
    failed: Object.values(failed).reduce((sum, count) => sum + count, postponed + notAllowed),
    plan: plan.run,
    recovery: { ...recovery.run, estimates: recovery.result.estimates },
    repeat: repeat.run,
    maintenance: { ...maintenance.run, deleted: maintenance.result.mailboxes[0]?.calendar.deleted ?? 0 },
  };
}

/** Instructions with tags that this deployment sealed, and of which its store knows nothing. */
async function sealedRooms(kit: VmrKit, count: number): Promise<readonly BookedRoom[]> {
  const [keys, random, allocation, registry] = await Promise.all([
    kit.get('keys'),
    kit.get('random'),
    kit.get('allocation'),
    kit.get('integrationRegistry'),
  ]);
  const live = registry.find(integration.id);
  if (live?.allocation == null) throw new TypeError('The integration gives out rooms.');
  const reservations = new ReservationService(live.allocation, allocation);
  const sealing = { keys: keys.tags, random };
  return Array.from({ length: count }, (_, place) => {
    const content = {
      integrationId: integration.id,
      prefix: integration.prefix,
      length: 6,
      number: place * 7,
    };
    const tag = sealSchedulingTag(content, sealing);
    const behind = reservations.aliasesBehind(tag.slice('PXPS:-'.length, -1));
    const values = {
      alias: behind?.alias ?? '',
      numeric_alias: behind?.numericAlias ?? '',
      alias_uuid: place % DAMAGED === 0 ? 'PXPS:-broken234#' : tag,
      join_url: '',
    };
    return bookedRoom(live.texts.joiningInstructions(values, null));
  });
}
