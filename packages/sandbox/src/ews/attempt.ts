import { toResponseCodeError } from './response-code-error.ts';
import { errorMessage } from './soap-envelope.ts';

/**
 * Makes one response message; what Exchange refuses becomes an error message, other items go on.
 * Only a request that the schema forbids fails whole. `emptyInner`
 * follows the error where the schema demands a child (`<m:Items/>`).
 */
export function attempt(name: string, make: () => string, emptyInner = ''): string {
  try {
    return make();
  } catch (error) {
    const refused = toResponseCodeError(error);
    if (!refused || refused.responseCode === 'ErrorSchemaValidation') throw error;
    return errorMessage(name, refused, emptyInner);
  }
}
