import { codeOf, type Logger, VmrKitError } from '@vmrkit/core';
import type { StoredPlatform } from '@vmrkit/core/composition';
import type { JoinPlatform, PlatformStanding, VmrKit } from '@vmrkit/sdk';
import type { RequestHandler } from 'express';
import type { Served } from '../http/server-feature.ts';
import type { AdmissionRouterOptions } from './create-admission-router.ts';
import { openPlatform } from './open-platform.ts';
import type { PlatformConnection } from './platform-connection.ts';
import { routesOf } from './platform-routes.ts';
import { servePlatforms } from './serve-platforms.ts';

/** What {@link ServedPlatforms} works with. */
export interface ServedPlatformsOptions extends Omit<AdmissionRouterOptions, 'connections'> {
  /** Those of the configuration file, which stay. */
  readonly configured: readonly PlatformConnection[];
  readonly kit: VmrKit;
  readonly logger: Logger;
  /** Where join links lead from now on. */
  usePlatforms(platforms: readonly JoinPlatform[]): void;
}

type Mount = NonNullable<Served['mount']>;

/** The key of a platform of the configuration file among the standings. */
export function configuredKey(index: number): string {
  return `configuration/${index}`;
}

/** The platforms that may ask now: those of the configuration file, and those that operators connected. */
export class ServedPlatforms {
  readonly #options: ServedPlatformsOptions;
  #mount: Mount;

  constructor(options: ServedPlatformsOptions) {
    this.#options = options;
    this.#mount = this.#mountOf(options.configured);
  }

  /** Its routes are those of the platforms that are served when somebody asks. */
  get mount(): Mount {
    const current = () => this.#mount;
    const router: RequestHandler = (request, response, next) => current().router(request, response, next);
    return {
      router,
      get paths() {
        return current().paths;
      },
      get described() {
        return current().described ?? [];
      },
    };
  }

  /** Serves these besides those of the configuration; what cannot be served is left out, and says why. Never rejects. */
  async serve(platforms: readonly StoredPlatform[]): Promise<ReadonlyMap<string, PlatformStanding>> {
    const { configured, kit, logger } = this.#options;
    const standings = new Map<string, PlatformStanding>();
    const connections = [...configured];
    for (const [index, each] of configured.entries()) standings.set(configuredKey(index), standingOf(each));
    for (const { id, value } of platforms) {
      if (!value.enabled) continue;
      try {
        const connection = await openPlatform(value, { beside: connections, kit });
        connections.push(connection);
        standings.set(id, standingOf(connection));
      } catch (error) {
        logger.warn('A platform cannot be served.', { platform: value.name, code: codeOf(error) });
        standings.set(id, { routes: [], fault: saidBy(error) });
      }
    }
    this.#mount = this.#mountOf(connections);
    return standings;
  }

  #mountOf(connections: readonly PlatformConnection[]): Mount {
    this.#options.usePlatforms(entrancesOf(connections));
    return servePlatforms({ ...this.#options, connections }).mount;
  }
}

function standingOf({ adapter }: PlatformConnection): PlatformStanding {
  return { routes: routesOf(adapter).map(({ method, path }) => `${method} ${path}`), fault: null };
}

function entrancesOf(connections: readonly PlatformConnection[]): readonly JoinPlatform[] {
  return connections.flatMap(({ name, tenants, adapter: { entrance } }) =>
    entrance === undefined ? [] : [{ name, tenants, entrance }],
  );
}

/** What operators may read of a fault: our own words alone. */
function saidBy(error: unknown): string {
  if (!(error instanceof VmrKitError)) return 'It could not be opened; the log of the server has the reason.';
  const { issues = [] } = error as { readonly issues?: readonly { readonly message: string }[] };
  return [error.message, ...issues.map(({ message }) => message)].join(' ');
}
