import { HOUR_MS, type Instant, type Interval, shift } from '@vmrkit/core';
import { type Meeting, meetingKey } from '@vmrkit/core/composition';
import type { FakeMailboxWorld, OrganizedMeeting, RecordedAnswer, WorldMeeting } from '@vmrkit/testing';
import { occurrencesIn, timeOf } from '@vmrkit/testing';
import { RIG_INTEGRATION } from '../scheduling/scheduling-rig.ts';
import { organizer, Stage, start } from '../scheduling/stage.ts';
import { type Act, DAYS, type Delivery, type History, MOST_HOURS } from './history.ts';
import type { CreateHistoryWorld } from './history-worlds.ts';
import { type Bodies, hourOf, perform } from './perform.ts';

/** Long enough for a batch to be settled, but not answered and looked at in all. */
const BETWEEN_CHUNKS_MS = 1_500;
const IN_THE_END_MS = 40_000;
/** Days whose instances are looked at: no more than the calendar shows ahead. */
const asked: readonly Instant[] = Array.from({ length: DAYS }, (_, day) =>
  Array.from({ length: MOST_HOURS / 2 + 1 }, (_, hour) => shift(hourOf(day, hour * 2).start, 30_000)),
).flat();

/** A meeting that has a tag of its own. */
const elsewhere = meetingKey(RIG_INTEGRATION, { globalObjectId: null, uid: 'elsewhere' });

/** How a history ended. */
export interface Outcome {
  readonly world: FakeMailboxWorld;
  /** What admission says at many times. */
  readonly doors: readonly string[];
  /** Whether by the organizer's calendar it is open then. */
  readonly shouldBeOpen: readonly boolean[];
  readonly meetings: readonly Meeting[];
  /** Which of the organizer's reservations the room has; -1: none of them. */
  readonly reserved: number;
  readonly answers: readonly RecordedAnswer[];
}

/** Lets all of a history happen first, and delivers its messages then: as `delivery` says, or one by one as sent. */
export async function liveThrough(
  createWorld: CreateHistoryWorld,
  history: History,
  delivery: Delivery | null,
): Promise<Outcome> {
  const seed = delivery?.seed ?? 1;
  // A hand-over that is taken away unread is not known, and neither is who may cancel the meeting since (ADR 3).
  const keepsOutdated = history.acts.some(({ kind }) => kind === 'hand over');
  const stage = new Stage({
    createWorld: (clock) => createWorld({ clock, seed, keepsOutdated, clocks: history.clocks }),
  });
  const { world, rig, clock } = stage;
  clock.jumpTo(history.underWay ? start : shift(start, -4 * HOUR_MS));
  const reservation = await rig.reserve();
  const html = history.tag === 'token' ? rig.deferredInvitation(clock.now()) : rig.invitation(reservation);
  const losesTag = history.invited && history.acts.some(({ kind }) => kind === 'lose tag');
  const where = history.clocks === 'exact' ? 'on its way' : 'received';
  if (!losesTag) world.hold(where);
  const meeting = await enter(world, history, html);
  if (losesTag) {
    await stage.settle(IN_THE_END_MS);
    world.hold(where);
  }
  const issued = [reservation.alias];
  const bodies = { ...(await bodiesOf(stage, issued)), tagless: losesTag ? '<p>Agenda</p>' : null };
  for (const act of history.acts.filter((each) => isTold(each, history)))
    await perform(act, { world, meeting, bodies });
  if (history.cancelled) await world.cancel(meeting);
  await deliver(stage, meeting, { delivery, where });
  if (history.underWay) await leave(stage);
  const meetings = await rig.meetings();
  const alias = meetings[0]?.conference?.alias ?? reservation.alias;
  const doors = await stage.doors({ alias }, ...asked);
  const times = occurrencesOf(world.organized(meeting));
  return {
    world,
    doors: doors.map((door) => (door === 'closed: cancelled' ? 'unknown' : door)),
    shouldBeOpen: asked.map((at) => times.some((time) => isOpen(time, at, rig.policy))),
    meetings,
    reserved: issued.indexOf(alias),
    answers: world.allAnswers(),
  };
}

async function bodiesOf({ rig }: Stage, issued: string[]): Promise<Omit<Bodies, 'tagless'>> {
  const borrowed = await rig.reserve();
  await rig.reservations.bind(borrowed.id, elsewhere);
  return {
    borrowed: rig.invitation(borrowed),
    reserved: async () => {
      const next = await rig.reserve();
      issued.push(next.alias);
      return rig.invitation(next);
    },
  };
}

/** A removal raises the sequence of its cancellation alone: within a second nothing tells that an invitation follows it. */
function isTold({ kind }: Act, { clocks }: History): boolean {
  return clocks !== 'of whole seconds' || !['uninvite', 'reinvite', 'invite alone'].includes(kind);
}

function enter(
  world: FakeMailboxWorld,
  { recurring, invited }: History,
  html: string,
): Promise<WorldMeeting> {
  const invitation = {
    organizer,
    subject: 'Plan',
    html,
    ...hourOf(0, 0),
    ...(recurring ? { repeat: { everyDays: 1, count: DAYS } } : {}),
  };
  return invited ? world.invite(invitation) : world.enter(invitation);
}

async function deliver(
  stage: Stage,
  meeting: WorldMeeting,
  { delivery, where }: { readonly delivery: Delivery | null; readonly where: 'on its way' | 'received' },
): Promise<void> {
  const { world } = stage;
  for (const { size, again } of delivery?.chunks ?? []) {
    if (world.held === 0) break;
    world.release({ order: 'shuffled', count: size });
    const hasCome = world.delivered().some(({ meetingId }) => meetingId === meeting.id);
    if (again && hasCome) world.duplicate(meeting, where === 'received' ? 'ref' : again);
    await stage.settle(BETWEEN_CHUNKS_MS);
  }
  while (delivery === null && world.held > 0) {
    world.release({ count: 1 });
    await stage.settle(BETWEEN_CHUNKS_MS);
  }
  world.release({ order: 'shuffled' });
  await stage.settle(IN_THE_END_MS);
}

/** Lets the first day pass, so that no window is open any more. */
async function leave(stage: Stage): Promise<void> {
  stage.clock.jumpTo(shift(start, (MOST_HOURS + 4) * HOUR_MS));
  await stage.settle(IN_THE_END_MS);
}

/** When the equipment mailbox is in the meeting, by the organizer's calendar. */
function occurrencesOf(organized: OrganizedMeeting | null): readonly Interval[] {
  if (organized === null) return [];
  if (organized.invited.length > 0) {
    return occurrencesIn(organized, { start: hourOf(-1, 0).start, end: hourOf(DAYS, 0).end });
  }
  return [...organized.invitedTo.keys()]
    .filter((originalStart) => !organized.deleted.has(originalStart))
    .map((originalStart) => timeOf(organized, originalStart));
}

function isOpen(
  time: Interval,
  at: Instant,
  buffers: { readonly joinBeforeMinutes: number; readonly joinAfterMinutes: number },
): boolean {
  const opens = shift(time.start, -buffers.joinBeforeMinutes * 60_000);
  return opens <= at && at <= shift(time.end, buffers.joinAfterMinutes * 60_000);
}
