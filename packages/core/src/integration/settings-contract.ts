import type { z } from 'zod';

/** A secret among a provider's settings. */
export interface SecretSetting {
  /** Name of the setting. */
  readonly name: string;
  /** Settings that say where the secret is sent. When one of them changes, the secret is void (S2.12). */
  readonly sentTo: readonly string[];
}

/** When a provider's service account must be signed in by a person (S8.4). */
export interface ServiceAccountSignIn {
  /** Setting that is `true` while the account signs in by OAuth. */
  readonly switchedBy: string;
  /** Settings whose change makes the stored sign-in useless. */
  readonly dependsOn: readonly string[];
}

/**
 * What a plugin says about its own settings, as plain data. Names are snake_case and flat.
 *
 * The schema must accept its own output: defaults may be filled in and texts normalised, but nothing renamed,
 * because what it yields is what is stored. Its messages must not repeat the value.
 */
export interface SettingsContract {
  readonly settingsSchema: z.ZodType<Record<string, unknown>>;
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
}
