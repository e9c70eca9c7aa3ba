import {
  ConflictError,
  InvalidInputError,
  NotFoundError,
  type Plugin,
  type PluginDeps,
  type PluginKind,
  type PluginProducts,
  toInputIssues,
} from '@vmrkit/core';
import type { SettingsContract, SettingsContracts } from '@vmrkit/core/composition';

/** What a record or a configuration says of a plugin: its name, and its settings as JSON. */
export interface PluginChoice {
  readonly name: string;
  readonly settings?: unknown;
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
  get<Kind extends PluginKind>(kind: Kind, name: string): Plugin<Kind, unknown> {
    const plugin = this.#plugins.get(keyOf(kind, name));
    if (plugin !== undefined) return plugin as Plugin<Kind, unknown>;
    const known = this.names(kind).join(', ') || 'none';
    throw new NotFoundError(`There is no plugin of kind ${kind} named "${name}"; known: ${known}.`, {
      code: 'ERR_PLUGIN_UNKNOWN',
    });
  }

  /** Makes what a plugin makes, from settings that its schema accepts. Rejects as {@link PluginRegistry.settings} throws. */
  async create<Kind extends PluginKind>(
    kind: Kind,
    { deps, ...choice }: PluginChoice & { readonly deps: PluginDeps },
  ): Promise<PluginProducts[Kind]> {
    return this.get(kind, choice.name).create(this.settings(kind, choice), deps);
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
  settings(kind: PluginKind, { name, settings = {} }: PluginChoice): unknown {
    const parsed = this.get(kind, name).settingsSchema.safeParse(settings);
    if (parsed.success) return parsed.data;
    const issues = toInputIssues(parsed.error.issues, { input: settings });
    const fields = issues.map(({ path }) => path.join('.')).join(', ');
    throw new InvalidInputError(`The settings of the ${kind} "${name}" are wrong: ${fields}.`, {
      code: 'ERR_PLUGIN_SETTINGS',
      issues,
    });
  }

  /** What integration records are judged by. */
  settingsContracts(): SettingsContracts {
    const mailbox: Record<string, SettingsContract> = {};
    for (const name of this.names('mailbox-provider')) {
      // Records keep settings as JSON objects; a schema of anything else refuses them itself.
      mailbox[name] = this.get('mailbox-provider', name) as Plugin as SettingsContract;
    }
    return { mailbox, signIn: {} };
  }
}

function keyOf(kind: PluginKind, name: string): string {
  return `${kind}/${name}`;
}
