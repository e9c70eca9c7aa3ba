import type { ZodType } from 'zod';
import type { JoinAdapter } from '../admission/join-adapter.ts';
import type { CallerVerifier } from '../callers/caller.ts';
import type { Http } from '../egress/http.ts';
import type { SecretSetting, ServiceAccountSignIn } from '../integration/settings-contract.ts';
import type { MailboxProvider } from '../mailbox/mailbox-provider.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Random } from '../runtime/random.ts';
import type { DocumentDatabase } from '../store/document-database.ts';
import type { TemplateEngine } from '../templates/template-engine.ts';

/** What each kind of plugin makes. */
export interface PluginProducts {
  readonly 'mailbox-provider': MailboxProvider;
  readonly store: DocumentDatabase;
  readonly 'template-engine': TemplateEngine;
  readonly 'caller-verifier': CallerVerifier;
  readonly 'join-adapter': JoinAdapter;
}

/** The kinds of plugin. */
export type PluginKind = keyof PluginProducts;

/** What the kit lends to a plugin; one object a kit, by which a plugin may keep what its products share. */
export interface PluginDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** The way to every address that a record names. */
  readonly http: Http;
}

/** A plugin: plain data, registered by kind and name. `settings` are what its schema makes of the stored JSON. */
export interface Plugin<Kind extends PluginKind = PluginKind, Settings = unknown> {
  readonly kind: Kind;
  /** Lower-case letters, digits and `-`; what records name it by. */
  readonly name: string;
  /** Checks and defaults the plugin's own settings; names are snake_case; its output is accepted as input. */
  readonly settingsSchema: ZodType<Settings>;
  /** Settings that are sealed in the store and never shown, each with those that say where it is sent (S2.12). */
  readonly secrets?: readonly SecretSetting[];
  readonly serviceAccountSignIn?: ServiceAccountSignIn;
  /** Settings that get a fresh UUID when they are absent. */
  readonly freshUuids?: readonly string[];
  /**
   * Of stores: whether there is one already that `create` would open, or whether it would make a new one. Changes
   * nothing. Rejects when it could be neither opened nor made. Without it nobody can tell before it is opened.
   */
  probe?(settings: Settings): Promise<'present' | 'absent'>;
  create(settings: Settings, deps: PluginDeps): Promise<PluginProducts[Kind]> | PluginProducts[Kind];
}

/** Types a plugin by its kind and schema; returns it as it is. */
export function definePlugin<Kind extends PluginKind, Settings>(
  plugin: Plugin<Kind, Settings>,
): Plugin<Kind, Settings> {
  return plugin;
}
