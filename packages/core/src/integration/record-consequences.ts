import { advancedSection } from './advanced-section.ts';
import { type IntegrationRecord, type IntegrationRecordJson, toRecordJson } from './integration-record.ts';
import { isVoid } from './masked-secrets.ts';
import { type ProviderPlace, providerPlaces } from './provider-settings.ts';
import { type JsonPath, valueAt } from './record-issues.ts';
import type { SettingsContracts } from './settings-contract.ts';

/** What a saved change asks of people. Fields are wire paths joined by dots. */
export interface RecordConsequences {
  /** Changed fields for which a new manifest must be made and installed; empty: the installed one stays good. */
  readonly newManifest: readonly string[];
  /** Changed fields for which the service account must sign in again; empty: the stored sign-in stays good. */
  readonly serviceAccountSignIn: readonly string[];
  /** Secrets that may not be used for what they were typed for; typed again, if the parser let the record pass. */
  readonly voidedSecrets: readonly string[];
  /** Changed fields that only an operator may change; callers refuse a tenant's change of any. */
  readonly operatorOnly: readonly string[];
}

/** Fields that stand in a manifest. */
export const manifestFields: readonly JsonPath[] = [
  ['add_in', 'server_fqdn'],
  // The one text of a manifest that cannot differ by language.
  ['add_in', 'provider_name', 'default'],
  ['add_in', 'display_name'],
  ['add_in', 'description'],
  ['add_in', 'group_label'],
  ['add_in', 'button_label'],
  ['add_in', 'supertip_title'],
  ['add_in', 'supertip_text'],
  ['add_in', 'icon'],
  ['add_in', 'manifest', 'permission_level'],
  ['add_in', 'manifest', 'on_premises'],
  ['add_in', 'manifest', 'cloud'],
  ['add_in', 'manifest', 'delegates'],
  ['add_in', 'manifest', 'mobile'],
  ['add_in', 'manifest', 'smart_alerts'],
  ['add_in', 'manifest', 'new_appointment'],
];

/** A record as manifests show it: whether a room is offered or added to new appointments is asked for when one is opened. */
function manifestView(json: IntegrationRecordJson | null): unknown {
  if (json === null) return null;
  const { manifest } = json.add_in;
  const seen = { ...manifest, new_appointment: manifest.new_appointment !== 'off' };
  return { add_in: { ...json.add_in, manifest: seen } };
}

/** Fields that only an operator may change. */
export const operatorFields: readonly JsonPath[] = [
  ['advanced', 'use_custom_addin_sources'],
  ['advanced', 'office_js_url'],
  ['advanced', 'fabric_css_url'],
  ['advanced', 'fabric_components_css_url'],
  ['advanced', 'additional_addin_script_sources'],
];

/** What follows from replacing `before` (null: there was none) by `after`. */
export function recordConsequences(
  before: IntegrationRecord | null,
  after: IntegrationRecord,
  { plugins }: { readonly plugins: SettingsContracts },
): RecordConsequences {
  const [old, now] = [before === null ? null : toRecordJson(before), toRecordJson(after)];
  const places = pairPlaces(providerPlaces(old, plugins), providerPlaces(now, plugins));
  const untouched = old ?? { advanced: advancedSection.parse({}) };
  return {
    newManifest: changed(manifestFields, { old: manifestView(old), now: manifestView(now) }),
    serviceAccountSignIn: places.flatMap(signInChanges),
    voidedSecrets: places.flatMap(voidedIn),
    operatorOnly: changed(operatorFields, { old: untouched, now }),
  };
}

interface Change {
  readonly old: unknown;
  readonly now: unknown;
}

function changed(paths: readonly JsonPath[], { old, now }: Change): string[] {
  return paths
    .filter((path) => differs(valueAt(old, path), valueAt(now, path)))
    .map((path) => path.join('.'));
}

function differs(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}

interface PlaceChange {
  readonly before: ProviderPlace | null;
  readonly after: ProviderPlace;
}

function pairPlaces(before: readonly ProviderPlace[], after: readonly ProviderPlace[]): PlaceChange[] {
  const old = new Map(before.map((place) => [place.path.join('.'), place]));
  return after.map((place) => ({ before: old.get(place.path.join('.')) ?? null, after: place }));
}

function signInChanges({ before, after }: PlaceChange): string[] {
  const signIn = after.contract?.serviceAccountSignIn;
  if (signIn === undefined || valueAt(after.settings, [signIn.switchedBy]) !== true) return [];
  const settings = before?.provider === after.provider ? before.settings : {};
  return [signIn.switchedBy, ...signIn.dependsOn]
    .filter((name) => differs(valueAt(settings, [name]), valueAt(after.settings, [name])))
    .map((name) => [...after.path, 'settings', name].join('.'));
}

function voidedIn({ before, after }: PlaceChange): string[] {
  return (before?.contract?.secrets ?? [])
    .filter((secret) => {
      const held = before !== null && valueAt(before.settings, [secret.name]) !== undefined;
      return held && isVoid(secret, { before, after });
    })
    .map(({ name }) => [...after.path, 'settings', name].join('.'));
}
