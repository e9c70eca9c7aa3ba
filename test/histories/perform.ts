import { DAY_MS, HOUR_MS, type Instant, type Interval, shift } from '@vmrkit/core';
import type { FakeMailboxWorld, OrganizedMeeting, WorldMeeting } from '@vmrkit/testing';
import { start } from '../scheduling/stage.ts';
import type { Act } from './history.ts';

const colleague = { name: 'Bea', email: 'bea@corp.example' };

/** The hour that begins `hours` after the meeting's first start, some days later. */
export function hourOf(day: number, hours: number): Interval {
  const begin = shift(start, day * DAY_MS + hours * HOUR_MS);
  return { start: begin, end: shift(begin, HOUR_MS) };
}

/** Bodies that an organizer may put in the place of the meeting's own. */
export interface Bodies {
  /** Null where the invitation may come after it: such an update is declined for good (docs/decision-table.md). */
  readonly tagless: string | null;
  /** With the tag of another meeting. */
  readonly borrowed: string;
  /** With the tag of a reservation made now. */
  reserved(): Promise<string>;
}

/** A meeting of a history, and what its organizer has at hand. */
export interface Performance {
  readonly world: FakeMailboxWorld;
  readonly meeting: WorldMeeting;
  readonly bodies: Bodies;
}

/** Does it, if it is possible as the meeting stands in its organizer's calendar. */
export async function perform(act: Act, { world, meeting, bodies }: Performance): Promise<void> {
  const organized = world.organized(meeting);
  if (organized === null) return;
  if ('instance' in act) return performOnInstance(world, { meeting, organized, act });
  switch (act.kind) {
    case 'move':
      return world.update(meeting, { time: hourOf(0, act.hours) });
    case 'rename':
      return world.update(meeting, { subject: act.subject });
    case 'repeat':
      return world.repeat(meeting, { everyDays: act.everyDays, count: act.count });
    case 'once':
      return world.repeat(meeting, null);
    case 'attendees':
      return world.update(meeting, {});
    case 'resend':
      return world.resend(meeting);
    case 'uninvite':
      return world.uninvite(meeting);
    case 'reinvite':
      return world.reinvite(meeting);
    case 'hand over':
      // Whom a meeting is handed to while the mailbox is not invited shows in no message but later ones.
      if (organized.invited.length > 0) await world.handOver(meeting, colleague);
      return undefined;
    case 'lose tag':
      return bodies.tagless === null ? undefined : world.update(meeting, { html: bodies.tagless });
    case 'borrow tag':
      await world.update(meeting, { html: bodies.borrowed });
      return world.update(meeting, { html: organized.html });
    case 'reserve again':
      // A message that newer ones overtook brings no tag any more, and a changed instance keeps the body of before:
      // where only such a one has the second tag, or still the first, it is chance which of them counts.
      if (bodies.tagless !== null || organized.exceptions.size > 0) return undefined;
      return world.update(meeting, { html: await bodies.reserved() });
  }
  // Who was taken off has no copy that is newer than that.
  if (organized.invited.length === 0) return undefined;
  return act.kind === 'forward' ? world.forward(meeting, colleague) : world.delegateCopy(meeting);
}

interface OnInstance {
  readonly meeting: WorldMeeting;
  readonly organized: OrganizedMeeting;
  readonly act: Extract<Act, { readonly instance: number }>;
}

async function performOnInstance(
  world: FakeMailboxWorld,
  { meeting, organized, act }: OnInstance,
): Promise<void> {
  const originalStart = patternStart(organized, act.instance);
  if (originalStart === null) return;
  switch (act.kind) {
    case 'move instance':
      return world.update(meeting, { time: hourOf(dayOf(originalStart), act.hours) }, originalStart);
    case 'rename instance':
      return world.update(meeting, { subject: act.subject }, originalStart);
    case 'cancel instance':
      return isLast(organized) ? undefined : world.cancel(meeting, originalStart);
    case 'invite alone':
      return organized.invited.length > 0 ? undefined : world.inviteTo(meeting, originalStart);
  }
}

/** Where the pattern puts the instance of this number; null where it has none. */
function patternStart({ start: first, repeat }: OrganizedMeeting, number: number): Instant | null {
  if (repeat === null || number >= (repeat.count ?? Number.POSITIVE_INFINITY)) return null;
  return shift(first, number * repeat.everyDays * DAY_MS);
}

/** Mail systems take no single instance out of a series that has no other (EWS: ErrorRecurrenceHasNoOccurrence). */
function isLast({ repeat, deleted }: OrganizedMeeting): boolean {
  return (repeat?.count ?? Number.POSITIVE_INFINITY) - deleted.size <= 1;
}

function dayOf(at: Instant): number {
  return Math.floor((at - start) / DAY_MS);
}
