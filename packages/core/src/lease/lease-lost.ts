import { ConflictError } from '../errors/vmrkit-error.ts';

/** That another manager works the mailbox, or may do so by now: ConflictError `ERR_LEASE_LOST`. */
export function leaseLost(): ConflictError {
  return new ConflictError('Another manager works this mailbox now.', { code: 'ERR_LEASE_LOST' });
}
