import type { Clock, Logger, ManagerAnswer, ManagerRequest, PlatformEntrance } from '@vmrkit/core';
import {
  enterByJoinLink,
  type FollowDeps,
  followJoinLink,
  type SecretBox,
  type Store,
  TokenBuckets,
} from '@vmrkit/core/composition';
import type { IntegrationRegistry } from '../integrations/integration-registry.ts';
import type { KitKeys } from '../keys/kit-keys.ts';

/** What {@link JoinLinks} works with. */
export interface JoinLinksOptions {
  readonly keys: KitKeys;
  readonly store: Store;
  readonly secretBox: SecretBox;
  readonly registry: IntegrationRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A platform of the operator, as join links lead into it. */
export interface JoinPlatform {
  readonly name: string;
  readonly tenants: readonly string[] | 'all';
  readonly entrance: PlatformEntrance;
}

/** Wrong PINs of one link in this process. */
const GUESSES = { burst: 20, perMinute: 2 };
/** Shorter than an edge waits. */
const PLATFORM_MS = 6_000;

/** The calls of edges for people who follow join links. */
export class JoinLinks {
  readonly #options: JoinLinksOptions;
  readonly #guesses: TokenBuckets;
  #platforms: ReadonlyMap<string, JoinPlatform> = new Map();

  constructor(options: JoinLinksOptions) {
    this.#options = options;
    this.#guesses = new TokenBuckets(options.clock, GUESSES);
  }

  /** The platforms into which links may lead, instead of those before. */
  usePlatforms(platforms: readonly JoinPlatform[]): void {
    this.#platforms = new Map(platforms.map((platform) => [platform.name, platform]));
  }

  /** See `ManagerClient.followJoinLink`. */
  async followJoinLink({
    token,
    correlationId,
  }: ManagerRequest<'followJoinLink'>): Promise<ManagerAnswer<'followJoinLink'>> {
    return { link: await followJoinLink(token, this.#deps(correlationId)) };
  }

  /** See `ManagerClient.enterByJoinLink`. */
  async enterByJoinLink({
    token,
    name,
    pin,
    correlationId,
  }: ManagerRequest<'enterByJoinLink'>): Promise<ManagerAnswer<'enterByJoinLink'>> {
    const deps = this.#deps(correlationId);
    const failed = (code: string) => this.#warn({ code, correlationId });
    const signal = AbortSignal.timeout(PLATFORM_MS);
    const guesses = this.#guesses;
    return { link: await enterByJoinLink(token, { name, pin }, { ...deps, guesses, signal, failed }) };
  }

  #deps(correlationId: string): FollowDeps {
    const { store, clock, registry, keys, secretBox } = this.#options;
    return {
      linkKeys: keys.joinLinks,
      tagKeys: keys.tags,
      store,
      clock,
      sealer: secretBox,
      integration(id) {
        const live = registry.find(id);
        if (live === null) return null;
        const { record, scheduling: policy, texts } = live;
        return { tenantId: record.tenantId, policy, texts, joinPlatform: record.singleUse.joinPlatform };
      },
      entrance: (name, tenantId) => {
        const platform = this.#platforms.get(name);
        const isSeen = platform?.tenants === 'all' || platform?.tenants.includes(tenantId) === true;
        if (platform !== undefined && isSeen) return platform.entrance;
        this.#warn({ code: 'ERR_JOIN_PLATFORM_UNKNOWN', correlationId, platform: name });
        return null;
      },
    };
  }

  #warn({ correlationId, ...told }: JoinFault): void {
    const fields = { ...told, correlation_id: correlationId };
    this.#options.logger.warn('A join link could not lead into its platform.', fields);
  }
}

interface JoinFault {
  readonly code: string;
  readonly correlationId: string;
  readonly platform?: string;
}
