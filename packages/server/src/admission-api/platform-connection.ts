import type { JoinAdapter, PlatformCredentials } from '@vmrkit/core';
import type { Request } from 'express';
import type { PlatformConfig } from '../config/server-config.ts';
import { basicCredentials, bearerToken, isSameText, sha256 } from '../http/bearer.ts';

/** Who stands before a platform's endpoint, and what it may see. */
export interface PlatformConnection {
  readonly name: string;
  readonly tenants: readonly string[] | 'all';
  readonly mayHearReason: boolean;
  /** Those of the configuration, with the secret itself instead of its file. */
  readonly credentials:
    | Exclude<PlatformConfig['credentials'], { readonly secret_file: string }>
    | PlatformCredentials;
  /** Made from the platform's own settings. */
  readonly adapter: JoinAdapter;
}

/** Whether a request has a connection's bearer token or its name and password. */
export function hasCredentials(request: Request, { credentials }: PlatformConnection): boolean {
  if ('secret' in credentials) return false;
  if ('bearer_sha256' in credentials) {
    const bearer = bearerToken(request);
    return bearer !== null && isSameText(sha256(bearer), credentials.bearer_sha256);
  }
  const basic = basicCredentials(request);
  if (basic === null) return false;
  const samePassword = isSameText(sha256(basic.password), credentials.password_sha256);
  return isSameText(sha256(basic.username), sha256(credentials.username)) && samePassword;
}
