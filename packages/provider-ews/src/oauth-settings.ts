import { configuredUrl } from '@vmrkit/core';
import { z } from 'zod';

/** Generation of an OAuth endpoint: what is asked for goes into `resource` (v1) or into `scope` (v2). */
type OAuthVersion = 'v1' | 'v2';

/** Tells the generations apart by the URL: Entra's v2 endpoints have `v2.0` in their path, no other has. */
function oauthVersionOf(endpoint: string): OAuthVersion {
  return new URL(endpoint).pathname.split('/').includes('v2.0') ? 'v2' : 'v1';
}

/** How the service account signs in by OAuth. */
export const oauthFields = {
  oauth_client_id: z.string().trim().min(1).max(250),
  oauth_redirect_uri: configuredUrl,
  oauth_authorization_endpoint: configuredUrl,
  oauth_token_endpoint: configuredUrl,
};

/** {@link oauthFields} while the switch is off: kept, and judged by their form only. */
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
