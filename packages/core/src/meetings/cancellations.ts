import type { Participant } from '../mailbox/meeting-message.ts';
import type { Instant } from '../time/instant.ts';
import { invitedSince, withOverride } from './instances.ts';
import type { Meeting, PendingCancellation } from './meeting.ts';
import { withoutUnsent } from './meeting-outbox.ts';
import { isNewer } from './meeting-version.ts';
import { addressOf } from './organizer-of.ts';
import { isNewest, type Place } from './place-in-history.ts';

/** Cancellations kept of those who are not known to organize the meeting; beyond it the oldest go. */
const KEPT_PENDING = 100;

/** The meeting with itself, or one instance, off. An instance that somebody invited to afterwards stays on. */
export function cancelled(meeting: Meeting, { instance, version }: Place, now: Instant): Meeting {
  if (instance !== null) {
    const override = { originalStart: instance, version, knownAt: now, moved: null };
    const instances = withOverride(meeting.instances, override);
    const nothingLeft =
      meeting.schedule?.kind === 'instances' && instances.every(({ moved }) => moved === null);
    const outbox = withoutUnsent(meeting.outbox, now, (each) => each === instance);
    return nothingLeft ? off({ ...meeting, instances }, now) : { ...meeting, instances, outbox };
  }
  const after = { ...meeting, version };
  const alone = invitedSince(after);
  const schedule = scheduleOfInstances(after);
  if (alone.size === 0 || schedule === null) return off(after, now);
  return {
    ...after,
    schedule,
    instances: meeting.instances.filter((each) => isNewer(each.version, version)),
    outbox: withoutUnsent(meeting.outbox, now, (each) => each === null || !alone.has(each)),
  };
}

/** What is off already: kept so that nothing older undoes it. */
export function noted(before: Meeting, { instance, version }: Place, now: Instant): Meeting {
  if (instance === null) {
    return { ...before, version: isNewer(version, before.version) ? version : before.version };
  }
  const override = { originalStart: instance, version, knownAt: now, moved: null };
  return { ...before, instances: withOverride(before.instances, override) };
}

/** The cancellation of somebody who may be, or become, the organizer by a message that is still under way. */
export function pendingCancellation(before: Meeting, entry: PendingCancellation): Meeting {
  return { ...before, pendingCancellations: [...before.pendingCancellations.slice(1 - KEPT_PENDING), entry] };
}

/**
 * A meeting that nothing was accepted of, after its organizer's request that came too late: what that person cancelled
 * is off for everybody who organized the meeting before.
 */
export function handedOver(before: Meeting, organizer: Participant | null, now: Instant): Meeting {
  if (before.status !== 'unknown') return before;
  const address = addressOf(organizer);
  const due = before.pendingCancellations.filter((each) => each.organizer === address);
  const rest = before.pendingCancellations.filter((each) => each.organizer !== address);
  return due.reduce<Meeting>((after, each) => noted(after, each, now), {
    ...before,
    organizer,
    pendingCancellations: rest,
  });
}

/** The meeting with what its organizer cancelled before it was known to be the organizer. */
export function withPendingCancellations(meeting: Meeting, now: Instant): Meeting {
  const organizer = addressOf(meeting.organizer);
  const due = meeting.pendingCancellations.filter((each) => each.organizer === organizer);
  if (due.length === 0) return meeting;
  const rest = {
    ...meeting,
    pendingCancellations: meeting.pendingCancellations.filter((each) => each.organizer !== organizer),
  };
  return due.reduce<Meeting>(
    (after, each) => (isNewest(after, each) ? cancelled(after, each, now) : after),
    rest,
  );
}

function off(meeting: Meeting, now: Instant): Meeting {
  return {
    ...meeting,
    status: 'cancelled',
    statusSince: now,
    echoAwaited: false,
    outbox: withoutUnsent(meeting.outbox, now),
  };
}

function scheduleOfInstances({ schedule }: Meeting): Meeting['schedule'] {
  return schedule && { ...schedule, kind: 'instances', series: null, window: null };
}
