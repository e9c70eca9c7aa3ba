import { type Refusal, RefusedError } from '../model/refused-error.ts';

/** An error that a client of Exchange sees, named by its `ResponseCode` (messages.xsd, ResponseCodeType). */
export class ResponseCodeError extends Error {
  readonly responseCode: string;
  /** Name and value pairs of `m:MessageXml`, where the code has some. */
  readonly details: ReadonlyMap<string, string>;

  constructor(responseCode: string, message: string, details: ReadonlyMap<string, string> = new Map()) {
    super(message);
    this.name = 'ResponseCodeError';
    this.responseCode = responseCode;
    this.details = details;
  }
}

const refusals: Readonly<Record<Refusal, readonly [responseCode: string, message: string]>> = {
  busy: ['ErrorServerBusy', 'The server cannot service this request right now. Try again later.'],
  cancelled: ['ErrorCalendarIsCancelledForAccept', 'The meeting was cancelled.'],
  'end-before-start': ['ErrorCalendarEndDateIsEarlierThanStartDate', 'EndDate is earlier than StartDate.'],
  'no-occurrence': ['ErrorRecurrenceHasNoOccurrence', 'The recurrence has no occurrence.'],
  'not-a-request': ['ErrorInvalidOperation', 'The item is not a meeting request.'],
  'not-found': ['ErrorItemNotFound', 'The specified object was not found in the store.'],
  'occurrence-deleted': [
    'ErrorCalendarOccurrenceIsDeletedFromRecurrence',
    'The occurrence was deleted from the recurrence.',
  ],
  'organizer-cannot-answer': [
    'ErrorCalendarIsOrganizerForAccept',
    'The organizer of a meeting cannot respond to it.',
  ],
  'send-on-behalf-denied': ['ErrorSendAsDenied', 'The user may not send on behalf of this mailbox.'],
  'out-of-date': ['ErrorCalendarMeetingRequestIsOutOfDate', 'The meeting request is out of date.'],
  'too-many-occurrences': ['ErrorRecurrenceEndDateTooBig', 'The recurrence ends too late.'],
};

/** How EWS says that it does not do something; null for an error of another sort. */
export function toResponseCodeError(error: unknown): ResponseCodeError | null {
  if (error instanceof ResponseCodeError) return error;
  if (!(error instanceof RefusedError)) return null;
  const { refusal, retryAfterMs } = error;
  const details = retryAfterMs === undefined ? [] : [['BackOffMilliseconds', String(retryAfterMs)] as const];
  return new ResponseCodeError(...refusals[refusal], new Map(details));
}
