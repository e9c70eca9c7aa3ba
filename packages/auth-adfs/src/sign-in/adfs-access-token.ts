import {
  type Clock,
  codeOf,
  NotAuthenticatedError,
  quoted,
  SECOND_MS,
  type SigningKeys,
  TOKEN_TOLERANCE_MS,
  UnavailableError,
} from '@vmrkit/core';
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import { type AdfsKeys, NO_KEY_ID } from '../metadata/adfs-keys.ts';
import { type AdfsSignInSettings, audienceOf } from './adfs-sign-in-settings.ts';

const MAX_LENGTH = 65_536;

const headerSchema = z.object({
  alg: z.literal('RS256'),
  typ: z.enum(['JWT', 'at+jwt']).optional(),
  kid: z.string().min(1).max(200).optional(),
  x5t: z.string().min(1).max(200).optional(),
});

/** What an access token is verified with. */
export interface AdfsTokenChecks {
  readonly settings: AdfsSignInSettings;
  readonly keys: Pick<SigningKeys<AdfsKeys>, 'keyFor'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * The claims of an access token of AD FS, once signature, issuer, audience, lifetime and client hold. Rejects with
 * NotAuthenticatedError `ERR_SIGN_IN_FORGED` or `ERR_SIGN_IN_EXPIRED`, which say what was expected and what came, and
 * with UnavailableError `ERR_SIGN_IN_UNAVAILABLE` while the keys are not available.
 */
export async function verifyAdfsToken(token: string, checks: AdfsTokenChecks): Promise<JWTPayload> {
  const { settings, clock } = checks;
  const { issuer, keys } = await keysFor(token, checks);
  let fault: unknown = null;
  for (const key of keys) {
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer,
        audience: audienceOf(settings),
        algorithms: ['RS256'],
        requiredClaims: ['exp'],
        clockTolerance: TOKEN_TOLERANCE_MS / SECOND_MS,
        currentDate: new Date(clock.now()),
      });
      checkClient(payload, settings);
      return payload;
    } catch (error) {
      fault = error;
      // With another key only the signature may come out another way.
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
    }
  }
  throw refusalOf(fault, { issuer, audience: audienceOf(settings) });
}

async function keysFor(token: string, { keys }: AdfsTokenChecks): Promise<AdfsKeys> {
  const { kid, x5t } = headerOf(token);
  const id = kid ?? x5t ?? NO_KEY_ID;
  try {
    return await keys.keyFor(id);
  } catch (cause) {
    if (codeOf(cause) === 'ERR_TOKEN_SIGNATURE') {
      throw forged(`the access token names the key ${quoted(id)}, which AD FS does not publish`, cause);
    }
    throw new UnavailableError('The keys of AD FS are not available now.', {
      code: 'ERR_SIGN_IN_UNAVAILABLE',
      cause,
    });
  }
}

function headerOf(token: string): z.output<typeof headerSchema> {
  try {
    if (token.length <= MAX_LENGTH) return headerSchema.parse(decodeProtectedHeader(token));
  } catch {
    // The same answer whatever is wrong with it.
  }
  throw forged('expected an access token signed with RS256');
}

function checkClient({ appid }: JWTPayload, { client_id }: AdfsSignInSettings): void {
  if (appid === undefined || appid === client_id) return;
  throw forged(`the access token should be for the client ${client_id}, and is for ${quoted(appid)}`);
}

function refusalOf(
  fault: unknown,
  expected: { readonly issuer: string; readonly audience: string },
): unknown {
  if (fault instanceof errors.JWTExpired || isClaimFault(fault, 'nbf')) {
    const { nbf, exp } = (fault as errors.JWTExpired).payload;
    return new NotAuthenticatedError(
      `The access token is valid from ${timeOf(nbf)} to ${timeOf(exp)}: compare the clocks.`,
      { code: 'ERR_SIGN_IN_EXPIRED', cause: fault },
    );
  }
  if (isClaimFault(fault, 'iss')) {
    return forged(`expected the issuer ${expected.issuer}, came ${quoted(fault.payload.iss)}`, fault);
  }
  if (isClaimFault(fault, 'aud')) {
    return forged(`expected the audience ${expected.audience}, came ${quoted(fault.payload.aud)}`, fault);
  }
  return fault instanceof errors.JOSEError ? forged('the access token does not hold', fault) : fault;
}

function isClaimFault(fault: unknown, claim: string): fault is errors.JWTClaimValidationFailed {
  return fault instanceof errors.JWTClaimValidationFailed && fault.claim === claim;
}

function timeOf(seconds: number | undefined): string {
  const time = new Date((seconds ?? Number.NaN) * SECOND_MS);
  return Number.isNaN(time.valueOf()) ? 'no time' : time.toISOString();
}

function forged(why: string, cause?: unknown): NotAuthenticatedError {
  return new NotAuthenticatedError(`What came back is not of this sign-in: ${why}.`, {
    code: 'ERR_SIGN_IN_FORGED',
    ...(cause === undefined ? {} : { cause }),
  });
}
