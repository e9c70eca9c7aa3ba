import {
  type Clock,
  type EgressResolver,
  InvalidInputError,
  type Logger,
  MINUTE_MS,
  type PluginDeps,
  type Random,
  silentLogger,
  toInputIssues,
} from '@vmrkit/core';
import { ClockWatch, createSecretBox } from '@vmrkit/core/composition';
import type { Container } from 'inversify';
import type { VmrKitOptions } from '../create-vmr-kit.ts';
import { deriveKitKeys, type KitKeys } from '../keys/kit-keys.ts';
import { type KitConfig, kitConfigSchema } from '../kit-config.ts';
import { PluginRegistry } from '../plugins/plugin-registry.ts';
import { createDnsEgressResolver } from '../runtime/dns-egress-resolver.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { systemRandom } from '../runtime/system-random.ts';
import { tokens } from '../tokens.ts';

/** Binds what needs no store: configuration, plugins, keys, clock, random, logger, egress, engine, verifiers. */
export function bindFoundations(container: Container, options: VmrKitOptions): void {
  const { masterKeys = [], ownListeners = () => [] } = options;
  container.bind(tokens.config).toConstantValue(readConfig(options.config ?? {}));
  container.bind(tokens.plugins).toConstantValue(new PluginRegistry(options.plugins));
  container.bind(tokens.clock).toConstantValue(systemClock);
  container.bind(tokens.clockWatch).toResolvedValue(
    (clock: Clock, { clock: limits }: KitConfig) =>
      new ClockWatch(clock, {
        toleranceMs: limits.tolerance_minutes * MINUTE_MS,
        steadyMs: limits.steady_minutes * MINUTE_MS,
      }),
    [tokens.clock, tokens.config],
  );
  container.bind(tokens.random).toConstantValue(systemRandom);
  container.bind(tokens.logger).toConstantValue(options.logger ?? silentLogger);
  container.bind(tokens.keys).toResolvedValue(() => deriveKitKeys(masterKeys));
  container.bind(tokens.egress).toResolvedValue(
    ({ egress }: KitConfig, logger: Logger) => {
      const policy = () => ({
        allowLoopback: egress.allow_loopback,
        allowedPrivateRanges: egress.private_ranges,
        ownListeners: ownListeners(),
      });
      return createDnsEgressResolver({ policy, logger });
    },
    [tokens.config, tokens.logger],
  );
  container.bind(tokens.pluginDeps).toResolvedValue(
    (clock: Clock, random: Random, logger: Logger, egress: EgressResolver) => ({
      clock,
      random,
      logger,
      egress,
    }),
    [tokens.clock, tokens.random, tokens.logger, tokens.egress],
  );
  container
    .bind(tokens.secretBox)
    .toResolvedValue(
      (keys: KitKeys, random: Random) =>
        createSecretBox({ keys: keys.secrets, randomBytes: (length) => random.bytes(length) }),
      [tokens.keys, tokens.random],
    );
  container
    .bind(tokens.templateEngine)
    .toResolvedValue(
      (plugins: PluginRegistry, config: KitConfig, deps: PluginDeps) =>
        plugins.create('template-engine', { ...config.template_engine, deps }),
      [tokens.plugins, tokens.config, tokens.pluginDeps],
    );
  container
    .bind(tokens.callerVerifiers)
    .toResolvedValue(
      (plugins: PluginRegistry, config: KitConfig, deps: PluginDeps) =>
        Promise.all(
          config.caller_verifiers.map((choice) => plugins.create('caller-verifier', { ...choice, deps })),
        ),
      [tokens.plugins, tokens.config, tokens.pluginDeps],
    );
}

function readConfig(json: unknown): KitConfig {
  const parsed = kitConfigSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = toInputIssues(parsed.error.issues, { input: json });
  const fields = issues.map(({ path }) => path.join('.')).join(', ');
  throw new InvalidInputError(`The kit’s configuration is wrong: ${fields}.`, {
    code: 'ERR_KIT_CONFIG',
    issues,
  });
}
