import { NotAllowedError, NotAuthenticatedError, UnavailableError } from '@vmrkit/core';
import { z } from 'zod';

const text = z.string().max(320).nullish();

const claimsSchema = z.object({
  ver: z.literal('2.0'),
  tid: z.guid().toLowerCase(),
  oid: z.guid().toLowerCase(),
  email: text,
  xms_edov: z.unknown().optional(),
  acct: z.coerce.string().optional(),
  idp: z.string().max(2_048).optional(),
});

/** What the id token of a person says, whose signature, issuer, audience and nonce held. */
export interface AzurePerson {
  readonly objectId: string;
  /** Address that the tenant verified; null: the token has none, whatever else stands there. */
  readonly verifiedEmail: string | null;
  readonly isGuest: boolean;
}

/** Reads an id token's claims. Throws `ERR_SIGN_IN_FORGED` for another tenant, `ERR_SIGN_IN_CLAIMS` for missing claims. */
export function readAzurePerson(claims: unknown, tenantId: string): AzurePerson {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new NotAllowedError(`The id token lacks what a sign-in needs: ${names}.`, {
      code: 'ERR_SIGN_IN_CLAIMS',
    });
  }
  const { tid, oid, email, xms_edov, acct, idp } = parsed.data;
  if (tid !== tenantId) {
    throw new NotAuthenticatedError(`The person belongs to tenant ${tid}, not to ${tenantId}.`, {
      code: 'ERR_SIGN_IN_FORGED',
    });
  }
  // Values of the optional claim that occur for a domain whose owner was verified; all else is unverified.
  const isVerified = xms_edov === true || xms_edov === 1 || xms_edov === '1';
  const isForeign = idp !== undefined && !idp.includes(`/${tid}/`);
  return {
    objectId: oid,
    verifiedEmail: isVerified ? (email ?? null) : null,
    isGuest: acct === undefined ? isForeign : acct === '1',
  };
}

const profileSchema = z.object({
  id: z.string(),
  mail: text,
  givenName: text,
  surname: text,
  displayName: text,
});

/** What the directory says of the person. */
export interface AzureProfile {
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly displayName: string | null;
}

/** What {@link fetchAzureProfile} works with. */
export interface ProfileRequest {
  readonly graphUrl: string;
  readonly accessToken: string;
  /** Whose profile it must be. */
  readonly objectId: string;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal | undefined;
}

/**
 * Asks the directory who the person is (Graph, `/me`); its `mail` is set by the tenant. Rejects as the client does,
 * and with UnavailableError `ERR_SIGN_IN_SETTINGS` where consent to `User.Read` is missing.
 */
export async function fetchAzureProfile(request: ProfileRequest): Promise<AzureProfile> {
  const { graphUrl, accessToken, objectId, fetch, signal } = request;
  const answer = await fetch(`${graphUrl}/v1.0/me?$select=id,mail,givenName,surname,displayName`, {
    headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    const isRefused = answer.status === 401 || answer.status === 403;
    throw new UnavailableError(`Graph answers with status ${answer.status} when asked for the person.`, {
      code: isRefused ? 'ERR_SIGN_IN_SETTINGS' : 'ERR_SIGN_IN_UNAVAILABLE',
    });
  }
  const parsed = profileSchema.safeParse(await answer.json().catch(() => null));
  if (!parsed.success) {
    throw new UnavailableError('Graph answers with no profile.', { code: 'ERR_SIGN_IN_UNAVAILABLE' });
  }
  const { id, mail, givenName, surname, displayName } = parsed.data;
  if (id.toLowerCase() !== objectId) {
    throw new NotAuthenticatedError('Graph answers with another person.', { code: 'ERR_SIGN_IN_FORGED' });
  }
  const [email, firstName, lastName, shown] = [mail, givenName, surname, displayName].map(
    (each) => each || null,
  );
  return {
    email: email ?? null,
    firstName: firstName ?? null,
    lastName: lastName ?? null,
    displayName: shown ?? null,
  };
}
