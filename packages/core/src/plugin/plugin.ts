import type { JoinAdapter } from '../admission/join-adapter.ts';
import type { CallerVerifier } from '../callers/caller.ts';
import type { Http } from '../egress/http.ts';
import type { IntegrationRef } from '../identity/tenancy.ts';
import type { PluginSettings, SettingsContract } from '../integration/settings-contract.ts';
import type { InboundNotifications } from '../mailbox/inbound-notifications.ts';
import type { MailboxProvider } from '../mailbox/mailbox-provider.ts';
import type { AuthorizationAnswer } from '../oauth/account-sign-in.ts';
import type { RoomSource } from '../personal-rooms/room-source.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Random } from '../runtime/random.ts';
import type { PluginSecrets } from '../secrets/plugin-secrets.ts';
import type { SignInProvider } from '../sign-in/sign-in-provider.ts';
import type { DocumentDatabase } from '../store/document-database.ts';
import type { TemplateEngine } from '../templates/template-engine.ts';
import type { DoctorCheck } from './doctor-check.ts';
import type { SetupContext, SetupStep } from './setup-step.ts';

/** What each kind of plugin makes. */
export interface PluginProducts {
  readonly 'mailbox-provider': MailboxProvider;
  readonly store: DocumentDatabase;
  readonly 'template-engine': TemplateEngine;
  readonly 'caller-verifier': CallerVerifier;
  readonly 'sign-in-provider': SignInProvider;
  readonly 'room-source': RoomSource;
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

/** What the kit lends for one integration. */
export interface IntegrationDeps {
  readonly integration: IntegrationRef;
  readonly secrets: PluginSecrets;
}

/** Kinds of plugin whose products serve one integration each. */
export type IntegrationPluginKind =
  | 'mailbox-provider'
  | 'caller-verifier'
  | 'sign-in-provider'
  | 'room-source';

/** What `create` gets besides: plugins whose products serve the deployment get nothing. */
export type IntegrationDepsOf<Kind extends PluginKind> = Kind extends IntegrationPluginKind
  ? IntegrationDeps
  : null;

/** A sign-in of a service account by a person (S8.4). */
export interface AccountSignIn {
  /** The link to follow. It works once and for ten minutes, and ends an earlier one. */
  begin(): Promise<URL>;
  /** Takes what the person was sent back with; rejects where nobody is signed in by it. */
  finish(answer: AuthorizationAnswer): Promise<void>;
}

/** Error codes of a plugin's own, each with the HTTP status of its class and what an operator does about it. */
export type PluginErrors = Readonly<
  Record<`ERR_${string}`, { readonly status: number; readonly remedy: string }>
>;

/** How a store is copied to a file and put back. */
export interface StoreCopies {
  /** Copies the store as committed now to a new file that only its owner may read; rejects rather than overwrite. */
  backup(file: string): Promise<void>;
  /**
   * Puts a copy in the place of the store, which no process may have open. What stood there is kept under another name,
   * which is returned; null: nothing did.
   */
  restore(options: RestoreOptions): Promise<string | null>;
}

/** The words of a store's own tools. */
export interface StoreTools {
  /** The command line that makes a copy. */
  readonly backupWords: string;
  /** The command line that puts it back. */
  readonly restoreWords: string;
}

/** What {@link StoreCopies.restore} is told. */
export interface RestoreOptions {
  /** The copy. */
  readonly file: string;
  /** Whether a store that is there already may be replaced. */
  readonly replace: boolean;
  /** Gets the copy, opened, before it is put in place; what it rejects with ends the restore, and nothing is changed. */
  prepare(database: DocumentDatabase): Promise<void>;
}

/** A plugin: plain data, registered by kind and name. `settings` are what its schema makes of the stored JSON. */
export interface Plugin<
  Kind extends PluginKind = PluginKind,
  Settings extends PluginSettings = PluginSettings,
> extends SettingsContract<Settings> {
  readonly kind: Kind;
  /** Lower-case letters, digits and `-`; what records name it by. */
  readonly name: string;
  /** Codes that no port's contract names; docs/errors.md lists them with those of the kit. */
  readonly errors?: PluginErrors;
  /** Of mailbox providers: how their mail systems' notifications come in. */
  readonly notifications?: InboundNotifications;
  /** Of mailbox providers: how a person signs the service account in; null: these settings want no person. */
  accountSignIn?(settings: Settings, deps: PluginDeps, own: IntegrationDeps): AccountSignIn | null;
  /** Pure: what an administrator sets up for these settings, in that order, with their values filled in. No secret. */
  setup?(settings: Settings, context: SetupContext): readonly SetupStep[];
  /** What can be seen to be wrong where the product works. */
  readonly checks?: readonly DoctorCheck<Settings, PluginProducts[Kind]>[];
  /**
   * Of stores: whether there is one already that `create` would open, or whether it would make a new one. Changes
   * nothing. Rejects when it could be neither opened nor made. Without it nobody can tell before it is opened.
   */
  probe?(settings: Settings): Promise<'present' | 'absent'>;
  /** Of stores: where the store lies, as operators are told; it holds no secret. */
  place?(settings: Settings): string;
  /** Of stores: how one is copied, or what tools of its own do that. */
  copies?(settings: Settings): StoreCopies | StoreTools;
  /**
   * Of stores that one process at a time may work with: opens the store and keeps all others out until it is closed.
   * Rejects with ConflictError `ERR_STORE_IN_USE` while another process has it open. Only such a store is moved from.
   */
  openAlone?(settings: Settings): Promise<DocumentDatabase>;
  create(
    settings: Settings,
    deps: PluginDeps,
    own: IntegrationDepsOf<Kind>,
  ): Promise<PluginProducts[Kind]> | PluginProducts[Kind];
}

/** Types a plugin by its kind and schema; returns it as it is. */
export function definePlugin<Kind extends PluginKind, Settings extends PluginSettings>(
  plugin: Plugin<Kind, Settings>,
): Plugin<Kind, Settings> {
  return plugin;
}
