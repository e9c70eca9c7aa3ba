import { z } from 'zod';
import type { Schedule } from '../model/schedule.ts';
import { findIanaZone, toWindowsZone } from '../model/time-zone.ts';

const email = z.string().min(3).max(320).toLowerCase();

/** A time on the wire: RFC 3339 with a zone. Becomes Unix milliseconds. */
export const timeSchema = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** A mailbox to make. */
export const mailboxSchema = z.strictObject({
  email,
  name: z.string().optional(),
  password: z.string().optional(),
  kind: z.enum(['user', 'equipment']).optional(),
  location: z.enum(['internal', 'external']).optional(),
  processing: z.enum(['None', 'AutoUpdate', 'AutoAccept']).optional(),
  removeOldMeetingMessages: z.boolean().optional(),
  /** On which side of a hybrid organization it is: `online` is not served by EWS, `on-premises` not by Graph. */
  hosting: z.enum(['anywhere', 'online', 'on-premises']).optional(),
  /** Who may send in its owner's name; everybody if left out. */
  delegates: z.union([z.literal('all'), z.array(email)]).optional(),
  culture: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    .optional(),
});

/** What can be changed about a mailbox. */
export const mailboxChangeSchema = mailboxSchema.pick({
  processing: true,
  removeOldMeetingMessages: true,
  culture: true,
  delegates: true,
  hosting: true,
});

/** How the next messages for a mailbox arrive. */
export const oddDeliverySchema = z.strictObject({
  /** Whether the body is only in an attachment `smime.p7m`. */
  encrypted: z.boolean().default(false),
  folder: z.enum(['inbox', 'deleteditems']).default('inbox'),
  count: z.int().positive().default(1),
});

/** A service account. */
export const accountSchema = z.strictObject({
  username: z.string().min(1).toLowerCase(),
  password: z.string(),
  impersonates: z.union([z.literal('all'), z.array(email)]).default([]),
  fullAccess: z.array(email).default([]),
});

const dayName = z.enum([
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Day',
  'Weekday',
  'WeekendDay',
]);
const dayIndex = z.enum(['First', 'Second', 'Third', 'Fourth', 'Last']);
const interval = z.int().positive().default(1);
const dayOfMonth = z.int().min(1).max(31);
const month = z.int().min(1).max(12);

/** A recurrence. */
const recurrenceSchema = z.strictObject({
  pattern: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('daily'), interval }),
    z.strictObject({
      type: z.literal('weekly'),
      interval,
      days: z.array(dayName).min(1),
      firstDay: dayName.optional(),
    }),
    z.strictObject({ type: z.literal('absoluteMonthly'), interval, dayOfMonth }),
    z.strictObject({ type: z.literal('relativeMonthly'), interval, day: dayName, index: dayIndex }),
    z.strictObject({ type: z.literal('absoluteYearly'), dayOfMonth, month }),
    z.strictObject({ type: z.literal('relativeYearly'), day: dayName, index: dayIndex, month }),
  ]),
  range: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('noEnd') }),
      z.strictObject({ type: z.literal('endDate'), endDate: z.iso.date() }),
      z.strictObject({ type: z.literal('numbered'), count: z.int().min(1).max(999) }),
    ])
    .default({ type: 'noEnd' }),
});

const zone = z
  .string()
  .refine((id) => findIanaZone(id) !== null, 'not a time zone')
  .transform(toWindowsZone);

/** When a meeting takes place. */
const scheduleSchema = z.strictObject({
  start: timeSchema,
  end: timeSchema,
  allDay: z.boolean().default(false),
  timeZone: zone.default('UTC'),
  recurrence: recurrenceSchema.optional(),
}) satisfies z.ZodType<Schedule>;

const attendee = z.union([
  email.transform((address) => ({ email: address })),
  z.strictObject({
    email,
    name: z.string().optional(),
    role: z.enum(['required', 'optional', 'resource']).optional(),
  }),
]);

const sending = {
  send: z.enum(['all', 'changed', 'none']).default('all'),
  /** Address of a delegate who sends in the organizer's name. */
  sender: email.optional(),
};

/** A meeting to make, and how it is sent. */
export const meetingSchema = z.strictObject({
  organizer: email,
  subject: z.string().default(''),
  body: z.string().default(''),
  location: z.string().default(''),
  schedule: scheduleSchema,
  attendees: z.array(attendee).default([]),
  uid: z.string().optional(),
  ...sending,
});

