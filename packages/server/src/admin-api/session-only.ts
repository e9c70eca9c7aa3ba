import { NotAllowedError } from '@vmrkit/core';
import type { Administrator } from './administrator.ts';

/**
 * Throws NotAllowedError `ERR_ADMIN_SESSION_ONLY` for an API token: it cannot make or change what gives access, so that one
 * that leaked opens nothing that outlives it.
 */
export function refuseTokens({ via }: Administrator): void {
  if (via === 'session') return;
  throw new NotAllowedError('An API token cannot do this: sign in.', { code: 'ERR_ADMIN_SESSION_ONLY' });
}
