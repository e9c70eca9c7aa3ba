import type {
  AccountSignIn,
  IntegrationDeps,
  IntegrationPluginKind,
  IntegrationRef,
  Plugin,
  PluginDeps,
  PluginProducts,
} from '@vmrkit/core';
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
    const { plugins, pluginDeps: deps } = this.#options;
    return plugins.create(kind, { ...choice, deps, own: this.#own(kind, { integration, ...choice }) });
  }

  /**
   * How a person signs the service account of a mailbox provider in; null: these settings want no person. Throws as
   * {@link PluginRegistry.settings} does.
   */
  accountSignIn(choice: IntegrationPluginChoice): AccountSignIn | null {
    const { plugins, pluginDeps } = this.#options;
    const kind = 'mailbox-provider';
    const settings = plugins.settings(kind, choice);
    const plugin: Plugin<typeof kind> = plugins.get(kind, choice.name);
    return plugin.accountSignIn?.(settings, pluginDeps, this.#own(kind, choice)) ?? null;
  }

  #own(kind: IntegrationPluginKind, { integration, name }: IntegrationPluginChoice): IntegrationDeps {
    const { store, secretBox } = this.#options;
    const place = { integration, plugin: `${kind}/${name}` };
    return {
      integration,
      secrets: pluginSecretsOf(place, { collection: store.pluginSecrets, secretBox }),
    };
  }
}
