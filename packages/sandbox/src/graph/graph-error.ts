import { type Refusal, RefusedError } from '../model/refused-error.ts';

/** An error that a client of Graph sees. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'GraphError';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

const refusals: Readonly<Record<Refusal, readonly [status: number, code: string, message: string]>> = {
  busy: [429, 'ErrorServerBusy', 'The server cannot service this request right now. Try again later.'],
  cancelled: [400, 'ErrorCalendarIsCancelledForAccept', 'The meeting was cancelled.'],
  'end-before-start': [400, 'ErrorPropertyValidationFailure', 'The end is before the start.'],
  'no-occurrence': [400, 'ErrorRecurrenceHasNoOccurrence', 'The recurrence has no occurrence.'],
  'not-a-request': [400, 'ErrorInvalidRequest', 'The item is not a meeting request.'],
  'not-found': [404, 'ErrorItemNotFound', 'The specified object was not found in the store.'],
  'occurrence-deleted': [404, 'ErrorItemNotFound', 'The occurrence was deleted from the recurrence.'],
  'organizer-cannot-answer': [400, 'ErrorInvalidRequest', 'The organizer of a meeting cannot respond to it.'],
  'send-on-behalf-denied': [403, 'ErrorSendAsDenied', 'The user may not send on behalf of this mailbox.'],
  'out-of-date': [400, 'ErrorCalendarMeetingRequestIsOutOfDate', 'The meeting request is out of date.'],
  'too-many-occurrences': [400, 'ErrorRecurrenceEndDateTooBig', 'The recurrence ends too late.'],
};

/** How Graph says that it does not do something; null for an error of another sort. */
export function toGraphError(error: unknown): GraphError | null {
  if (error instanceof GraphError) return error;
  if (!(error instanceof RefusedError)) return null;
  const { refusal, retryAfterMs } = error;
  const headers: Record<string, string> =
    retryAfterMs === undefined ? {} : { 'Retry-After': String(Math.ceil(retryAfterMs / 1_000)) };
  return new GraphError(...refusals[refusal], headers);
}

/** The error of an id of nothing. */
export function notFound(): GraphError {
  return new GraphError(...refusals['not-found']);
}

/** The error of a request that Graph cannot read; the text says why. */
export function badRequest(message: string, code = 'ErrorInvalidRequest'): GraphError {
  return new GraphError(400, code, message);
}
