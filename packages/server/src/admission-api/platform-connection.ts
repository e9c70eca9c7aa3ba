import { InvalidInputError, type JoinAdapter } from '@vmrkit/core';
import type { VmrKit } from '@vmrkit/sdk';
import type { Request } from 'express';
import type { PlatformConfig } from '../config/server-config.ts';
import { basicCredentials, bearerToken, isSameText, sha256 } from '../http/bearer.ts';

/** Who stands before a platform's endpoint, and what it may see (S1.6). */
export interface PlatformConnection {
  readonly name: string;
  readonly tenants: readonly string[] | 'all';
  readonly mayHearReason: boolean;
  readonly credentials: PlatformConfig['credentials'];
  /** Made from the platform's own settings. */
  readonly adapter: JoinAdapter;
}

/** The adapter whose requests the admission API takes. */
const SERVED_ADAPTER = 'json';

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

/** The connections of all platforms, each with an adapter of its own settings. Rejects as `PluginRegistry.create` does. */
export async function openConnections(
  platforms: readonly PlatformConfig[],
  kit: VmrKit,
): Promise<PlatformConnection[]> {
  const [plugins, deps] = [await kit.get('plugins'), await kit.get('pluginDeps')];
  return Promise.all(
    platforms.map(
      async ({ name, adapter, settings, tenants, may_hear_reason: mayHearReason, credentials }) => ({
        ...{ name, tenants, mayHearReason, credentials },
        adapter: await plugins.create('join-adapter', { name: adapter, settings, deps }),
      }),
    ),
  );
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
