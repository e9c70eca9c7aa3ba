import { createHash } from 'node:crypto';
import { NotAllowedError, type SignedInIdentity } from '@vmrkit/core';
import type { AdfsSignInSettings } from './adfs-sign-in-settings.ts';

const MAX_LENGTH = 320;

/**
 * The person of an access token that held. What they are called comes from claims that the organisation's own issuance
 * rule takes from its directory, so that the address is trusted. Throws NotAllowedError `ERR_SIGN_IN_CLAIMS`, which names
 * the claim.
 */
export function readAdfsPerson(
  claims: Readonly<Record<string, unknown>>,
  settings: AdfsSignInSettings,
): SignedInIdentity {
  const { email_claim, subject_claim, token_uri } = settings;
  const email = single(claims, email_claim);
  if (email === null || !/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw missing(email_claim, 'email_claim', email === null ? 'there is none' : 'it is no address');
  }
  const subject = subject_claim === null ? email.toLowerCase() : single(claims, subject_claim);
  if (subject === null) throw missing(subject_claim ?? '', 'subject_claim', 'there is none');
  return {
    // An access token of AD FS has no subject of its own; what stands for it may be an address, which keys do not hold.
    key: `adfs/${new URL(token_uri).host}/${createHash('sha256').update(subject).digest('base64url')}`,
    email,
    isEmailTrusted: true,
    firstName: name(claims[settings.first_name_claim]),
    lastName: name(claims[settings.last_name_claim]),
    displayName: name(claims[settings.display_name_claim]),
    entra: null,
  };
}

/** The claim's one value; null: it has none. Throws where a rule issued several, of which none is the right one. */
function single(claims: Readonly<Record<string, unknown>>, claim: string): string | null {
  const value = claims[claim];
  if (Array.isArray(value)) throw several(claim);
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' || text.length > MAX_LENGTH ? null : text;
}

function name(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first.trim().slice(0, MAX_LENGTH) || null : null;
}

function missing(claim: string, setting: string, came: string): NotAllowedError {
  return new NotAllowedError(`The access token should have the claim ${claim} (${setting}), and ${came}.`, {
    code: 'ERR_SIGN_IN_CLAIMS',
  });
}

function several(claim: string): NotAllowedError {
  return new NotAllowedError(
    `The claim ${claim} of the access token should have one value, and has several.`,
    {
      code: 'ERR_SIGN_IN_CLAIMS',
    },
  );
}
