import { InvalidInputError, MINUTE_MS, silentLogger, toInputIssues } from '@vmrkit/core';
import { ClockWatch, createSecretBox } from '@vmrkit/core/composition';
import { createDnsEgressResolver, createHttp, type WebProxy } from '@vmrkit/http';
import type { Container } from 'inversify';
import type { VmrKitOptions } from '../create-vmr-kit.ts';
import { deriveKitKeys } from '../keys/kit-keys.ts';
import { type KitConfig, kitConfigSchema } from '../kit-config.ts';
import { PluginRegistry } from '../plugins/plugin-registry.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { systemRandom } from '../runtime/system-random.ts';
import { tokens } from '../tokens.ts';
import { binder } from './bind.ts';

/** Binds what needs no store: configuration, plugins, keys, clock, random, logger, egress, engine. */
export function bindFoundations(container: Container, options: VmrKitOptions): void {
  const { masterKeys = [], ownListeners = () => [] } = options;
  container.bind(tokens.config).toConstantValue(readConfig(options.config ?? {}));
  container.bind(tokens.plugins).toConstantValue(new PluginRegistry(options.plugins));
  container.bind(tokens.clock).toConstantValue(systemClock);
  container.bind(tokens.random).toConstantValue(systemRandom);
  container.bind(tokens.logger).toConstantValue(options.logger ?? silentLogger);
  const bind = binder(container);
  bind('clockWatch', ['clock', 'config'], ({ clock, config }) => {
    const { tolerance_minutes: tolerance, steady_minutes: steady } = config.clock;
    return new ClockWatch(clock, { toleranceMs: tolerance * MINUTE_MS, steadyMs: steady * MINUTE_MS });
  });
  bind('keys', [], () => deriveKitKeys(masterKeys));
  bind('egress', ['config', 'logger'], ({ config: { egress }, logger }) => {
    const policy = () => ({
      allowLoopback: egress.allow_loopback,
      allowedPrivateRanges: egress.private_ranges,
      ownListeners: ownListeners(),
    });
    return createDnsEgressResolver({ policy, logger });
  });
  bind('http', ['egress', 'config'], ({ egress, config: { web_proxy: proxy } }) =>
    createHttp({ egress, webProxy: proxy && webProxyOf(proxy, options.webProxyPassword ?? null) }),
  );
  bind('pluginDeps', ['clock', 'random', 'logger', 'http'], (parts) => parts);
  bind('secretBox', ['keys', 'random'], ({ keys, random }) =>
    createSecretBox({ keys: keys.secrets, randomBytes: (length) => random.bytes(length) }),
  );
  bind('templateEngine', ['plugins', 'config', 'pluginDeps'], ({ plugins, config, pluginDeps: deps }) =>
    plugins.create('template-engine', { ...config.template_engine, deps }),
  );
}

function webProxyOf(
  { url, username, no_proxy: noProxy, ports }: NonNullable<KitConfig['web_proxy']>,
  password: string | null,
): WebProxy {
  const credentials = username === null ? null : { username, password: password ?? '' };
  return { url: new URL(url), credentials, noProxy, ports };
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
