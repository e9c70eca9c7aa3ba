import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import type { SigningKeys } from '../identity/signing-keys.ts';
import { accessTokenClaims } from './entra-claims.ts';
import type { EntraDirectory } from './entra-directory.ts';
import { EntraError } from './entra-error.ts';

/** Which access token an add-in gets by nested app authentication; everything left out is as Entra does it. */
export const entraTokenSchema = z.strictObject({
  /** Tenant that issues; absent: the first one. */
  tenantId: z.guid().toLowerCase().optional(),
  /** User principal name of whoever is signed in to Outlook. */
  username: z.string(),
  /** The add-in's app registration. */
  clientId: z.guid().toLowerCase(),
  /** App registration of the API; absent: the add-in's own; `graph`: Graph, with its nonce in the header. */
  api: z.union([z.guid().toLowerCase(), z.literal('graph')]).optional(),
  /** Absent: all that the API has. */
  scopes: z.array(z.string()).optional(),
  lifetimeSeconds: z.int().positive().default(4_000),
  /** Seconds by which the lifetime is shifted; -5000 makes an expired token, +3600 one not yet valid. */
  shiftSeconds: z.int().default(0),
  /** Unix milliseconds to reckon from; absent: the present. */
  at: z.int().optional(),
  /** Whether the signature is by a key that nobody publishes. */
  wrongSignature: z.boolean().default(false),
  /** Claims and header fields that replace the usual ones. */
  claims: z.record(z.string(), z.unknown()).default({}),
  header: z.record(z.string(), z.unknown()).default({}),
});

/** See {@link entraTokenSchema}. */
export type EntraTokenInput = z.input<typeof entraTokenSchema>;

/** What a token is issued from. */
export interface EntraIssuerOptions {
  readonly origin: string;
  readonly directory: EntraDirectory;
  readonly keys: SigningKeys;
}

/** Issues an access token as the broker of Outlook gets it. Throws {@link EntraError} for a person who gets none. */
export async function issueEntraToken(input: EntraTokenInput, options: EntraIssuerOptions): Promise<string> {
  const { origin, directory, keys } = options;
  const asked = entraTokenSchema.parse(input);
  const tenantId = asked.tenantId ?? directory.tenantIds[0] ?? '';
  const user = directory.user(tenantId, asked.username);
  if (user === null) throw new EntraError(404, 'There is no such user.');
  if (user.disabled) throw new EntraError(403, 'AADSTS50057: The account is disabled.');
  const client = directory.app(asked.clientId);
  const api = asked.api === 'graph' ? null : directory.app(asked.api ?? asked.clientId);
  if (client === null || (api === null && asked.api !== 'graph'))
    throw new EntraError(404, 'There is no such application.');
  if (directory.needsConsent(client, user)) {
    throw new EntraError(403, 'AADSTS65001: The user has not consented to the application.');
  }
  const scopes = asked.scopes ?? api?.scopes ?? ['User.Read'];
  const key = api?.ownKey ? await keys.ofApp(api.clientId) : keys.current;
  const from = Math.floor((asked.at ?? Date.now()) / 1_000) + asked.shiftSeconds;
  const times = { iat: from, nbf: from, exp: from + asked.lifetimeSeconds };
  const claims = accessTokenClaims({ origin, tenantId, user, client, api, scopes });
  const nonce = api === null ? { nonce: 'n1' } : {};
  return new SignJWT({ ...claims, ...times, ...asked.claims })
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: key.kid, ...nonce, ...asked.header })
    .sign(
      asked.wrongSignature ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey : key.privateKey,
    );
}
