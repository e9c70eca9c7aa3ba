import type {
  AccountSignIn,
  DoctorCheck,
  IntegrationDeps,
  IntegrationPluginKind,
  IntegrationRef,
  Plugin,
  PluginDeps,
  PluginProducts,
  SetupContext,
  SetupStep,
} from '@vmrkit/core';
import { type Examination, pluginSecretsOf, type SecretBox, type Store } from '@vmrkit/core/composition';
import type { PluginChoice, PluginRegistry } from './plugin-registry.ts';

/** A plugin, its settings, and the integration that its product is to serve. */
export interface IntegrationPluginChoice extends PluginChoice {
  readonly integration: IntegrationRef;
}

/** A plugin's product that its own checks examine. */
export interface ExaminedPlugin<Kind extends IntegrationPluginKind> extends IntegrationPluginChoice {
  readonly setup: SetupContext;
  product(): Promise<PluginProducts[Kind]>;
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

  /** What an administrator sets up for these settings. Throws as {@link PluginRegistry.settings} does. */
  setup(kind: IntegrationPluginKind, choice: PluginChoice, context: SetupContext): readonly SetupStep[] {
    const { plugins } = this.#options;
    return plugins.get(kind, choice.name).setup?.(plugins.settings(kind, choice), context) ?? [];
  }

  /**
   * What the plugin's own checks look at where `product` works. Throws as {@link PluginRegistry.settings} does.
   */
  examinations<Kind extends IntegrationPluginKind>(
    kind: Kind,
    { setup, product, ...choice }: ExaminedPlugin<Kind>,
  ): readonly Examination[] {
    const { plugins, pluginDeps: deps } = this.#options;
    const settings = plugins.settings(kind, choice);
    const checks: readonly DoctorCheck<typeof settings, PluginProducts[Kind]>[] =
      plugins.get(kind, choice.name).checks ?? [];
    return checks.map(({ id, title, remedy, severity = 'error', run }) => ({
      id: `${choice.name}/${id}`,
      title,
      remedy,
      severity,
      subject: setup.integrationName,
      run: async (signal) => {
        const { integration } = choice;
        return run(settings, { integration, setup, product: await product(), deps, signal });
      },
    }));
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
