import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { instant, NotAuthenticatedError, SECOND_MS } from '@vmrkit/core';
import type { EdgeSnapshot, PaneBearerClaims, PaneBearerReader, PaneBearers } from '@vmrkit/core/composition';
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

/** Media type of the token, so that no other token of this deployment passes for one (RFC 8725, 3.11). */
const TYPE = 'vmrkit-pane+jwt';
const ISSUER = 'vmrkit';
const ALGORITHM = 'EdDSA';
/** As long as the verifiers of other tokens read. */
const MAX_LENGTH = 16_384;
/** By how much the clocks of two managers, or of manager and edge, may differ. */
const TOLERANCE_SECONDS = 60;

/** RFC 8410: the fixed head of a PKCS #8 key that holds 32 bytes of Ed25519. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

type BearerKeys = EdgeSnapshot['bearerKeys'];

const payloadSchema = z.object({
  tid: z.string(),
  aud: z.string(),
  sub: z.string(),
  iat: z.int(),
  exp: z.int(),
});

/** Panes' bearers, signed with the first of these keys and good with all of them. */
export function createPaneBearers(seeds: readonly Uint8Array[]): PaneBearers {
  const pairs = seeds.map((seed) => {
    const key = Buffer.concat([PKCS8_HEAD, seed]);
    const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
    return { privateKey, ...publicHalf(privateKey) };
  });
  const [current] = pairs;
  const reader = createPaneBearerReader(() => pairs);
  return {
    ...reader,
    async sign({ tenantId, integrationId, subject, issuedAt, expiresAt }) {
      if (current === undefined) throw new TypeError('There is no key to sign with.');
      return new SignJWT({ tid: tenantId })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: current.id })
        .setIssuer(ISSUER)
        .setAudience(integrationId)
        .setSubject(subject)
        .setIssuedAt(Math.floor(issuedAt / SECOND_MS))
        .setExpirationTime(Math.floor(expiresAt / SECOND_MS))
        .sign(current.privateKey);
    },
  };
}

/** The public halves, for snapshots. */
export function publicBearerKeys(seeds: readonly Uint8Array[]): BearerKeys {
  return seeds.map((seed) => {
    const key = Buffer.concat([PKCS8_HEAD, seed]);
    return publicHalf(createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
  });
}

/** Reads panes' bearers with the keys that are there at the moment. */
export function createPaneBearerReader(keys: () => BearerKeys): PaneBearerReader {
  return {
    recognises,
    async read(token, { integration: { tenantId, integrationId }, at }) {
      if (!recognises(token)) throw refused('ERR_TOKEN_MALFORMED', 'This is no bearer of a pane.');
      const claims = await verified(token, { keys: keys(), at });
      if (claims.tenantId === tenantId && claims.integrationId === integrationId) return claims;
      throw refused('ERR_TOKEN_AUDIENCE', 'The bearer is another integration’s.');
    },
  };
}

function recognises(token: string): boolean {
  if (token.length > MAX_LENGTH) return false;
  try {
    return decodeProtectedHeader(token).typ === TYPE;
  } catch {
    return false;
  }
}

async function verified(
  token: string,
  { keys, at }: { readonly keys: BearerKeys; readonly at: number },
): Promise<PaneBearerClaims> {
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => keyOf(kid, keys), {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer: ISSUER,
      currentDate: new Date(at),
      clockTolerance: TOLERANCE_SECONDS,
    });
    const { tid, aud, sub, iat, exp } = payloadSchema.parse(payload);
    const [issuedAt, expiresAt] = [instant(iat * SECOND_MS), instant(exp * SECOND_MS)];
    if (at >= issuedAt - TOLERANCE_SECONDS * SECOND_MS) {
      return { tenantId: tid, integrationId: aud, subject: sub, issuedAt, expiresAt };
    }
    throw refused('ERR_TOKEN_NOT_YET_VALID', 'The bearer is not valid yet: compare the clocks.');
  } catch (error) {
    if (NotAuthenticatedError.is(error)) throw error;
    if (error instanceof errors.JWTExpired) throw refused('ERR_TOKEN_EXPIRED', 'The bearer has expired.');
    throw refused('ERR_TOKEN_SIGNATURE', 'No manager of this deployment signed this bearer.');
  }
}

function keyOf(kid: string | undefined, keys: BearerKeys): KeyObject {
  const found = keys.find(({ id }) => id === kid);
  if (found === undefined) throw refused('ERR_TOKEN_SIGNATURE', 'The bearer was signed with another key.');
  return createPublicKey({ key: Buffer.from(found.publicKey, 'base64'), format: 'der', type: 'spki' });
}

function publicHalf(privateKey: KeyObject): BearerKeys[number] {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const id = createHash('sha256').update(spki).digest('base64url').slice(0, 16);
  return { id, publicKey: spki.toString('base64') };
}

function refused(code: string, message: string): NotAuthenticatedError {
  return new NotAuthenticatedError(message, { code });
}
