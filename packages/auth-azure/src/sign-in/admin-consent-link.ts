/** What an administrator is asked to consent to. */
export interface AdminConsentRequest {
  /** Scheme and host where people sign in. */
  readonly authority: string;
  /** Directory of the administrator; `organizations` for whichever it is. */
  readonly tenantId: string;
  readonly clientId: string;
  /** Scopes in their full form. */
  readonly scopes: readonly string[];
  /** Registered page that the administrator comes back to. */
  readonly redirectUri: string;
  readonly state?: string;
}

/** The state of links whose end shows a page and is no part of a sign-in. */
export const ADMIN_CONSENT_STATE = 'admin-consent';

/** The link by which an administrator lets an application into the tenant (Microsoft identity platform, admin consent). */
export function adminConsentLink(request: AdminConsentRequest): string {
  const { authority, tenantId, clientId, scopes, redirectUri, state } = request;
  const url = new URL(`${authority}/${encodeURIComponent(tenantId)}/v2.0/adminconsent`);
  const query = { client_id: clientId, scope: scopes.join(' '), redirect_uri: redirectUri };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  if (state !== undefined) url.searchParams.set('state', state);
  return url.href;
}
