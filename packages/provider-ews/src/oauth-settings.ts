import { configuredUrl, isClientCertificate } from '@vmrkit/core';
import { z } from 'zod';

/** Generation of an OAuth endpoint: what is asked for goes into `resource` (v1) or into `scope` (v2). */
export type OAuthVersion = 'v1' | 'v2';

/** Tells the generations apart by the URL: Entra's v2 endpoints have `v2.0` in their path, no other has. */
export function oauthVersionOf(endpoint: string): OAuthVersion {
  return new URL(endpoint).pathname.split('/').includes('v2.0') ? 'v2' : 'v1';
}

const pem = z.string().max(20_000);

/** How an app registration proves itself; a service account's may be public and do neither. */
export const appProofFields = {
  oauth_client_secret: z.string().min(1).max(1_000).optional(),
  /** PEM of the certificate that the app registration has. */
  oauth_certificate: pem.optional(),
  /** PEM of its RSA key. */
  oauth_private_key: pem.optional(),
};

/** How an application signs in for itself. */
export const appFields = {
  oauth_client_id: z.string().trim().min(1).max(250),
  oauth_token_endpoint: configuredUrl,
  ...appProofFields,
};

/** How the service account signs in by OAuth. */
export const oauthFields = {
  ...appFields,
  oauth_redirect_uri: configuredUrl,
  oauth_authorization_endpoint: configuredUrl,
};

/** {@link oauthFields} while they are not needed: kept, and judged by their form only. */
export const unusedOAuthFields = z.object(oauthFields).partial().shape;

type Endpoints = Readonly<Record<'oauth_authorization_endpoint' | 'oauth_token_endpoint', string>>;

/** Refuses an authorization endpoint of one generation with a token endpoint of the other. */
export function checkOAuthPair(
  { oauth_authorization_endpoint: authorization, oauth_token_endpoint: token }: Endpoints,
  context: z.RefinementCtx,
): void {
  // What is no URL has a fault of its own already.
  if (!URL.canParse(authorization) || !URL.canParse(token)) return;
  const [wanted, found] = [oauthVersionOf(authorization), oauthVersionOf(token)];
  if (wanted === found) return;
  const message = `Must be of the same version as the authorization endpoint: that one is ${wanted}, this one ${found}.`;
  context.addIssue({ code: 'custom', path: ['oauth_token_endpoint'], params: { code: 'conflict' }, message });
}

/** Parsed proof of an app registration. */
export type AppProof = {
  readonly [Name in keyof typeof appProofFields]?: string | undefined;
};

/** Refuses half a certificate, one with the key of another, and a secret beside it. */
export function checkAppProof(
  { oauth_client_secret: secret, oauth_certificate: certificate, oauth_private_key: key }: AppProof,
  context: z.RefinementCtx,
): void {
  const refuse = (name: keyof AppProof, code: string, message: string) =>
    context.addIssue({ code: 'custom', path: [name], params: { code }, message });
  if (certificate === undefined && key === undefined) return;
  if (certificate === undefined) refuse('oauth_certificate', 'required', 'The key needs its certificate.');
  else if (key === undefined) refuse('oauth_private_key', 'required', 'The certificate needs its key.');
  else if (secret !== undefined) {
    refuse('oauth_client_secret', 'conflict', 'Give a secret or a certificate, not both.');
  } else if (key.includes('-----BEGIN') && !isClientCertificate(certificate, key)) {
    refuse('oauth_private_key', 'conflict', 'Must be the RSA key of this certificate, both in PEM.');
  }
}

/** Refuses an application that could not prove itself. */
export function checkAppHasProof(settings: AppProof, context: z.RefinementCtx): void {
  checkAppProof(settings, context);
  if (Object.keys(appProofFields).some((name) => Reflect.get(settings, name) !== undefined)) return;
  context.addIssue({
    code: 'custom',
    path: ['oauth_client_secret'],
    params: { code: 'required' },
    message: 'An application needs a client secret, or a certificate and its key.',
  });
}
