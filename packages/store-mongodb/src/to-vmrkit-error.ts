import { systemReasonOf, UnavailableError, VmrKitError } from '@vmrkit/core';

/** Translates what the MongoDB driver throws: to the port every such failure means that the store did not answer. */
export function toVmrKitError(error: unknown): VmrKitError {
  if (VmrKitError.is(error)) return error;
  const why = reasonOf(error);
  return new UnavailableError(`MongoDB does not answer${why === null ? '' : `: ${why}`}.`, {
    code: 'ERR_STORE_UNAVAILABLE',
    cause: error,
  });
}

/** Server error codes, https://www.mongodb.com/docs/manual/reference/error-codes/. */
function reasonOf(error: unknown): string | null {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null;
  if (code === 18) return 'it does not accept the user and password of the connection string';
  if (code === 11_000) return 'a unique index that is not VMRKit’s refuses a write; drop it';
  if (code === 13) return 'the user of the connection string may not do this';
  return systemReasonOf(error);
}
