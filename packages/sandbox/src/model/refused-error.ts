/** Why a mailbox does not do what it was asked to. Each face has its own words for it. */
export type Refusal =
  | 'busy'
  | 'cancelled'
  | 'end-before-start'
  | 'no-occurrence'
  | 'not-a-request'
  | 'not-found'
  | 'occurrence-deleted'
  | 'organizer-cannot-answer'
  | 'out-of-date'
  | 'send-on-behalf-denied'
  | 'too-many-occurrences';

/** Thrown by the model where a mailbox refuses; a face turns it into an answer of its protocol. */
export class RefusedError extends Error {
  readonly refusal: Refusal;
  /** For `busy`: when to try again, in milliseconds from now. */
  readonly retryAfterMs: number | undefined;

  constructor(refusal: Refusal, options: { readonly retryAfterMs?: number } = {}) {
    super(`The mailbox refused: ${refusal.replaceAll('-', ' ')}`);
    this.name = 'RefusedError';
    this.refusal = refusal;
    this.retryAfterMs = options.retryAfterMs;
  }
}
