import { type Instant, instant, NotAuthenticatedError, quoted, SECOND_MS } from '@vmrkit/core';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';

/** Longest token that is looked at, in characters; those of Exchange have about 1,500. */
const MAX_LENGTH = 16_384;

/** Seconds since 1970, which the documented samples write as text (Office add-in documentation). */
const seconds = z
  .union([z.number().int(), z.string().regex(/^\d{1,11}$/)])
  .transform(Number)
  .pipe(z.number().min(0).max(99_999_999_999))
  .transform((value) => instant(value * SECOND_MS));

const headerSchema = z.object({
  typ: z.literal('JWT'),
  alg: z.literal('RS256'),
  x5t: z.string().min(1).max(100),
});

const contextSchema = z.object({
  msexchuid: z.string().max(320).regex(/^[^@]/),
  version: z.literal('ExIdTok.V1'),
  amurl: z.string().min(1).max(2_048),
});

const payloadSchema = z.object({
  aud: z.string().min(1).max(2_048),
  nbf: seconds,
  exp: seconds,
  appctx: z.preprocess((value) => (typeof value === 'string' ? parsedJson(value) : value), contextSchema),
});

/** What an Exchange user identity token says; nothing of it is proven yet. */
export interface ExchangeIdentityToken {
  /** SHA-1 of the signing certificate, base64url without padding. */
  readonly thumbprint: string;
  readonly audience: string;
  readonly notBefore: Instant;
  readonly expiresAt: Instant;
  /** `msexchuid` in lower case, without the domain that some servers append. */
  readonly userId: string;
  /** Where the token claims that its keys are published. Hostile. */
  readonly metadataUrl: string;
}

/** Whether a token looks like Exchange's: a JWT with an `appctx`. */
export function looksLikeExchangeToken(token: string): boolean {
  if (token.length > MAX_LENGTH) return false;
  try {
    return decodeJwt(token).appctx !== undefined;
  } catch {
    return false;
  }
}

/** Reads a token without proving it. Throws NotAuthenticatedError `ERR_TOKEN_MALFORMED`. */
export function readExchangeToken(token: string): ExchangeIdentityToken {
  if (token.length > MAX_LENGTH) throw malformed('it is too long');
  const [header, payload] = decoded(token);
  const head = headerSchema.safeParse(header);
  if (!head.success) throw malformed(faultsOf(head.error, header));
  const body = payloadSchema.safeParse(payload);
  if (!body.success) throw malformed(faultsOf(body.error, payload));
  const { aud, nbf, exp, appctx } = body.data;
  return {
    thumbprint: base64url(head.data.x5t),
    audience: aud,
    notBefore: nbf,
    expiresAt: exp,
    userId: (appctx.msexchuid.split('@')[0] ?? '').toLowerCase(),
    metadataUrl: appctx.amurl,
  };
}

/** One spelling for base64 and base64url, with or without padding. */
export function base64url(text: string): string {
  return text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
}

function decoded(token: string): readonly [unknown, unknown] {
  try {
    return [decodeProtectedHeader(token), decodeJwt(token)];
  } catch {
    throw malformed('it is no JWT');
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The fields that are wrong; what came instead only where the field is a mark of the form, which says nothing of anybody. */
function faultsOf(error: z.ZodError, given: unknown): string {
  const faults = error.issues.map((issue) => {
    const field = issue.path.join('.');
    if (issue.code !== 'invalid_value') return `${field} is wrong`;
    const came = issue.path.reduce<unknown>(fieldOf, given);
    return `${field} should be ${issue.values.join(' or ')}, came ${quoted(came)}`;
  });
  return faults.join('; ');
}

function fieldOf(value: unknown, name: PropertyKey): unknown {
  const record = typeof value === 'string' ? parsedJson(value) : value;
  return typeof record === 'object' && record !== null ? Reflect.get(record, name) : undefined;
}

function malformed(why: string): NotAuthenticatedError {
  return new NotAuthenticatedError(`This is no Exchange identity token: ${why}.`, {
    code: 'ERR_TOKEN_MALFORMED',
  });
}
