import { DAY_MS, HOUR_MS, type Instant, type Interval, shift } from '@vmrkit/core';
import type { FakeMailboxWorld } from '../../mailbox/fakes/fake-mailbox-world.ts';
import type { OrganizedMeeting } from '../../mailbox/fakes/model/organized-meeting.ts';
import type { WorldMeeting } from '../../mailbox/mailbox-world.ts';
import { start } from '../stage.ts';
import type { Act } from './history.ts';

const colleague = { name: 'Bea', email: 'bea@corp.example' };

/** The hour that begins `hours` after the meeting's first start, some days later. */
export function hourOf(day: number, hours: number): Interval {
  const begin = shift(start, day * DAY_MS + hours * HOUR_MS);
  return { start: begin, end: shift(begin, HOUR_MS) };
}

/** Does it, if it is possible as the meeting stands in its organizer's calendar. */
export async function perform(world: FakeMailboxWorld, meeting: WorldMeeting, act: Act): Promise<void> {
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
      return world.cancel(meeting, originalStart);
    case 'invite alone':
      return organized.invited.length > 0 ? undefined : world.inviteTo(meeting, originalStart);
  }
}

/** Where the pattern puts the instance of this number; null where it has none. */
function patternStart({ start: first, repeat }: OrganizedMeeting, number: number): Instant | null {
  if (repeat === null || number >= (repeat.count ?? Number.POSITIVE_INFINITY)) return null;
  return shift(first, number * repeat.everyDays * DAY_MS);
}

function dayOf(at: Instant): number {
  return Math.floor((at - start) / DAY_MS);
}
