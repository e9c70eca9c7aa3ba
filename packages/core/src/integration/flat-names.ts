import { type InputIssue, InvalidInputError } from '../errors/vmrkit-error.ts';
import type { IntegrationRecordJson } from './integration-record.ts';
import { type JsonPath, valueAt } from './record-issues.ts';

/** One flat name and the place in the record that it stands for. */
export interface FlatName {
  readonly flat: string;
  readonly path: JsonPath;
  /** `text`: a text or template, of which the flat name is the default version. `list`: one entry a line. */
  readonly kind: 'value' | 'text' | 'list';
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

/** The one table between the flat names of a configuration form and the record; docs/guides/integration-record.md shows it. */
export const flatNames: readonly FlatName[] = [
  ...section([], 'value', same('id', 'tenant_id')),
  ...section(['general'], 'value', same('name', 'description', 'enabled')),
  ...section(['general'], 'value', same('enable_single_use_vmrs', 'enable_personal_vmrs')),
  ...section(['mailbox'], 'value', { mailbox_provider: 'provider' }),
  ...section(['mailbox', 'mailboxes', 0], 'value', { mailbox_name: 'name', mailbox_email: 'email' }),
  ...section(
    ['mailbox', 'settings'],
    'value',
    same(
      ...['ews_url', 'service_account_username', 'service_account_password', 'enable_oauth'],
      ...['oauth_client_id', 'oauth_redirect_uri', 'oauth_authorization_endpoint', 'oauth_token_endpoint'],
    ),
  ),
  ...section(
    ['single_use'],
    'text',
    same(
      ...['conference_name_template', 'conference_description_template', 'conference_subject_template'],
      'scheduled_alias_description_template',
    ),
  ),
  ...section(['single_use'], 'value', {
    ...same('scheduled_alias_prefix', 'scheduled_alias_suffix_length', 'scheduled_alias_domain'),
    ...same('join_before_buffer', 'join_after_buffer'),
    scheduled_conference_theme: 'theme',
  }),
  ...section(['personal'], 'value', same('allow_new_users')),
  ...section(['sign_in'], 'value', { authentication_provider: 'provider' }),
  ...section(
    ['sign_in', 'settings'],
    'value',
    same(
      ...['user_oauth_authorization_uri', 'user_oauth_token_uri', 'user_oauth_client_id'],
      ...['adfs_resource_identifier', 'azure_client_secret'],
    ),
  ),
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
    microsoft_fabric_css_url: 'fabric_css_url',
    microsoft_fabric_components_css_url: 'fabric_components_css_url',
  }),
  ...section(['advanced'], 'list', same('additional_addin_script_sources', 'exchange_metadata_urls')),
];

/** The provider that flat mailbox names mean when `mailbox_provider` is not given: they are those of EWS. */
const FLAT_MAILBOX_PROVIDER = 'ews';

const byFlatName = new Map(flatNames.map((entry) => [entry.flat, entry]));

/**
 * Turns flat names into the record's shape, for `parseIntegrationRecord`. An empty value counts as not given,
 * except for texts, where it is a text. With `onto`, the result is that record with the flat values put in.
 * Throws InvalidInputError `ERR_INTEGRATION_INVALID` for names that do not exist.
 */
export function expandFlatRecord(
  flat: Readonly<Record<string, unknown>>,
  { onto = {} }: { readonly onto?: object } = {},
): unknown {
  const unknown = Object.keys(flat).filter((name) => !byFlatName.has(name));
  if (unknown.length > 0) throw unknownNames(unknown);
  const record: unknown = structuredClone(onto);
  for (const { flat: name, path, kind } of flatNames) {
    const value = Object.hasOwn(flat, name) ? flat[name] : undefined;
    if (value === undefined || (value === '' && kind !== 'text')) continue;
    if (kind === 'text') put(record, { path: [...path, 'default'], value });
    else put(record, { path, value: kind === 'list' ? toList(value) : value });
  }
  const mailbox = valueAt(record, ['mailbox']);
  if (typeof mailbox === 'object' && mailbox !== null && !Object.hasOwn(mailbox, 'provider')) {
    put(record, { path: ['mailbox', 'provider'], value: FLAT_MAILBOX_PROVIDER });
  }
  return record;
}

/**
 * The flat names of a record as `formatIntegrationRecord` gives it. Other languages, further mailboxes and
 * settings without a flat name are not shown.
 */
export function flattenRecord(record: IntegrationRecordJson): Record<string, unknown> {
  const entries = flatNames.flatMap(({ flat, path, kind }) => {
    const value = valueAt(record, kind === 'text' ? [...path, 'default'] : path);
    return value === undefined || value === null ? [] : [[flat, value] as const];
  });
  return Object.fromEntries(entries);
}

/** The flat name of the field at a record's path (or within it), so that a fault can be shown beside it. */
export function flatNameAt(path: JsonPath): string | null {
  const found = flatNames.find((entry) => entry.path.every((key, at) => path[at] === key));
  return found?.flat ?? null;
}

function toList(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value.split(/\r?\n/).filter((line) => line.trim() !== '');
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

function unknownNames(names: readonly string[]): InvalidInputError {
  const issues: InputIssue[] = names.map((name) => {
    return { path: [name], code: 'unknown_field', message: 'There is no such field.' };
  });
  return new InvalidInputError(`The flat record has ${names.length} unknown name(s).`, {
    code: 'ERR_INTEGRATION_INVALID',
    issues,
  });
}
