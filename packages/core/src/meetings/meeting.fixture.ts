import { meetingKey } from '../identity/meeting-key.ts';
import type {
  MeetingCancellation,
  MeetingRequest,
  Participant,
  SeriesFacts,
} from '../mailbox/meeting-message.ts';
import { DAY_MS, HOUR_MS, parseInstant, shift } from '../time/instant.ts';
import { evolve } from './evolve.ts';
import type { Grant, Intent } from './intent.ts';
import type { Conference, Meeting } from './meeting.ts';
import type { MeetingMessage, MessageFacts } from './message-facts.ts';
import { plainOptions, type SchedulingPolicy } from './scheduling-policy.ts';
import type { Step, StepContext } from './step.ts';

const integrationId = '11111111-1111-4111-8111-111111111111';
export const key = meetingKey(integrationId, { globalObjectId: null, uid: 'meeting-1' });
export const otherKey = meetingKey(integrationId, { globalObjectId: null, uid: 'meeting-2' });
/** A day before the fixture's meeting. */
export const now = parseInstant('2026-01-05T10:00:00Z');
export const start = shift(now, DAY_MS);
export const end = shift(start, HOUR_MS);

export const ada: Participant = { name: 'Ada', email: 'ada@corp.example' };
export const bea: Participant = { name: 'Bea', email: 'bea@corp.example' };
export const eve: Participant = { name: 'Eve', email: 'eve@outside.example' };

export const policy: SchedulingPolicy = {
  tenantId: 'default',
  integrationId,
  integrationName: 'Fixture',
  joinBeforeMinutes: 30,
  joinAfterMinutes: 60,
  retentionHours: 24,
  trustAuthenticatedSenders: true,
  trustedDomains: [],
  theme: null,
  lobbyUntilStart: false,
  signedIn: null,
  options: plainOptions,
};

export const context: StepContext = { policy, mailboxId: 'mailbox-1', fence: 3, now };

export const conference: Conference = {
  id: 'c-1',
  reservationId: 'r-own',
  reservedBy: {
    stamp: now,
    sequence: 1,
    cancels: false,
    received: now,
    messageId: '<1@corp.example>',
    mailboxId: 'mailbox-1',
    articleNumber: 7,
    arrival: 1,
  },
  numericAlias: '123456',
  alias: 'meet.123456@vmr.example',
  tag: 'PXPS:-own#',
  pins: null,
  language: null,
  name: 'Plan (Ada)',
  templateName: 'Plan (Ada)',
  rename: null,
  description: 'for Ada',
  aliasDescription: 'Room of Ada',
  subject: 'Plan',
  origin: 'VMRKit scheduling: Fixture',
  createdAt: now,
};

/** Ten days, one instance a day. */
export const daily: SeriesFacts = {
  pattern: 'daily',
  lastEnd: shift(end, 9 * DAY_MS),
  modified: [],
  deleted: [],
};

/** An invitation to the fixture's single meeting: first version, sent and received at `now`. */
export function request(over: Partial<MeetingRequest> = {}): MeetingRequest {
  return {
    kind: 'request',
    ref: { id: 'item-1' },
    messageId: '<1@corp.example>',
    receivedAt: now,
    subject: 'Plan',
    body: { type: 'html', content: '' },
    organizer: ada,
    sender: ada,
    senderAuthenticated: true,
    language: null,
    identity: { globalObjectId: null, uid: 'meeting-1' },
    instance: null,
    sequence: 1,
    stamp: now,
    articleNumber: 7,
    outOfDate: false,
    delegateCopy: false,
    start,
    end,
    allDay: false,
    zone: { iana: 'Europe/Berlin', windows: 'W. Europe Standard Time' },
    series: null,
    ...over,
  };
}

/** The cancellation of the same. */
export function cancellation(over: Partial<MeetingCancellation> = {}): MeetingCancellation {
  const { delegateCopy, start: _start, end: _end, allDay, zone, series, ...about } = request();
  return {
    ...about,
    messageId: '<c@corp.example>',
    subject: 'Canceled: Plan',
    ...over,
    kind: 'cancellation',
  };
}

/** What is known of an honest message with the meeting's own tag. */
export function facts(over: Partial<MessageFacts> = {}): MessageFacts {
  return {
    key,
    mailboxId: 'mailbox-1',
    tag: { kind: 'reservation', reservationId: 'r-own', boundTo: key, quoted: false },
    senderTrusted: true,
    replay: null,
    options: plainOptions,
    tagOwner: null,
    organizersItem: null,
    ...over,
  };
}

/** An intent to apply, answered as a new single meeting. */
export function applyIntent(over: Partial<Extract<Intent, { kind: 'apply' }>> = {}): Intent {
  const grant: Grant = { kind: 'reservation', reservationId: 'r-own' };
  return { kind: 'apply', grant, reply: 'single-new', ...over };
}

/** One step with its outcome given. */
export function step(message: MeetingMessage, intent: Intent, over: Partial<Step> = {}): Step {
  return {
    message,
    intent,
    conference: intent.kind === 'apply' ? conference : null,
    answered: true,
    senderTrusted: true,
    correlationId: `trail-${message.messageId}`,
    effectId: `effect-${message.messageId}`,
    ...over,
  };
}

/** The meeting after a step; fails where nothing is remembered. */
export function after(before: Meeting | null, taken: Step, at: Partial<StepContext> = {}): Meeting {
  const meeting = evolve(before, taken, { ...context, ...at });
  if (meeting === null) throw new TypeError('Nothing is remembered.');
  return meeting;
}

/** A live meeting from one request. */
export function live(over: Partial<MeetingRequest> = {}, taken: Partial<Step> = {}): Meeting {
  return after(null, step(request(over), applyIntent(), taken));
}
