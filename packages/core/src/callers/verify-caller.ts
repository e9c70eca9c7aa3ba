import { NotAuthenticatedError } from '../errors/vmrkit-error.ts';
import type { Caller, IntegrationCallers, VerifyOptions } from './caller.ts';

/** Lets the verifier of the token's kind verify it. Rejects with `ERR_TOKEN_MALFORMED` when none knows the kind. */
export async function verifyCaller(
  token: string,
  { verifiers, ...options }: IntegrationCallers & VerifyOptions,
): Promise<Caller> {
  const verifier = verifiers.find((each) => each.recognises(token));
  if (verifier === undefined) {
    throw new NotAuthenticatedError('This is no token that the server can verify.', {
      code: 'ERR_TOKEN_MALFORMED',
    });
  }
  return verifier.verify(token, options);
}
