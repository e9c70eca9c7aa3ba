import { InvalidInputError } from '../errors/vmrkit-error.ts';
import { isJoinScheme } from '../templates/join-target.ts';
import type { IntegrationRecord } from './integration-record.ts';

/**
 * Refuses a record whose join links begin with a scheme that the operator did not list (`join_schemes`), with
 * InvalidInputError `ERR_INTEGRATION_INVALID`.
 */
export function checkJoinScheme({ singleUse }: IntegrationRecord, listed: readonly string[]): void {
  const scheme = singleUse.joinUrlTemplate?.split(':', 1)[0]?.toLowerCase();
  // http is a trial on this machine, which the record's own schema holds to that.
  if (scheme === undefined || scheme === 'http' || isJoinScheme(scheme, listed)) return;
  const message = `The operator of this deployment has not listed ${scheme}: among the schemes of join links.`;
  const path = ['single_use', 'join_url_template'];
  throw new InvalidInputError(message, {
    code: 'ERR_INTEGRATION_INVALID',
    issues: [{ path, code: 'not_available', message }],
  });
}
