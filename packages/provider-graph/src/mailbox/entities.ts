import { z } from 'zod';
import { extendedSchema } from './extended-properties.ts';

/** Fields are told one by one, and each alone may be missing, null or of another form. */
const text = z.string().nullish().catch(null);
const flag = z.boolean().nullish().catch(null);

const person = z
  .object({ emailAddress: z.object({ name: text, address: text }).nullish() })
  .nullish()
  .catch(null);

const time = z.object({ dateTime: z.string(), timeZone: text }).nullish().catch(null);

const body = z.object({ contentType: text, content: text }).nullish().catch(null);

const recurrence = z
  .object({
    pattern: z.object({
      type: z.string(),
      interval: z.int().min(1).catch(1),
      month: z.int().nullish().catch(null),
      dayOfMonth: z.int().nullish().catch(null),
      daysOfWeek: z.array(z.string()).nullish().catch(null),
      firstDayOfWeek: text,
      index: text,
    }),
    range: z.object({
      type: z.string(),
      startDate: z.string(),
      endDate: text,
      numberOfOccurrences: z.int().nullish().catch(null),
      recurrenceTimeZone: text,
    }),
  })
  .nullish()
  .catch(null);

/** A calendar entry as far as it is read. */
export const eventSchema = z.object({
  id: z.string().min(1),
  '@odata.etag': text,
  changeKey: text,
  iCalUId: text,
  type: text,
  seriesMasterId: text,
  originalStart: text,
  originalStartTimeZone: text,
  start: time,
  end: time,
  isAllDay: flag,
  isCancelled: flag,
  isOrganizer: flag,
  isOnlineMeeting: flag,
  onlineMeeting: z.object({ joinUrl: text }).nullish().catch(null),
  organizer: person,
  attendees: z.array(person).nullish().catch(null),
  responseStatus: z.object({ response: text, time: text }).nullish().catch(null),
  recurrence,
  subject: text,
  body,
  createdDateTime: text,
  singleValueExtendedProperties: extendedSchema,
});

/** A message of the mailbox as far as it is read. */
export const messageSchema = z.object({
  id: z.string().min(1),
  '@odata.type': text,
  receivedDateTime: text,
  sentDateTime: text,
  internetMessageId: text,
  subject: text,
  body,
  from: person,
  sender: person,
  hasAttachments: flag,
  meetingMessageType: text,
  meetingRequestType: text,
  type: text,
  isOutOfDate: flag,
  isAllDay: flag,
  startDateTime: time,
  endDateTime: time,
  location: z.object({ displayName: text }).nullish().catch(null),
  recurrence,
  /** `{}` once the entry has left the calendar. */
  event: eventSchema.nullish().catch(null),
  internetMessageHeaders: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .nullish()
    .catch(null),
  singleValueExtendedProperties: extendedSchema,
});

/** See {@link eventSchema}. */
export type GraphEvent = z.output<typeof eventSchema>;
/** See {@link messageSchema}. */
export type GraphMessage = z.output<typeof messageSchema>;
/** A person as an item names them. */
export type GraphPerson = z.output<typeof person>;
/** A time with its zone. */
export type GraphTime = NonNullable<z.output<typeof time>>;
/** How a series repeats. */
export type GraphRecurrence = NonNullable<z.output<typeof recurrence>>;
