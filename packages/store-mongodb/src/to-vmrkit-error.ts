import { UnavailableError, VmrKitError } from '@vmrkit/core';

/** Translates what the MongoDB driver throws: to the port every such failure means that the store did not answer. */
export function toVmrKitError(error: unknown): VmrKitError {
  if (VmrKitError.is(error)) return error;
  return new UnavailableError('MongoDB does not answer.', { code: 'ERR_STORE_UNAVAILABLE', cause: error });
}
