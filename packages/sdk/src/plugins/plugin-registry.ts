import {
  ConflictError,
  type InboundNotifications,
  type IntegrationDeps,
  type IntegrationPluginKind,
  InvalidInputError,
  NotFoundError,
  type Plugin,
  type PluginDeps,
  type PluginKind,
  type PluginProducts,
  type PluginSettings,
  type SettingsContracts,
  toInputIssues,
} from '@vmrkit/core';

/** What a record or a configuration says of a plugin: its name, and its settings as JSON. */
export interface PluginChoice {
  readonly name: string;
  readonly settings?: unknown;
}

/** How notifications come in, and the names of the mailbox providers that take them. */
export interface NotificationWay {
  readonly notifications: InboundNotifications;
  readonly providers: readonly string[];
}

/** What a plugin's product is made from. */
export interface PluginCreation extends PluginChoice {
  readonly deps: PluginDeps;
}

/** The plugins of one kit, by kind and name. */
export class PluginRegistry {
  readonly #plugins = new Map<string, Plugin>();

  /** Throws ConflictError `ERR_PLUGIN_DUPLICATE` for two of one kind and name. */
  constructor(plugins: readonly Plugin[]) {
    for (const plugin of plugins) {
      const key = keyOf(plugin.kind, plugin.name);
      if (this.#plugins.has(key)) {
        throw new ConflictError(`There are two plugins of kind ${plugin.kind} named "${plugin.name}".`, {
          code: 'ERR_PLUGIN_DUPLICATE',
        });
      }
      this.#plugins.set(key, plugin);
    }
  }

  /** Names of all plugins of a kind, sorted. */
  names(kind: PluginKind): readonly string[] {
    return [...this.#plugins.values()]
      .filter((plugin) => plugin.kind === kind)
      .map(({ name }) => name)
      .sort();
  }

  /** Throws NotFoundError `ERR_PLUGIN_UNKNOWN`, which says what there is. */
  get<Kind extends PluginKind>(kind: Kind, name: string): Plugin<Kind> {
    const plugin = this.#plugins.get(keyOf(kind, name));
    if (plugin !== undefined) return plugin as Plugin<Kind>;
    const known = this.names(kind).join(', ') || 'none';
    throw new NotFoundError(`There is no plugin of kind ${kind} named "${name}"; known: ${known}.`, {
      code: 'ERR_PLUGIN_UNKNOWN',
    });
  }

  /** Makes what a plugin makes, from settings that its schema accepts. Rejects as {@link PluginRegistry.settings} throws. */
  create<Kind extends Exclude<PluginKind, IntegrationPluginKind>>(
    kind: Kind,
    choice: PluginCreation,
  ): Promise<PluginProducts[Kind]>;
  /** As above, for one integration: `own` is what only that one's products get. */
  create<Kind extends IntegrationPluginKind>(
    kind: Kind,
    choice: PluginCreation & { readonly own: IntegrationDeps },
  ): Promise<PluginProducts[Kind]>;
  async create(
    kind: PluginKind,
    { deps, own, ...choice }: PluginCreation & { readonly own?: IntegrationDeps },
  ): Promise<PluginProducts[PluginKind]> {
    const plugin: Plugin = this.get(kind, choice.name);
    return plugin.create(this.settings(kind, choice), deps, own ?? null);
  }

  /**
   * Whether there is a store already, without opening or making one; `unknown` where its plugin cannot tell. Rejects as
   * {@link PluginRegistry.settings} throws, and as `Plugin.probe` does.
   */
  async probeStore(choice: PluginChoice): Promise<'present' | 'absent' | 'unknown'> {
    return (await this.get('store', choice.name).probe?.(this.settings('store', choice))) ?? 'unknown';
  }

  /**
   * The settings of a plugin as its schema completes them. Throws `ERR_PLUGIN_UNKNOWN`, or InvalidInputError
   * `ERR_PLUGIN_SETTINGS` with every fault, its path within the settings.
   */
  settings(kind: PluginKind, { name, settings = {} }: PluginChoice): PluginSettings {
    const parsed = this.get(kind, name).settingsSchema.safeParse(settings);
    if (parsed.success) return parsed.data;
    const issues = toInputIssues(parsed.error.issues, { input: settings });
    const fields = issues.map(({ path }) => path.join('.')).join(', ');
    throw new InvalidInputError(`The settings of the ${kind} "${name}" are wrong: ${fields}.`, {
      code: 'ERR_PLUGIN_SETTINGS',
      issues,
    });
  }

  /**
   * How mail systems' notifications come in, each with the names of the mailbox providers that take them: one that wraps
   * another shares its way. Throws ConflictError `ERR_PLUGIN_ROUTE` for two ways under one path.
   */
  notifications(): readonly NotificationWay[] {
    const ways = new Map<string, NotificationWay>();
    for (const name of this.names('mailbox-provider')) {
      const { notifications } = this.get('mailbox-provider', name);
      if (notifications === undefined) continue;
      const path = notifications.path.toLowerCase();
      const known = ways.get(path) ?? { notifications, providers: [] };
      if (known.notifications !== notifications) {
        throw new ConflictError(
          `The mailbox providers ${known.providers.join(', ')} and ${name} take notifications under the same path, ${path}.`,
          { code: 'ERR_PLUGIN_ROUTE' },
        );
      }
      ways.set(path, { notifications, providers: [...known.providers, name] });
    }
    return [...ways.values()];
  }

  /** What integration records are judged by. */
  settingsContracts(): SettingsContracts {
    const contractsOf = (kind: PluginKind) =>
      Object.fromEntries(this.names(kind).map((name) => [name, this.get(kind, name)]));
    return {
      mailbox: contractsOf('mailbox-provider'),
      signIn: contractsOf('sign-in-provider'),
      roomSources: contractsOf('room-source'),
      callers: contractsOf('caller-verifier'),
    };
  }
}

function keyOf(kind: PluginKind, name: string): string {
  return `${kind}/${name}`;
}
