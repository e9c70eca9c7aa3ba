import type { SigningKeys } from '../identity/signing-keys.ts';
import { accessTokenIssuer } from './adfs-claims.ts';
import type { AdfsSettings } from './adfs-directory.ts';

/** The discovery document in the shape that AD FS 2019 gives it: no word of PKCE, and endpoints that end in a slash. */
export function discoveryDocument(origin: string, settings: AdfsSettings): object {
  const base = `${origin}/adfs`;
  return {
    issuer: base,
    authorization_endpoint: `${base}/oauth2/authorize/`,
    token_endpoint: `${base}/oauth2/token/`,
    jwks_uri: `${base}/discovery/keys`,
    token_endpoint_auth_methods_supported: [
      'client_secret_post',
      'client_secret_basic',
      'private_key_jwt',
      'windows_client_authentication',
    ],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token', 'code token'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials', 'implicit'],
    subject_types_supported: ['pairwise'],
    scopes_supported: ['allatclaims', 'email', 'user_impersonation', 'profile', 'openid'],
    id_token_signing_alg_values_supported: ['RS256'],
    access_token_issuer: accessTokenIssuer(origin, settings),
    claims_supported: ['aud', 'iss', 'iat', 'exp', 'auth_time', 'sub', 'upn', 'unique_name', 'sid'],
    userinfo_endpoint: `${base}/userinfo`,
    end_session_endpoint: `${base}/oauth2/logout`,
    frontchannel_logout_supported: true,
  };
}

/** The federation metadata: what AD FS is called, and the certificates that it signs with, now and next. */
export function federationMetadata(origin: string, settings: AdfsSettings, keys: SigningKeys): string {
  const certificates = keys.published(null).map(({ x5c: [certificate = ''] = [] }) => certificate);
  const descriptors = certificates.map((certificate) => keyDescriptor('signing', certificate));
  // AD FS has a certificate for encryption there as well, which signs nothing.
  const encryption = keyDescriptor('encryption', certificates[0] ?? '');
  const entity = accessTokenIssuer(origin, settings);
  return `<?xml version="1.0" encoding="utf-8"?><EntityDescriptor ID="_1" entityID="${entity}" xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><RoleDescriptor xsi:type="fed:ApplicationServiceType" protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706">${encryption}</RoleDescriptor><RoleDescriptor xsi:type="fed:SecurityTokenServiceType" protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706">${encryption}${descriptors.join('')}</RoleDescriptor></EntityDescriptor>`;
}

function keyDescriptor(use: 'signing' | 'encryption', certificate: string): string {
  return `<KeyDescriptor use="${use}"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`;
}
