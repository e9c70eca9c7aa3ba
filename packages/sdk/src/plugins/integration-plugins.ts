import type { IntegrationPluginKind, IntegrationRef, PluginDeps, PluginProducts } from '@vmrkit/core';
import { pluginSecretsOf, type SecretBox, type Store } from '@vmrkit/core/composition';
import type { PluginChoice, PluginRegistry } from './plugin-registry.ts';

/** A plugin, its settings, and the integration that its product is to serve. */
export interface IntegrationPluginChoice extends PluginChoice {
  readonly integration: IntegrationRef;
}

/** What products for integrations are made with. */
export interface IntegrationPluginsOptions {
  readonly plugins: PluginRegistry;
  readonly pluginDeps: PluginDeps;
  readonly store: Pick<Store, 'pluginSecrets'>;
  readonly secretBox: SecretBox;
}

/** Makes what plugins make for one integration: each gets that integration's own secrets and no others. */
export class IntegrationPlugins {
  readonly #options: IntegrationPluginsOptions;

  constructor(options: IntegrationPluginsOptions) {
    this.#options = options;
  }

  /** Rejects as {@link PluginRegistry.create} does. */
  create<Kind extends IntegrationPluginKind>(
    kind: Kind,
    { integration, ...choice }: IntegrationPluginChoice,
  ): Promise<PluginProducts[Kind]> {
    const { plugins, pluginDeps: deps, store, secretBox } = this.#options;
    const place = { integration, plugin: `${kind}/${choice.name}` };
    const secrets = pluginSecretsOf(place, { collection: store.pluginSecrets, secretBox });
    return plugins.create(kind, { ...choice, deps, own: { integration, secrets } });
  }
}
