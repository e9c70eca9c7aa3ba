/** Marks errors of this family across separately installed copies of the package. */
const family = Symbol.for('@vmrkit/core/error');

/** What every error of the kit may carry besides its message. */
export interface VmrKitErrorOptions {
  /** Stable literal, `ERR_<AREA>_<WHAT>`; listed with its remedy in docs/errors.md. */
  readonly code: string;
  /** The lower error that led here. Never shown to tenants. */
  readonly cause?: unknown;
  /** Faults of an input, each with the path of the field. */
  readonly issues?: readonly InputIssue[];
}

/** One fault of an input. */
export interface InputIssue {
  /** Path of the field, outermost first; array positions as numbers. */
  readonly path: readonly (string | number)[];
  /** Stable literal that says what kind of fault it is. */
  readonly code: string;
  /** One sentence for the person who typed the input. */
  readonly message: string;
}

/**
 * Root of all errors that cross a port. Callers branch on the class (what they can do about it) or on
 * {@link VmrKitError.code} (what happened); never on the message.
 */
export class VmrKitError extends Error {
  readonly code: string;
  readonly issues: readonly InputIssue[];

  constructor(message: string, options: VmrKitErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code;
    this.issues = options.issues ?? [];
    Object.defineProperty(this, family, { value: ancestry(new.target) });
  }

  /** Whether `value` is an error of this class or below, also when another copy of the package made it. */
  static is<T extends typeof VmrKitError>(this: T, value: unknown): value is InstanceType<T> {
    if (!(value instanceof Error)) return false;
    const names: unknown = Reflect.get(value, family);
    return Array.isArray(names) && names.includes(this.name);
  }
}

/** The code of an error of the kit; `ERR_INTERNAL` for everything else that was thrown. */
export function codeOf(error: unknown): string {
  return VmrKitError.is(error) ? error.code : 'ERR_INTERNAL';
}

function ancestry(start: typeof VmrKitError): string[] {
  const names: string[] = [];
  for (let type: unknown = start; typeof type === 'function'; type = Object.getPrototypeOf(type)) {
    names.push(type.name);
    if (type === VmrKitError) break;
  }
  return names;
}

/** The caller's input is at fault; repeating it unchanged cannot help. */
export class InvalidInputError extends VmrKitError {}

/** Nobody proved who is asking, or the proof is no longer good. */
export class NotAuthenticatedError extends VmrKitError {}

/** Who asks is known, and may not. */
export class NotAllowedError extends VmrKitError {}

/** The thing named does not exist, or is not the caller's to see. */
export class NotFoundError extends VmrKitError {}

/** The state changed meanwhile, or is taken: read again and decide anew. */
export class ConflictError extends VmrKitError {}

/** The other side asks for a pause. */
export class ThrottledError extends VmrKitError {
  /** How long to stay away, in milliseconds. */
  readonly retryAfterMs: number;

  constructor(message: string, options: VmrKitErrorOptions & { readonly retryAfterMs: number }) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The other side is away or broken. What was asked may or may not have happened. */
export class UnavailableError extends VmrKitError {}
