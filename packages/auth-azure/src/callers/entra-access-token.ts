import { type Instant, instant, NotAuthenticatedError, quoted, SECOND_MS } from '@vmrkit/core';
import { decodeJwt, decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from 'jose';
import { z } from 'zod';

/** Longest token that is looked at, in characters; those with many groups have some 10,000. */
const MAX_LENGTH = 16_384;

const guid = z.guid().toLowerCase();
const seconds = z
  .int()
  .min(0)
  .max(99_999_999_999)
  .transform((value) => instant(value * SECOND_MS));

const headerSchema = z.object({
  typ: z.literal('JWT'),
  alg: z.literal('RS256'),
  kid: z.string().min(1).max(200),
  x5t: z.string().max(200).optional(),
});

const payloadSchema = z.object({
  ver: z.literal('2.0'),
  iss: z.string().max(2_048),
  tid: guid,
  oid: guid,
  nbf: seconds,
  exp: seconds,
  azp: guid,
  scp: z.string().max(4_096),
  acct: z.coerce.string().optional(),
  idp: z.string().max(2_048).optional(),
});

/** What an access token of Entra's v2.0 form says; nothing of it is proven yet. */
export interface EntraAccessToken {
  readonly keyId: string;
  /** Thumbprint of the signing certificate; null: the token names none. */
  readonly thumbprint: string | null;
  readonly issuer: string;
  readonly tenantId: string;
  readonly objectId: string;
  readonly notBefore: Instant;
  readonly expiresAt: Instant;
  /** The application that asked for the token. */
  readonly appId: string;
  readonly scopes: readonly string[];
  /** Whether the account is a guest of the tenant. */
  readonly isGuest: boolean;
}

/** Whether a token looks like Entra's: a JWT that names a directory. Exchange's own tokens have an `appctx`. */
export function looksLikeEntraToken(token: string): boolean {
  if (token.length > MAX_LENGTH) return false;
  try {
    const { tid, appctx } = decodeJwt(token);
    return typeof tid === 'string' && appctx === undefined;
  } catch {
    return false;
  }
}

/**
 * Reads an access token for one of `audiences` without proving it. Throws NotAuthenticatedError: `ERR_TOKEN_AUDIENCE`
 * for one of another API, whose signature nobody else could check anyway (Graph puts a `nonce` into the header that
 * is signed in another form); `ERR_ENTRA_TOKEN_V1`, `ERR_ENTRA_TOKEN_NO_USER` and `ERR_TOKEN_MALFORMED`.
 */
export function readEntraToken(token: string, audiences: readonly string[]): EntraAccessToken {
  if (token.length > MAX_LENGTH) throw malformed('it is too long');
  const [header, payload] = decoded(token);
  checkAudience(header, payload, audiences);
  const head = headerSchema.safeParse(header);
  if (!head.success) throw malformed(fieldsOf(head.error));
  checkKind(payload);
  const body = payloadSchema.safeParse(payload);
  if (!body.success) throw malformed(fieldsOf(body.error));
  const { iss, tid, oid, nbf, exp, azp, scp, acct, idp } = body.data;
  const own = [iss, `https://sts.windows.net/${tid}/`];
  return {
    keyId: head.data.kid,
    thumbprint: head.data.x5t ?? null,
    issuer: iss,
    tenantId: tid,
    objectId: oid,
    notBefore: nbf,
    expiresAt: exp,
    appId: azp,
    scopes: scp.split(' '),
    isGuest: acct === undefined ? idp !== undefined && !own.includes(idp) : acct === '1',
  };
}

function checkAudience(
  { nonce }: ProtectedHeaderParameters & { readonly nonce?: unknown },
  { aud }: JWTPayload,
  audiences: readonly string[],
): void {
  const isOurs = typeof aud === 'string' && audiences.includes(aud.toLowerCase());
  if (isOurs && nonce === undefined) return;
  throw refused(
    'ERR_TOKEN_AUDIENCE',
    `It is a token of another API: expected ${audiences[0]}, came ${quoted(aud)}.`,
  );
}

/** Tells apart what is sound as a token of Entra but is no v2.0 access token for a person. */
function checkKind({ ver, iss, scp, idtyp }: JWTPayload): void {
  if (ver === '1.0') {
    throw refused(
      'ERR_ENTRA_TOKEN_V1',
      `The registration issues tokens of version 1.0 (issuer ${quoted(iss)}).`,
    );
  }
  if (idtyp === 'app' || scp === undefined) {
    throw refused(
      'ERR_ENTRA_TOKEN_NO_USER',
      'The token has no scopes: it is an id token or one of an application.',
    );
  }
}

function decoded(token: string): readonly [ProtectedHeaderParameters, JWTPayload] {
  try {
    return [decodeProtectedHeader(token), decodeJwt(token)];
  } catch {
    throw malformed('it is no JWT');
  }
}

function fieldsOf(error: z.ZodError): string {
  return `these fields are wrong: ${error.issues.map(({ path }) => path.join('.')).join(', ')}`;
}

function malformed(why: string): NotAuthenticatedError {
  return refused('ERR_TOKEN_MALFORMED', `This is no access token of Entra: ${why}.`);
}

function refused(code: string, message: string): NotAuthenticatedError {
  return new NotAuthenticatedError(message, { code });
}
