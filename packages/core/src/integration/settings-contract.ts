import type { z } from 'zod';

/** Parsed settings: a JSON object with flat, snake_case names. */
export type PluginSettings = Readonly<Record<string, unknown>>;

/** A secret among a provider's settings. */
export interface SecretSetting {
  /** Name of the setting. */
  readonly name: string;
  /** Settings that say where the secret is sent. When one of them changes, the secret is void. */
  readonly sentTo: readonly string[];
}

/** When a provider's service account must be signed in by a person. */
export interface ServiceAccountSignIn {
  /** Setting that is `true` while the account signs in by OAuth. */
  readonly switchedBy: string;
  /** Settings whose change makes the stored sign-in useless. */
  readonly dependsOn: readonly string[];
}

/** What people are told of one setting. */
export interface SettingDescription {
  readonly title: string;
  /** What it is for, in whole sentences. */
  readonly help: string;
  /** An example, shown while nothing is typed. */
  readonly placeholder?: string;
  /**
   * Name in the flat form of a record: of a mailbox provider's settings those of `mailbox`, never those of
   * `organizer_access`. The names of the record's own fields come first.
   */
  readonly flatName?: string;
}

/** Every setting of a type, also of one that is a choice between several forms. */
type SettingName<Settings> = Settings extends unknown ? keyof Settings : never;

/** What people are told of a plugin: enough for a form of its settings. */
export interface PluginDescription<Settings extends PluginSettings = PluginSettings> {
  readonly title: string;
  /** Where its documentation is: a URL, or a path in this repository. */
  readonly documentation: string;
  /** One entry a setting; a form shows them in this order. */
  readonly fields: { readonly [Name in SettingName<Settings>]: SettingDescription };
}

/**
 * What a plugin says about its own settings, as plain data. Names are snake_case and flat.
 *
 * The schema must accept its own output: defaults may be filled in and texts normalised, but nothing renamed,
 * because what it yields is what is stored. Its messages must not repeat the value.
 */
export interface SettingsContract<Settings extends PluginSettings = PluginSettings> {
  readonly settingsSchema: z.ZodType<Settings>;
  readonly description: PluginDescription<Settings>;
  /** Settings to seal before they are stored and never to show again. */
  readonly secrets?: readonly SecretSetting[];
  readonly serviceAccountSignIn?: ServiceAccountSignIn;
  /** Settings that get a fresh UUID when they are absent. */
  readonly freshUuids?: readonly string[];
}

/** The settings contracts that a record may name as `provider`, by that name. */
export interface SettingsContracts {
  /** Mailbox providers; they serve `mailbox` and `organizer_access`. */
  readonly mailbox: Readonly<Record<string, SettingsContract>>;
  /** Sign-in providers; they serve `sign_in`. */
  readonly signIn: Readonly<Record<string, SettingsContract>>;
  /** Room sources; they serve `room_source`. */
  readonly roomSources: Readonly<Record<string, SettingsContract>>;
  /** Verifiers of callers; they serve `callers`. */
  readonly callers: Readonly<Record<string, SettingsContract>>;
}