/** Very many meetings to make. */
export const meetingsSchema = z.strictObject({
  meetings: z.array(meetingSchema).min(1).max(1_000),
  /** Address of an attendee who has accepted each of them when the call returns; tells no organizer. */
  acceptedBy: email.optional(),
});

/** A change of a meeting or series. */
export const meetingChangeSchema = z.strictObject({
  subject: z.string().optional(),
  body: z.string().optional(),
  location: z.string().optional(),
  schedule: scheduleSchema.optional(),
  attendees: z.array(attendee).optional(),
  ...sending,
});

/** A change of one occurrence. */
export const occurrenceChangeSchema = z.strictObject({
  originalStart: timeSchema,
  start: timeSchema.optional(),
  end: timeSchema.optional(),
  subject: z.string().optional(),
  location: z.string().optional(),
  body: z.string().optional(),
  attendees: z.array(attendee).optional(),
  ...sending,
});

/** A cancelled occurrence. */
export const occurrenceCancelSchema = z.strictObject({ originalStart: timeSchema, ...sending });

/** A cancelled meeting. */
export const cancelSchema = z.strictObject({ body: z.string().optional(), ...sending });

/** A copy of an invitation for somebody who is not on the list. */
export const copySchema = z.strictObject({
  to: email,
  /** Who forwards; for a delegate's copy nobody. */
  by: email.optional(),
  /** Whether the copy counts as internally authenticated; as its sender does, if left out. */
  internal: z.boolean().optional(),
});

/** A meeting message that nobody's calendar stands behind. */
export const forgerySchema = z.strictObject({
  kind: z.enum(['request', 'cancellation']),
  to: z.array(email).min(1),
  from: z.strictObject({ email, name: z.string().default('') }),
  sender: z.strictObject({ email, name: z.string().default('') }).optional(),
  /** Organizer named in the message; `from` if left out. */
  organizer: z.strictObject({ email, name: z.string().default('') }).optional(),
  internal: z.boolean().optional(),
  /** The meeting to imitate, by its organizer and clean id; or none, with a fresh id. */
  copyOf: z.strictObject({ organizer: email, cleanId: z.string() }).optional(),
  cleanId: z
    .string()
    .regex(/^[0-9A-Fa-f]{40,}$/)
    .toUpperCase()
    .optional(),
  recurrenceId: timeSchema.optional(),
  sequence: z.int().optional(),
  stamp: timeSchema.optional(),
  requestType: z
    .enum([
      'NewMeetingRequest',
      'FullUpdate',
      'InformationalUpdate',
      'SilentUpdate',
      'PrincipalWantsCopy',
      'None',
    ])
    .optional(),
  subject: z.string().optional(),
  body: z.string().optional(),
  schedule: scheduleSchema.optional(),
  messageId: z.string().optional(),
});

/** Very many meeting messages that nobody's calendar stands behind. */
export const forgeriesSchema = z.strictObject({ forgeries: z.array(forgerySchema).min(1).max(1_000) });

/** An ordinary mail. */
export const mailSchema = z.strictObject({
  from: email,
  to: z.array(email).min(1),
  subject: z.string().default(''),
  body: z.string().default(''),
  internal: z.boolean().optional(),
});

/** An identity token to issue. */
export const tokenSchema = z.strictObject({
  mailbox: email,
  audience: z.string(),
  appctxAsString: z.boolean().optional(),
  timesAsStrings: z.boolean().optional(),
  wrongSignature: z.boolean().optional(),
  shiftSeconds: z.int().optional(),
  metadataUrl: z.string().optional(),
  version: z.string().optional(),
  claims: z.record(z.string(), z.unknown()).optional(),
  header: z.record(z.string(), z.unknown()).optional(),
});

/** A move of the clock. */
export const clockSchema = z.strictObject({
  at: timeSchema.optional(),
  advanceMs: z.int().optional(),
  frozen: z.boolean().optional(),
});

/** An answer that a person gives. */
export const answerSchema = z.strictObject({
  cleanId: z.string().toUpperCase(),
  recurrenceId: timeSchema.optional(),
  response: z.enum(['Accept', 'Tentative', 'Decline']),
  body: z.string().default(''),
  send: z.boolean().default(true),
});

/** How streams behave from now on. */
export const streamsSchema = z.strictObject({
  mode: z.enum(['normal', 'split', 'joined', 'silent']).default('normal'),
  refuse: z.strictObject({ status: z.int(), count: z.int().nonnegative() }).nullable().default(null),
});
