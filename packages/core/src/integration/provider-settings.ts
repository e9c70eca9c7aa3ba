import type { InputIssue } from '../errors/vmrkit-error.ts';
import type { IntegrationRecordJson } from './integration-record.ts';
import { type JsonPath, toInputIssues, valueAt } from './record-issues.ts';
import type { PluginSettings, SettingsContract, SettingsContracts } from './settings-contract.ts';

/** A place of a record that names a provider and holds its settings. */
export interface ProviderPlace {
  /** Path of the section, without `settings`. */
  readonly path: JsonPath;
  readonly provider: string;
  readonly settings: PluginSettings;
  /** Null when no plugin of that name is known. */
  readonly contract: SettingsContract | null;
}

/** Every place of a record (wire shape, also one that is not sound yet) that names a provider. */
export function providerPlaces(json: unknown, plugins: SettingsContracts): ProviderPlace[] {
  const entriesOf = (section: string): JsonPath[] => {
    const entries = valueAt(json, [section]);
    return Array.isArray(entries) ? entries.map((_, index) => [section, index]) : [];
  };
  const access = entriesOf('organizer_access');
  return [
    ...placesAt(json, { paths: [['mailbox'], ...access], contracts: plugins.mailbox }),
    ...placesAt(json, { paths: [['sign_in']], contracts: plugins.signIn }),
    ...placesAt(json, { paths: [['room_source']], contracts: plugins.roomSources }),
    ...placesAt(json, { paths: entriesOf('callers'), contracts: plugins.callers }),
  ];
}

interface PlaceSearch {
  readonly paths: readonly JsonPath[];
  readonly contracts: Readonly<Record<string, SettingsContract>>;
}

function placesAt(json: unknown, { paths, contracts }: PlaceSearch): ProviderPlace[] {
  return paths.flatMap((path) => {
    const provider = valueAt(json, [...path, 'provider']);
    const settings = valueAt(json, [...path, 'settings']) ?? {};
    if (typeof provider !== 'string' || typeof settings !== 'object' || Array.isArray(settings)) return [];
    const contract = Object.hasOwn(contracts, provider) ? (contracts[provider] ?? null) : null;
    return [{ path, provider, settings: settings as Record<string, unknown>, contract }];
  });
}

/** The outcome of all providers' schemas. */
export interface ProviderSettingsResult {
  readonly issues: readonly InputIssue[];
  /** A copy of `record` with the settings as the schemas left them. */
  applyTo(record: IntegrationRecordJson): IntegrationRecordJson;
}

/** Holds every provider's settings against its plugin's schema. */
export function parseProviderSettings(
  json: unknown,
  { plugins }: { readonly plugins: SettingsContracts },
): ProviderSettingsResult {
  const issues: InputIssue[] = [];
  const parsed: { readonly path: JsonPath; readonly settings: PluginSettings }[] = [];
  for (const { path, contract, settings } of providerPlaces(json, plugins)) {
    if (contract === null) {
      const message = 'No plugin of this name is installed.';
      issues.push({ path: [...path, 'provider'], code: 'unknown_provider', message });
      continue;
    }
    const result = contract.settingsSchema.safeParse(settings);
    if (result.success) {
      parsed.push({ path, settings: result.data });
      continue;
    }
    const faults = toInputIssues(result.error.issues, { input: settings, prefix: [...path, 'settings'] });
    issues.push(...faults.filter((fault) => fault.code !== 'required' || isNeeded(json, path)));
  }
  return {
    issues,
    applyTo(record) {
      const copy = structuredClone(record);
      for (const { path, settings } of parsed) Object.assign(valueAt(copy, path) as object, { settings });
      return copy;
    },
  };
}

/** Whether the switches ask for the provider at `path`; an entry of `callers` is left out instead. */
function isNeeded(json: unknown, path: JsonPath): boolean {
  if (path[0] === 'callers') return true;
  if (path[0] === 'sign_in' || path[0] === 'room_source')
    return valueAt(json, ['general', 'enable_personal_vmrs']) === true;
  return valueAt(json, ['general', 'enable_single_use_vmrs']) !== false;
}
