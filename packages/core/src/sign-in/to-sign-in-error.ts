import {
  NotAllowedError,
  NotAuthenticatedError,
  UnavailableError,
  VmrKitError,
} from '../errors/vmrkit-error.ts';

/** Deepest chain of causes that is followed. */
const MOST_CAUSES = 8;

/** Errors of RFC 6749 and OpenID Connect that say that this person is not let in, now or ever. */
const refusals = [
  'access_denied',
  'account_selection_required',
  'consent_required',
  'interaction_required',
  'login_required',
];

/** Codes of OAuth libraries for an answer that is none: another status, no JSON, too late. */
const noAnswer = /^OAUTH_(?:RESPONSE_IS_NOT_(?:JSON|CONFORM)|PARSE_ERROR|TIMEOUT|ABORT)$/;

/**
 * What a sign-in failed of, from what an OAuth library threw: by `error` and `error_description` of the identity
 * provider (RFC 6749, 5.2), by `code` as openid-client has it, or by the error of our own HTTP client beneath. Says
 * of the provider's text only the code that the operator looks up.
 */
export function toSignInError(thrown: unknown): VmrKitError {
  const chain = causesOf(thrown);
  const own = chain.find((each): each is VmrKitError => VmrKitError.is(each));
  if (own !== undefined) {
    const isOfPort = !UnavailableError.is(own) || own.code.startsWith('ERR_SIGN_IN_');
    return isOfPort ? own : unavailable(thrown);
  }
  const answer = chain.find((each) => textOf(each, 'error') !== null);
  if (answer !== undefined) return fromAnswer(textOf(answer, 'error') ?? '', { answer, thrown });
  const code = textOf(thrown, 'code') ?? '';
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') {
    return new NotAuthenticatedError('The proof is out of date: compare the clocks.', {
      code: 'ERR_SIGN_IN_EXPIRED',
      cause: thrown,
    });
  }
  if (noAnswer.test(code) || !code.startsWith('OAUTH_')) return unavailable(thrown);
  return new NotAuthenticatedError('What came back is not of the sign-in that was begun.', {
    code: 'ERR_SIGN_IN_FORGED',
    cause: thrown,
  });
}

function fromAnswer(
  error: string,
  { answer, thrown: cause }: { readonly answer: unknown; readonly thrown: unknown },
): VmrKitError {
  const description = textOf(answer, 'error_description') ?? '';
  const [vendorCode = null] = /\b(?:AADSTS|MSIS)\d{2,9}\b/.exec(description) ?? [];
  const named = vendorCode ?? (/^[a-z_]{1,60}$/.test(error) ? error : 'an unknown error');
  // A missing consent is told at the redemption as well, under the name of a bad code.
  if (error === 'invalid_grant' && vendorCode !== 'AADSTS65001') {
    return new NotAuthenticatedError(`The sign-in took too long or was completed already (${named}).`, {
      code: 'ERR_SIGN_IN_EXPIRED',
      cause,
    });
  }
  if (refusals.includes(error)) {
    return new NotAllowedError(`The person was not signed in (${named}).`, {
      code: 'ERR_SIGN_IN_REFUSED',
      cause,
    });
  }
  if (['server_error', 'temporarily_unavailable'].includes(error)) return unavailable(cause, named);
  return new UnavailableError(`The identity provider refuses the integration: ${named}.`, {
    code: 'ERR_SIGN_IN_SETTINGS',
    cause,
  });
}

function unavailable(cause: unknown, named: string | null = null): UnavailableError {
  const why = named === null ? '' : ` (${named})`;
  return new UnavailableError(`The identity provider does not answer as it should${why}.`, {
    code: 'ERR_SIGN_IN_UNAVAILABLE',
    cause,
  });
}

function causesOf(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let each = error; each instanceof Error && chain.length < MOST_CAUSES; each = each.cause)
    chain.push(each);
  return chain;
}

function textOf(error: unknown, name: string): string | null {
  const value: unknown = error instanceof Error ? Reflect.get(error, name) : null;
  return typeof value === 'string' ? value : null;
}
