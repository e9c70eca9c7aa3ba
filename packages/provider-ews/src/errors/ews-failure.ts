/**
 * What went wrong with one call, as far as it can be told apart:
 * - `response`: the server refused with a response code of its own;
 * - `throttled`: it asks for a pause;
 * - `sign-in`: it does not accept the account;
 * - `forbidden`: it accepts the account and refuses the call at the web server;
 * - `unreachable`: no connection, or one that broke;
 * - `timeout`: the call's deadline passed;
 * - `not-ews`: something answered that is not Exchange Web Services (a sign-in page, a redirect, a 404);
 * - `malformed`: the answer cannot be read;
 * - `too-large`: the answer is larger than we take;
 * - `closed`: our own provider was closed.
 */
export type EwsFailureKind =
  | 'response'
  | 'throttled'
  | 'sign-in'
  | 'forbidden'
  | 'unreachable'
  | 'timeout'
  | 'not-ews'
  | 'malformed'
  | 'too-large'
  | 'closed';

/** Facts of a failure. */
export interface EwsFailureOptions {
  /** The server's response code (messages.xsd, ResponseCodeType). */
  readonly responseCode?: string;
  /** The pause that the server asked for. */
  readonly retryAfterMs?: number;
  /** Whether the server may have acted on the call. */
  readonly maySent: boolean;
  readonly cause?: unknown;
}

/** One call's failure inside this package; `toVmrKitError` makes the kit's errors of it at the ports. */
export class EwsFailure extends Error {
  readonly kind: EwsFailureKind;
  readonly responseCode: string | null;
  readonly retryAfterMs: number | null;
  readonly maySent: boolean;

  constructor(kind: EwsFailureKind, options: EwsFailureOptions) {
    super(options.responseCode ?? kind, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EwsFailure';
    this.kind = kind;
    this.responseCode = options.responseCode ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.maySent = options.maySent;
  }

  /** A short word for logs and parked messages, without any text of a message. */
  get reason(): string {
    return this.responseCode ?? this.kind;
  }
}
