/** Response codes (messages.xsd, ResponseCodeType) by what they mean to us; pages `responsecode.md` and the schema. */

/** The server asks for a pause. */
const THROTTLED = new Set([
  'ErrorServerBusy',
  'ErrorExceededConnectionCount',
  'ErrorExceededSubscriptionCount',
  'ErrorTooManyObjectsOpened',
]);

/** The account has no rights over the mailbox it acts in. */
const NOT_ALLOWED = new Set([
  'ErrorImpersonateUserDenied',
  'ErrorImpersonationDenied',
  'ErrorImpersonationFailed',
  'ErrorImpersonationRequired',
  'ErrorAccessDenied',
  'ErrorAccountDisabled',
]);

/** There is no such mailbox. */
const NO_MAILBOX = new Set([
  'ErrorNonExistentMailbox',
  'ErrorMissingEmailAddress',
  'ErrorMissingInformationEmailAddress',
  'ErrorInvalidSmtpAddress',
]);

/** The mailbox has no room left. */
const MAILBOX_FULL = new Set(['ErrorQuotaExceeded']);

/** The item is not there. */
const GONE = new Set([
  'ErrorItemNotFound',
  'ErrorInvalidIdMalformed',
  'ErrorInvalidId',
  'ErrorInvalidIdEmpty',
]);

/** The request needs no answer any more. */
const NOTHING_TO_ANSWER = new Set([
  'ErrorCalendarIsCancelledForAccept',
  'ErrorCalendarIsCancelledForDecline',
  'ErrorCalendarIsOrganizerForAccept',
  'ErrorCalendarIsOrganizerForDecline',
]);

/** The server's calendar knows something newer, by its own rules. */
const OUTDATED = new Set(['ErrorCalendarMeetingRequestIsOutOfDate']);

/** The item changed since its change key was read. */
const STALE = new Set(['ErrorStaleObject', 'ErrorIrresolvableConflict', 'ErrorChangeKeyRequired']);

/** Nothing is wrong with the item but its body. `too-large` is our own word for an answer that we do not take. */
const BODY_UNREADABLE = new Set([
  'ErrorContentConversionFailed',
  'ErrorMimeContentConversionFailed',
  'ErrorMimeContentInvalid',
  'ErrorMimeContentInvalidBase64String',
  'ErrorMessageSizeExceeded',
  'too-large',
]);

/** The server stumbled; whether it acted is not told. */
const TRANSIENT = new Set([
  'ErrorInternalServerError',
  'ErrorInternalServerTransientError',
  'ErrorMailboxStoreUnavailable',
  'ErrorMailboxFailover',
  'ErrorMailboxMoveInProgress',
  'ErrorConnectionFailed',
  'ErrorConnectionFailedTransientError',
  'ErrorTimeoutExpired',
  'ErrorADUnavailable',
  'ErrorADOperation',
  'ErrorInsufficientResources',
  'ErrorBatchProcessingStopped',
  'ErrorNotEnoughMemory',
]);

/** The sync state cannot be used any more. */
const CURSOR_LOST = new Set([
  'ErrorInvalidSyncStateData',
  'ErrorSyncFolderNotFound',
  'ErrorInvalidRequest',
  'ErrorCorruptData',
]);

/** What a response code means to us; the first that fits. */
export type CodeMeaning =
  | 'throttled'
  | 'not-allowed'
  | 'no-mailbox'
  | 'mailbox-full'
  | 'gone'
  | 'nothing-to-answer'
  | 'outdated'
  | 'stale'
  | 'body-unreadable'
  | 'transient'
  | 'other';

const MEANINGS: readonly (readonly [ReadonlySet<string>, CodeMeaning])[] = [
  [THROTTLED, 'throttled'],
  [NOT_ALLOWED, 'not-allowed'],
  [NO_MAILBOX, 'no-mailbox'],
  [MAILBOX_FULL, 'mailbox-full'],
  [GONE, 'gone'],
  [NOTHING_TO_ANSWER, 'nothing-to-answer'],
  [OUTDATED, 'outdated'],
  [STALE, 'stale'],
  [BODY_UNREADABLE, 'body-unreadable'],
  [TRANSIENT, 'transient'],
];

/** The meaning of a response code. */
export function meaningOf(code: string): CodeMeaning {
  return MEANINGS.find(([codes]) => codes.has(code))?.[1] ?? 'other';
}

/** Whether a sync refused with this code must begin anew. */
export function isCursorLost(code: string): boolean {
  return CURSOR_LOST.has(code);
}
