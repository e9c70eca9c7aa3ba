import { type InputIssue, InvalidInputError } from '../errors/vmrkit-error.ts';
import type { IntegrationRecordJson } from './integration-record.ts';
import { providerPlaces } from './provider-settings.ts';
import { type JsonPath, valueAt } from './record-issues.ts';
import type { SettingsContract, SettingsContracts } from './settings-contract.ts';

/** One flat name and the place in the record that it stands for. */
export interface FlatName {
  readonly flat: string;
  readonly path: JsonPath;
  /** `text`: a text or template, of which the flat name is the default version. */
  readonly kind: 'value' | 'text';
}

function section(
  path: JsonPath,
  kind: FlatName['kind'],
  names: Readonly<Record<string, string>>,
): FlatName[] {
  return Object.entries(names).map(([flat, field]) => ({ flat, path: [...path, field], kind }));
}

/** Names that are the same in the flat form and in their section. */
function same(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

/** The flat names of a configuration form for the record's own fields; docs/guides/integration-record.md shows them. */
export const flatNames: readonly FlatName[] = [
  ...section([], 'value', same('id', 'tenant_id')),
  ...section(['general'], 'value', same('name', 'description', 'enabled')),
  ...section(['general'], 'value', same('enable_single_use_vmrs', 'enable_personal_vmrs')),
  ...section(['mailbox'], 'value', { mailbox_provider: 'provider' }),
  ...section(['mailbox', 'mailboxes', 0], 'value', { mailbox_name: 'name', mailbox_email: 'email' }),
  ...section(
    ['single_use'],
    'text',
    same(
      'conference_name_template',
      'conference_description_template',
      'conference_subject_template',
      'scheduled_alias_description_template',
    ),
  ),
  ...section(['single_use'], 'value', {
    ...same('scheduled_alias_prefix', 'scheduled_alias_suffix_length', 'scheduled_alias_domain'),
    ...same('join_before_buffer', 'join_after_buffer'),
    scheduled_conference_theme: 'theme',
  }),
  ...section(['single_use', 'signed_in'], 'value', {
    host_identity_provider_group: 'host_group',
    guest_identity_provider_group: 'guest_group',
    non_idp_participants: 'others',
  }),
  ...section(['personal'], 'value', same('allow_new_users')),
  ...section(['sign_in'], 'value', { authentication_provider: 'provider' }),
  ...section(['room_source'], 'value', { room_source_provider: 'provider' }),
  ...section(['personal'], 'text', {
    personal_vmr_joining_instructions_template: 'joining_instructions_template',
    personal_vmr_location_template: 'location_template',
    personal_vmr_name_template: 'name_template',
    personal_vmr_description_template: 'description_template',
  }),
  ...section(['add_in'], 'value', { addin_server_fqdn: 'server_fqdn', addin_image_icon: 'icon' }),
  ...section(['add_in'], 'text', {
    addin_provider_name: 'provider_name',
    addin_display_name: 'display_name',
    addin_description: 'description',
    addin_group_label: 'group_label',
    addin_button_label: 'button_label',
    addin_supertip_title: 'supertip_title',
    addin_supertip_text: 'supertip_text',
  }),
  ...section(['add_in', 'pane'], 'text', {
    addin_pane_title: 'title',
    addin_pane_description: 'description',
    addin_pane_single_use_vmr_button_label: 'single_use_vmr_button_label',
    addin_pane_success_heading: 'success_heading',
    ...same('already_video_meeting_heading', 'unable_to_add_joining_instructions_heading'),
    ...same('general_error_heading', 'success_message', 'already_video_meeting_message'),
    ...same('unable_to_add_joining_instructions_message', 'error_inserting_single_use_vmr_message'),
    addin_pane_personal_vmr_button_label: 'personal_vmr_button_label',
    addin_pane_sign_in_button_label: 'sign_in_button_label',
    ...same('select_personal_vmr_message', 'no_personal_vmr_message'),
    ...same('error_getting_personal_vmrs_message', 'error_signing_in_message'),
    error_inserting_personal_vmr_meeting_message: 'error_inserting_personal_vmr_message',
  }),
  ...section(['email_texts'], 'text', {
    single_use_vmr_joining_instructions_template: 'joining_instructions_template',
    placeholder_instructions_text: 'placeholder_text',
    ...same('accept_new_single_meeting_template', 'accept_edited_single_meeting_template'),
    ...same('accept_new_recurring_meeting_template', 'accept_edited_occurrence_template'),
    ...same('accept_edited_recurring_meeting_template', 'reject_invalid_alias_id_text'),
    ...same('reject_alias_conflict_template', 'reject_alias_deleted_text'),
    ...same('reject_recurring_series_in_past_text', 'reject_single_meeting_in_past_text'),
    ...same('reject_general_error_template'),
  }),
  ...section(['advanced'], 'value', {
    ...same('enable_addin_debug_logs', 'use_custom_addin_sources', 'office_js_url'),
    ...same('additional_addin_script_sources'),
    microsoft_fabric_css_url: 'fabric_css_url',
    microsoft_fabric_components_css_url: 'fabric_components_css_url',
  }),
];

const ownNames: ReadonlySet<string> = new Set(flatNames.map((entry) => entry.flat));

/** The flat names of one provider's settings, as its plugin declares them; `place` is where the record names it. */
export function flatSettings({ description }: SettingsContract, place: JsonPath): FlatName[] {
  return Object.entries(description.fields).flatMap(([name, { flatName: flat }]): FlatName[] => {
    if (flat === undefined || ownNames.has(flat)) return [];
    return [{ flat, path: [...place, 'settings', name], kind: 'value' }];
  });
}

/** What flat names take besides the record: the plugins, which declare those of their settings. */
export interface FlatOptions {
  readonly plugins: SettingsContracts;
}

/**
 * Turns flat names into the record's shape, for `parseIntegrationRecord`. An empty value counts as not given,
 * except for texts, where it is a text. A provider that is not named is the one that declares the settings given.
 * With `onto`, the result is that record with the flat values put in. Throws InvalidInputError
 * `ERR_INTEGRATION_INVALID` for names that do not exist, or that no provider of the record has.
 */
export function expandFlatRecord(
  flat: Readonly<Record<string, unknown>>,
  { plugins, onto = {} }: FlatOptions & { readonly onto?: object },
): unknown {
  const record: unknown = structuredClone(onto);
  putAll(record, { flat, names: flatNames });
  const given = Object.keys(flat).filter((name) => flat[name] !== '');
  nameProvider(record, { section: 'mailbox', contracts: plugins.mailbox, given });
  nameProvider(record, { section: 'sign_in', contracts: plugins.signIn, given });
  nameProvider(record, { section: 'room_source', contracts: plugins.roomSources, given });
  nameCallers(record, { contracts: plugins.callers, given });
  const settings = settingsOf(record, { plugins });
  putAll(record, { flat, names: settings });
  const known = new Set([...ownNames, ...settings.map((entry) => entry.flat)]);
  const { mailbox, signIn, roomSources, callers } = plugins;
  const contracts = [mailbox, signIn, roomSources, callers].flatMap((each) => Object.values(each));
  const declared = new Set(contracts.flatMap(flatNamesIn));
  const lost = Object.keys(flat).filter(
    (name) => !known.has(name) && !(declared.has(name) && flat[name] === ''),
  );
  if (lost.length > 0) throw unknownNames(lost, declared);
  return record;
}

/**
 * The flat names of a record as `formatIntegrationRecord` gives it. Other languages, further mailboxes and
 * settings without a flat name are not shown.
 */
export function flattenRecord(record: IntegrationRecordJson, options: FlatOptions): Record<string, unknown> {
  const entries = [...flatNames, ...settingsOf(record, options)].flatMap(({ flat, path, kind }) => {
    const value = valueAt(record, kind === 'text' ? [...path, 'default'] : path);
    return value === undefined || value === null ? [] : [[flat, value] as const];
  });
  return Object.fromEntries(entries);
}

/** The flat name of the field at a path of `record` (or within it), so that a fault can be shown beside it. */
export function flatNameAt(
  path: JsonPath,
  { record, plugins }: FlatOptions & { readonly record: unknown },
): string | null {
  const names = [...flatNames, ...settingsOf(record, { plugins })];
  return names.find((entry) => entry.path.every((key, at) => path[at] === key))?.flat ?? null;
}

/** The flat names of the settings that a record (wire shape) holds, by the providers that it names. */
function settingsOf(record: unknown, { plugins }: FlatOptions): FlatName[] {
  return providerPlaces(record, plugins).flatMap(({ contract, path }) =>
    contract === null || path[0] === 'organizer_access' ? [] : flatSettings(contract, path),
  );
}

function flatNamesIn(contract: SettingsContract): string[] {
  return flatSettings(contract, []).map((entry) => entry.flat);
}

interface GivenNames {
  readonly contracts: Readonly<Record<string, SettingsContract>>;
  /** The flat names that have a value. */
  readonly given: readonly string[];
}

/** Names the provider of a section that is spoken of: the one that has all settings given, if that is one alone. */
function nameProvider(
  record: unknown,
  { section, contracts, given }: GivenNames & { readonly section: string },
): void {
  if (valueAt(record, [section, 'provider']) !== undefined) return;
  const flatOnes = Object.entries(contracts).flatMap(([provider, contract]) => {
    const names = flatNamesIn(contract);
    return names.length === 0 ? [] : [{ provider, names }];
  });
  const wanted = given.filter((name) => flatOnes.some(({ names }) => names.includes(name)));
  if (wanted.length === 0 && (valueAt(record, [section]) ?? null) === null) return;
  const [fitting, ...others] = flatOnes.filter(({ names }) => wanted.every((name) => names.includes(name)));
  if (fitting === undefined || others.length > 0) return;
  put(record, { path: [section, 'provider'], value: fitting.provider });
}

/** Adds those entries of `callers` whose settings are given and that are not there yet. */
function nameCallers(record: unknown, { contracts, given }: GivenNames): void {
  for (const [provider, contract] of Object.entries(contracts)) {
    if (!flatNamesIn(contract).some((name) => given.includes(name))) continue;
    const callers = valueAt(record, ['callers']) ?? [];
    if (!Array.isArray(callers) || callers.some((entry) => valueAt(entry, ['provider']) === provider))
      continue;
    put(record, { path: ['callers'], value: [...callers, { provider, settings: {} }] });
  }
}

interface FlatValues {
  readonly flat: Readonly<Record<string, unknown>>;
  readonly names: readonly FlatName[];
}

function putAll(record: unknown, { flat, names }: FlatValues): void {
  for (const { flat: name, path, kind } of names) {
    const value = Object.hasOwn(flat, name) ? flat[name] : undefined;
    if (value === undefined || (value === '' && kind !== 'text')) continue;
    put(record, { path: kind === 'text' ? [...path, 'default'] : path, value });
  }
}

function put(record: unknown, { path, value }: { readonly path: JsonPath; readonly value: unknown }): void {
  let target = record as object;
  path.slice(0, -1).forEach((key, at) => {
    const next: unknown = Reflect.get(target, key);
    const usable = typeof next === 'object' && next !== null;
    if (!usable) Reflect.set(target, key, typeof path[at + 1] === 'number' ? [] : {});
    target = Reflect.get(target, key);
  });
  Reflect.set(target, path.at(-1) ?? '', value);
}

function unknownNames(names: readonly string[], declared: ReadonlySet<string>): InvalidInputError {
  const issues: InputIssue[] = names.map((name) => {
    const message = declared.has(name)
      ? 'None of the providers that the record names has this field.'
      : 'There is no such field.';
    return { path: [name], code: 'unknown_field', message };
  });
  return new InvalidInputError(`The flat record has ${names.length} unknown name(s).`, {
    code: 'ERR_INTEGRATION_INVALID',
    issues,
  });
}
