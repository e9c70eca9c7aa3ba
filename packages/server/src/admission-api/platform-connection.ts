import { InvalidInputError } from '@vmrkit/core';
import type { Request } from 'express';
import type { PlatformConfig } from '../config/server-config.ts';
import { basicCredentials, bearerToken, isSameText, sha256 } from '../http/bearer.ts';

/** Who stands before a platform's endpoint, and what it may see (S1.6). */
export interface PlatformConnection {
  readonly name: string;
  readonly tenants: readonly string[] | 'all';
  readonly mayHearReason: boolean;
  readonly credentials: PlatformConfig['credentials'];
}

/** The adapter whose requests the admission API takes. */
export const SERVED_ADAPTER = 'json';

/** Throws InvalidInputError `ERR_CONFIG_PLATFORM` for a platform whose adapter no router serves. */
export function refuseUnserved(platforms: readonly PlatformConfig[]): void {
  const issues = platforms.flatMap(({ adapter }, index) =>
    adapter === SERVED_ADAPTER
      ? []
      : [
          {
            path: ['platforms', index, 'adapter'],
            code: 'unserved',
            message: `Served is: ${SERVED_ADAPTER}.`,
          },
        ],
  );
  if (issues.length === 0) return;
  throw new InvalidInputError('A platform has an adapter that this server has no endpoint for.', {
    code: 'ERR_CONFIG_PLATFORM',
    issues,
  });
}

/** The connections of the platforms that speak through an adapter. */
export function connectionsFor(platforms: readonly PlatformConfig[], adapter: string): PlatformConnection[] {
  return platforms
    .filter((platform) => platform.adapter === adapter)
    .map(({ name, tenants, may_hear_reason: mayHearReason, credentials }) => {
      return { name, tenants, mayHearReason, credentials };
    });
}

/** The platform that a request's credentials are; null: none. */
export function findConnection(
  request: Request,
  connections: readonly PlatformConnection[],
): PlatformConnection | null {
  const bearer = bearerToken(request);
  const basic = basicCredentials(request);
  const matches = ({ credentials }: PlatformConnection): boolean => {
    if ('bearer_sha256' in credentials) {
      return bearer !== null && isSameText(sha256(bearer), credentials.bearer_sha256);
    }
    if (basic === null) return false;
    const samePassword = isSameText(sha256(basic.password), credentials.password_sha256);
    return isSameText(sha256(basic.username), sha256(credentials.username)) && samePassword;
  };
  return connections.find(matches) ?? null;
}
