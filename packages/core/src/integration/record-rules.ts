import type { InputIssue } from '../errors/vmrkit-error.ts';
import { isLoopbackHost } from './fields.ts';
import { type JsonPath, valueAt } from './record-issues.ts';

/** What the deployment grants to all records. */
export interface RecordDeployment {
  /** Whether `http://` URLs of this machine are good enough; for trials and tests. */
  readonly allowHttpLoopback: boolean;
}

/**
 * The rules between fields (S2.1 and what each rule names). Reads the raw input, so that they are reported
 * together with faults of single fields; values of the wrong type are left to the schema.
 */
export function checkRecordRules(json: unknown, deployment: RecordDeployment): InputIssue[] {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return [];
  return [
    ...requiredBySwitches(json),
    ...callerProof(json),
    ...pinRules(json),
    ...joinRules(json),
    ...manifestRules(json),
    ...duplicates(json),
    ...(deployment.allowHttpLoopback ? [] : loopbackUrls(json)),
  ];
}

const isOn = (json: unknown, path: JsonPath, { otherwise }: { readonly otherwise: boolean }) => {
  const value = valueAt(json, path);
  return typeof value === 'boolean' ? value : otherwise;
};

const singleUseOn = (json: unknown) => isOn(json, ['general', 'enable_single_use_vmrs'], { otherwise: true });
const personalOn = (json: unknown) => isOn(json, ['general', 'enable_personal_vmrs'], { otherwise: false });
const customSourcesOn = (json: unknown) =>
  isOn(json, ['advanced', 'use_custom_addin_sources'], { otherwise: false });

const requirements: readonly {
  readonly path: JsonPath;
  readonly because: string;
  when(json: unknown): boolean;
}[] = [
  { path: ['mailbox'], because: 'single-use VMRs are enabled', when: singleUseOn },
  {
    path: ['single_use', 'scheduled_alias_prefix'],
    because: 'single-use VMRs are enabled',
    when: singleUseOn,
  },
  {
    path: ['single_use', 'scheduled_alias_domain'],
    because: 'single-use VMRs are enabled',
    when: singleUseOn,
  },
  { path: ['sign_in'], because: 'personal VMRs are enabled', when: personalOn },
  { path: ['advanced', 'office_js_url'], because: 'custom sources are used', when: customSourcesOn },
  { path: ['advanced', 'fabric_css_url'], because: 'custom sources are used', when: customSourcesOn },
  {
    path: ['advanced', 'fabric_components_css_url'],
    because: 'custom sources are used',
    when: customSourcesOn,
  },
];

function requiredBySwitches(json: unknown): InputIssue[] {
  const missing = requirements
    .filter(({ path, when }) => when(json) && isAbsent(valueAt(json, path)))
    .map(({ path, because }) => issue(path, { code: 'required', message: `Required because ${because}.` }));
  if (!singleUseOn(json) || isAbsent(valueAt(json, ['mailbox']))) return missing;
  const path = ['mailbox', 'mailboxes'];
  const boxes = listAt(json, path);
  const active = boxes.some((box) => valueAt(box, ['state']) !== 'draining');
  if (active || !isListOrAbsent(valueAt(json, path))) return missing;
  const message = 'At least one active equipment mailbox is required because single-use VMRs are enabled.';
  return [...missing, issue(path, { code: 'required', message })];
}

/** Somebody must be able to prove who they are. */
function callerProof(json: unknown): InputIssue[] {
  if (!singleUseOn(json) && !personalOn(json)) return [];
  const callers = valueAt(json, ['callers']);
  if (!isListOrAbsent(callers) || listAt(json, ['callers']).length > 0) return [];
  const message = 'At least one entry is required, so that callers of the add-in can be verified.';
  return [issue(['callers'], { code: 'required', message })];
}

function pinRules(json: unknown): InputIssue[] {
  const on = (name: string) => valueAt(json, ['single_use', 'pins', name]) === true;
  const needs = (name: string, other: string) =>
    on(name) && !on(other)
      ? [issue(['single_use', 'pins', name], { code: 'conflict', message: `Needs ${other} to be on.` })]
      : [];
  return [...needs('allow_guests', 'host_pin'), ...needs('guest_pin', 'allow_guests')];
}

function joinRules(json: unknown): InputIssue[] {
  const path = ['single_use', 'join_platform'];
  if (isAbsent(valueAt(json, path)) || isAbsent(valueAt(json, ['single_use', 'join_url_template'])))
    return [];
  const message = 'Give either join_platform or join_url_template: a link leads to one place.';
  return [issue(path, { code: 'conflict', message })];
}

function manifestRules(json: unknown): InputIssue[] {
  const off = (name: string) => valueAt(json, ['add_in', 'manifest', name]) === false;
  if (!off('on_premises') || !off('cloud')) return [];
  const message = 'At least one of on_premises and cloud must be on.';
  return [issue(['add_in', 'manifest'], { code: 'conflict', message })];
}

function duplicates(json: unknown): InputIssue[] {
  const boxes = listAt(json, ['mailbox', 'mailboxes']);
  const access = listAt(json, ['organizer_access']);
  const boxPaths = (key: string) => boxes.map((_, index) => ['mailbox', 'mailboxes', index, key]);
  const domainPaths = access.flatMap((entry, index) =>
    listAt(entry, ['domains']).map((_, at) => ['organizer_access', index, 'domains', at]),
  );
  // Of two verifiers that know the same tokens, only the first would ever be asked.
  const callerPaths = listAt(json, ['callers']).map((_, index) => ['callers', index, 'provider']);
  return [boxPaths('id'), boxPaths('email'), domainPaths, callerPaths].flatMap((paths) =>
    repeated(json, paths),
  );
}

function repeated(json: unknown, paths: readonly JsonPath[]): InputIssue[] {
  const seen = new Set<string>();
  return paths.flatMap((path) => {
    const value = valueAt(json, path);
    if (typeof value !== 'string') return [];
    const key = value.trim().toLowerCase();
    if (seen.has(key)) return [issue(path, { code: 'duplicate', message: 'Duplicate value.' })];
    seen.add(key);
    return [];
  });
}

/** Places that hold configured URLs; texts and templates may name any. */
const urlPlaces: readonly JsonPath[] = [
  ['mailbox', 'settings'],
  ['organizer_access'],
  ['sign_in', 'settings'],
  ['room_source', 'settings'],
  ['callers'],
  ['advanced'],
  ['add_in', 'owa_origins'],
  ['single_use', 'join_url_template'],
];

function loopbackUrls(json: unknown): InputIssue[] {
  const message = 'This deployment takes https:// only.';
  return urlPlaces
    .flatMap((path) => strings(valueAt(json, path), path))
    .filter(({ text }) => text.split('\n').some(isHttpLoopback))
    .map(({ path }) => issue(path, { code: 'url', message }));
}

function isHttpLoopback(text: string): boolean {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  return url?.protocol === 'http:' && isLoopbackHost(url.hostname);
}

function strings(value: unknown, path: JsonPath): { readonly text: string; readonly path: JsonPath }[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    strings(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function listAt(json: unknown, path: JsonPath): readonly unknown[] {
  const value = valueAt(json, path);
  return Array.isArray(value) ? value : [];
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isListOrAbsent(value: unknown): boolean {
  return isAbsent(value) || Array.isArray(value);
}

function issue(path: JsonPath, fault: Omit<InputIssue, 'path'>): InputIssue {
  return { path, ...fault };
}
