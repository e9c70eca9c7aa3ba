import { createHash, X509Certificate } from 'node:crypto';
import { type Clock, type Random, uuidV4 } from '@vmrkit/core';
import { importPKCS8, SignJWT } from 'jose';
import type { GraphSettings } from '../settings.ts';

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ASSERTION_SECONDS = 600;
/** Clocks differ. */
const BEFORE_SECONDS = 60;

/** Where the application's tokens come from. */
export function tokenEndpoint({ authority_url, tenant_id }: GraphSettings): string {
  return `${authority_url}/${tenant_id}/oauth2/v2.0/token`;
}

/** The form that asks for a token (RFC 6749 4.4), with a certificate where there is one (RFC 7523 2.2). */
export async function tokenRequest(
  settings: GraphSettings,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<URLSearchParams> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: settings.client_id,
    scope: `${new URL(settings.graph_url).origin}/.default`,
  });
  if (settings.client_certificate === null || settings.client_private_key === null) {
    form.set('client_secret', settings.client_secret ?? '');
    return form;
  }
  const { raw } = new X509Certificate(settings.client_certificate);
  const now = Math.floor(clock.now() / 1_000);
  const assertion = await new SignJWT()
    .setProtectedHeader({
      alg: 'PS256',
      typ: 'JWT',
      'x5t#S256': createHash('sha256').update(raw).digest('base64url'),
    })
    .setAudience(tokenEndpoint(settings))
    .setIssuer(settings.client_id)
    .setSubject(settings.client_id)
    .setJti(uuidV4(random))
    .setIssuedAt(now)
    .setNotBefore(now - BEFORE_SECONDS)
    .setExpirationTime(now + ASSERTION_SECONDS)
    .sign(await importPKCS8(settings.client_private_key, 'PS256'));
  form.set('client_assertion_type', ASSERTION);
  form.set('client_assertion', assertion);
  return form;
}
