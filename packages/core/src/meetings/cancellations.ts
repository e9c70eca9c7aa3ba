import type { Instant } from '../time/instant.ts';
import { isNewest, type MeetingMessage, organizerOf, versionOf } from './decide.ts';
import { invitedSince, withOverride } from './instances.ts';
import type { Foretold, Meeting } from './meeting.ts';
import { withoutUnsent } from './meeting-outbox.ts';
import { isNewer } from './meeting-version.ts';

/** Cancellations kept of those who do not organize the meeting; beyond it the oldest go. */
const KEPT_FORETOLD = 20;

/** The meeting with itself, or one instance, off. An instance that somebody invited to afterwards stays on. */
export function cancelled(
  meeting: Meeting,
  { instance, version }: Pick<Foretold, 'instance' | 'version'>,
  now: Instant,
): Meeting {
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

/** What is off already, or comes before its meeting: kept so that nothing older undoes it. */
export function noted(before: Meeting, message: MeetingMessage, now: Instant): Meeting {
  const version = versionOf(message);
  const { instance } = message;
  const organizer = before.organizer ?? organizerOf(message);
  if (instance === null) {
    return { ...before, organizer, version: isNewer(version, before.version) ? version : before.version };
  }
  const override = { originalStart: instance, version, knownAt: now, moved: null };
  return { ...before, organizer, instances: withOverride(before.instances, override) };
}

/** The cancellation of somebody who may become the organizer by a message that is still under way. */
export function foretold(before: Meeting, message: MeetingMessage): Meeting {
  const organizer = organizerOf(message)?.email.toLowerCase() ?? '';
  const entry = { organizer, instance: message.instance, version: versionOf(message) };
  return { ...before, foretold: [...before.foretold.slice(1 - KEPT_FORETOLD), entry] };
}

/** The meeting with what its organizer cancelled before it was known to be the organizer. */
export function withForetold(meeting: Meeting, now: Instant): Meeting {
  const organizer = meeting.organizer?.email.toLowerCase();
  const due = meeting.foretold.filter((each) => each.organizer === organizer);
  if (due.length === 0) return meeting;
  const rest = { ...meeting, foretold: meeting.foretold.filter((each) => each.organizer !== organizer) };
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
