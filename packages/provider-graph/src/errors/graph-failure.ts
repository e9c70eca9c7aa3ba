/**
 * What went wrong with one call, as far as it can be told apart:
 * - `response`: Graph refused with a status and a code of its own;
 * - `throttled`: it asks for a pause;
 * - `sign-in`: the application gets no token, or a fresh one is refused;
 * - `unreachable`: no connection, or one that broke;
 * - `timeout`: the call's deadline passed;
 * - `malformed`: the answer cannot be read, or leads to another host;
 * - `too-large`: the answer is larger than we take;
 * - `closed`: our own provider was closed.
 */
export type GraphFailureKind =
  | 'response'
  | 'throttled'
  | 'sign-in'
  | 'unreachable'
  | 'timeout'
  | 'malformed'
  | 'too-large'
  | 'closed';

/** Facts of a failure. */
export interface GraphFailureOptions {
  readonly status?: number;
  /** The error code of the answer; compared without regard to case. */
  readonly errorCode?: string;
  /** The pause that was asked for. */
  readonly retryAfterMs?: number | undefined;
  /** Whether Graph may have acted on the call. */
  readonly maySent: boolean;
  /** Whether it may still be working on the call, which then holds one of the mailbox's places. */
  readonly lingers?: boolean;
  readonly cause?: unknown;
}

/** Codes are told in logs: letters, digits and what joins them. */
const CODE = /^[\w.:-]{1,100}$/;

/** One call's failure inside this package; `toVmrKitError` makes the kit's errors of it at the ports. */
export class GraphFailure extends Error {
  readonly kind: GraphFailureKind;
  readonly status: number | null;
  readonly errorCode: string | null;
  readonly retryAfterMs: number | null;
  readonly maySent: boolean;
  readonly lingers: boolean;

  constructor(kind: GraphFailureKind, options: GraphFailureOptions) {
    const code = options.errorCode !== undefined && CODE.test(options.errorCode) ? options.errorCode : null;
    super(code ?? kind, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'GraphFailure';
    this.kind = kind;
    this.status = options.status ?? null;
    this.errorCode = code;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.maySent = options.maySent;
    this.lingers = options.lingers ?? false;
  }

  /** A short word for logs and parked messages, without any text of an answer. */
  get reason(): string {
    return this.errorCode ?? (this.status === null ? this.kind : `http-${this.status}`);
  }
}
