import type { InputIssue } from '../errors/vmrkit-error.ts';
import { type ProviderPlace, providerPlaces } from './provider-settings.ts';
import { type JsonPath, valueAt } from './record-issues.ts';
import type { SecretSetting, SettingsContracts } from './settings-contract.ts';

/** What is shown in place of a secret; given back on a save, it means the secret that is stored already. */
export const SECRET_MASK = '********';

interface RestoreOptions {
  /** Wire shape of the record before the change, secrets included; null for a new one. */
  readonly previous: unknown;
  readonly plugins: SettingsContracts;
}

/**
 * Puts the stored secrets where `json` (changed in place) holds the mask. A secret whose endpoint changed is
 * void and must be typed again: that is an issue, as is a mask with nothing behind it.
 */
export function restoreMaskedSecrets(json: unknown, { previous, plugins }: RestoreOptions): InputIssue[] {
  const before = new Map(providerPlaces(previous, plugins).map((place) => [place.path.join('.'), place]));
  return providerPlaces(json, plugins).flatMap((place) => {
    const old = before.get(place.path.join('.'));
    return (place.contract?.secrets ?? []).flatMap((secret) => {
      const path = [...place.path, 'settings', secret.name];
      if (valueAt(json, path) !== SECRET_MASK) return [];
      const stored = old === undefined ? undefined : valueAt(old.settings, [secret.name]);
      if (old === undefined || typeof stored !== 'string') return [retype(path, 'Type the secret itself.')];
      if (isVoid(secret, { before: old, after: place })) {
        return [retype(path, 'Type the secret again: the place it is sent to has changed.')];
      }
      Reflect.set(place.settings, secret.name, stored);
      return [];
    });
  });
}

/** Whether a change from one provider place to another makes a secret void: another plugin, or another endpoint. */
export function isVoid(
  secret: SecretSetting,
  { before, after }: { readonly before: ProviderPlace; readonly after: ProviderPlace },
): boolean {
  if (before.provider !== after.provider) return true;
  const [old, now] = [settled(before), settled(after)];
  return secret.sentTo.some(
    (name) => JSON.stringify(valueAt(old, [name])) !== JSON.stringify(valueAt(now, [name])),
  );
}

/** The settings with defaults filled in and texts normalised, where they are sound enough for that. */
function settled({ contract, settings }: ProviderPlace): unknown {
  const result = contract?.settingsSchema.safeParse(settings);
  return result?.success ? result.data : settings;
}

function retype(path: JsonPath, message: string): InputIssue {
  return { path, code: 'secret_retype', message };
}
