import { type Logger, silentLogger } from '@vmrkit/core';
import type { VmrKit } from '@vmrkit/sdk';
import { createSeededRandom } from '@vmrkit/testing';
import { serverConfigSchema } from '../config/server-config.ts';
import { ServerMetrics } from '../operations-api/server-metrics.ts';
import { createApp } from './create-app.ts';
import { createRouters } from './create-routers.ts';
import type { FeatureParts, ServerFeature } from './server-feature.ts';

/** What features are opened with here; `kit` has the parts that it is given. */
export interface FakeParts extends Partial<Omit<FeatureParts, 'kit' | 'config'>> {
  readonly kit?: object;
  readonly config?: object;
}

/** Parts over a kit that makes nothing. */
export function featureParts({ kit = {}, config = {}, ...given }: FakeParts = {}): FeatureParts {
  const logger: Logger = given.logger ?? silentLogger;
  const parts = new Map(Object.entries({ random: createSeededRandom(1), logger, ...kit }));
  return {
    metrics: new ServerMetrics(),
    managerSecret: null,
    alive: async () => {},
    ready: async () => {},
    ...given,
    logger,
    kit: { get: async (name: string) => parts.get(name) } as unknown as VmrKit,
    config: serverConfigSchema.parse(config),
  };
}

/** The applications that serve features. */
export async function appsOf(features: readonly ServerFeature[], parts: FeatureParts) {
  const routers = await createRouters(parts.kit, { ...parts, features, takeAll: true });
  const options = { trustedProxies: 0 };
  return { public: createApp(routers.public, options), admin: createApp(routers.admin, options) };
}
