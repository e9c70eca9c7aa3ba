import { ConflictError } from '../errors/vmrkit-error.ts';

/** ConflictError `ERR_ALIAS_NOT_AVAILABLE`: outside the grant or another tenant's, with no word of which. */
export function aliasesNotAvailable(paths: readonly (readonly (string | number)[])[] = []): ConflictError {
  const message = 'These aliases are not available here.';
  const issues = paths.map((path) => ({ path, code: 'not_available', message }));
  return new ConflictError(message, { code: 'ERR_ALIAS_NOT_AVAILABLE', issues });
}
