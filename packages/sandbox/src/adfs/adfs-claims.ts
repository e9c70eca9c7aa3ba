import type { AdfsSettings, AdfsUser } from './adfs-directory.ts';

/** Whose access token it is, and for what. */
export interface AdfsTokenSubject {
  readonly origin: string;
  readonly settings: AdfsSettings;
  readonly user: AdfsUser;
  readonly clientId: string;
  /** Identifier of the Web API or relying party. */
  readonly resource: string;
}

/** What an access token of either version says besides its times. */
export function adfsTokenClaims(subject: AdfsTokenSubject): Record<string, unknown> {
  const { origin, settings, user, clientId, resource } = subject;
  const { claimNames } = settings;
  const issued = [
    [claimNames.email, user.email],
    [claimNames.firstName, user.firstName],
    [claimNames.lastName, user.lastName],
    [claimNames.displayName, user.displayName],
  ].filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries(issued),
    objectguid: user.objectGuid,
    iss: accessTokenIssuer(origin, settings),
    aud: audienceOf(resource),
    appid: clientId,
    apptype: 'Public',
    authmethod: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
    auth_time: new Date().toISOString(),
    ver: '1.0',
  };
}

/** `iss` of access tokens: over http, and another one than the OpenID issuer. */
export function accessTokenIssuer(origin: string, { accessTokenIssuer: own }: AdfsSettings): string {
  return own ?? `http://${new URL(origin).host}/adfs/services/trust`;
}

/** AD FS puts a prefix before identifiers that are no URLs. */
function audienceOf(resource: string): string {
  return /^https?:\/\//.test(resource) ? resource : `microsoft:identityserver:${resource}`;
}

/** Seconds since 1970 as the server's own clock has them. */
export function adfsNow({ clockShiftSeconds }: AdfsSettings): number {
  return Math.floor(Date.now() / 1_000) + clockShiftSeconds;
}
