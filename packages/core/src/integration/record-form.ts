import { z } from 'zod';
import { helpOf } from './field-help.ts';
import { flatNames } from './flat-names.ts';
import { integrationRecordSchema } from './integration-record.ts';
import { manifestFields, operatorFields } from './record-consequences.ts';
import { groupTitles, titleOf } from './record-help.ts';
import type { SettingDescription, SettingsContract, SettingsContracts } from './settings-contract.ts';
import { templateSlots } from './template-slots.ts';

/** How a field of a form is typed in. */
export type FormFieldType =
  | 'text'
  | 'number'
  | 'boolean'
  | 'choice'
  | 'secret'
  | 'template'
  | 'localized'
  | 'list'
  | 'object';

/** A field of a form, in the case of our JSON. */
export interface FormField {
  /** Dots between names; `[]` stands for each entry of a list. */
  readonly path: string;
  readonly flat_name: string | null;
  readonly title: string;
  readonly help: string;
  readonly placeholder: string | null;
  readonly type: FormFieldType;
  readonly choices: string[] | null;
  readonly minimum: number | null;
  /** Of a number; of a text or list its length. */
  readonly maximum: number | null;
  readonly default?: unknown;
  readonly output: 'html' | 'text' | null;
  readonly variables: string[];
  readonly needs_manifest: boolean;
  readonly operator_only: boolean;
}

/** Fields that belong together. */
export interface FormGroup {
  readonly name: string;
  readonly title: string;
  readonly fields: FormField[];
}

/** What a plugin's own settings are typed in by. */
export interface PluginForm {
  readonly kind: 'mailbox-provider' | 'sign-in-provider' | 'room-source' | 'caller-verifier' | 'join-adapter';
  readonly name: string;
  readonly title: string;
  readonly documentation: string;
  readonly fields: FormField[];
}

/** Everything that forms of a record are drawn from. */
export interface RecordForm {
  readonly groups: FormGroup[];
  readonly plugins: PluginForm[];
}

/** The form of a record: its own fields from its schema, the plugins' from their descriptions. */
export function recordForm(contracts: SettingsContracts): RecordForm {
  const schema = z.toJSONSchema(integrationRecordSchema, { io: 'output', unrepresentable: 'any' });
  const fields = fieldsOf(schema).filter(({ path }) => !path.endsWith('.settings') && path !== 'id');
  const groups = new Map<string, FormField[]>();
  for (const found of fields) {
    const [name = ''] = found.path.split(/[.[]/);
    const group = groupTitles[name] === undefined ? 'general' : name;
    groups.set(group, [...(groups.get(group) ?? []), recordField(found)]);
  }
  return {
    groups: Object.entries(groupTitles).flatMap(([name, title]) => {
      const own = groups.get(name) ?? [];
      return own.length === 0 ? [] : [{ name, title, fields: own }];
    }),
    plugins: [
      ...pluginForms('mailbox-provider', contracts.mailbox),
      ...pluginForms('sign-in-provider', contracts.signIn),
      ...pluginForms('room-source', contracts.roomSources),
      ...pluginForms('caller-verifier', contracts.callers),
    ],
  };
}

/** What the settings of platforms are typed in by, by the name of the adapter. */
export function platformForms(adapters: Readonly<Record<string, SettingsContract>>): PluginForm[] {
  return pluginForms('join-adapter', adapters);
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

interface FoundField {
  readonly path: string;
  readonly schema: JsonSchema;
}

function fieldsOf(schema: JsonSchema, path = ''): readonly FoundField[] {
  const inner = (schema.anyOf?.find((one) => typeof one === 'object' && one.type === 'object') ??
    schema) as JsonSchema;
  const properties = Object.entries(inner.properties ?? {});
  if (properties.length > 0 && !isLocalized(inner)) {
    const prefix = path === '' ? '' : `${path}.`;
    return properties.flatMap(([key, value]) => fieldsOf(value as JsonSchema, `${prefix}${key}`));
  }
  const items = schema.items as JsonSchema | undefined;
  return items?.properties === undefined ? [{ path, schema }] : fieldsOf(items, `${path}[]`);
}

function isLocalized(schema: JsonSchema): boolean {
  return schema.properties?.by_language !== undefined;
}

const flatByPath = new Map(
  flatNames.map(({ flat, path }) => [path.join('.').replaceAll(/\.\d+(?=\.|$)/g, '[]'), flat]),
);
const slotByPath = new Map(templateSlots.map((slot) => [slot.path.join('.'), slot]));

function recordField({ path, schema }: FoundField): FormField {
  const slot = slotByPath.get(path);
  const among = (fields: readonly (readonly (string | number)[])[]) =>
    fields.some((each) => path === each.join('.') || path.startsWith(`${each.join('.')}.`));
  return {
    path,
    flat_name: flatByPath.get(path) ?? null,
    title: titleOf(path),
    help: helpOf(path),
    placeholder: null,
    ...typed(schema),
    ...(slot?.kind === 'template' && { type: 'template' as const }),
    output: slot?.output ?? null,
    variables: [...(slot?.variables ?? [])],
    needs_manifest: among(manifestFields.map((each) => each.filter((key) => key !== 'default'))),
    operator_only: among(operatorFields),
  };
}

function pluginForms(
  kind: PluginForm['kind'],
  contracts: Readonly<Record<string, SettingsContract>>,
): PluginForm[] {
  return Object.entries(contracts).map(([name, { settingsSchema, description, secrets = [] }]) => {
    const schema = z.toJSONSchema(settingsSchema, { io: 'output', unrepresentable: 'any' });
    const known = propertiesOf(schema);
    const field = ([setting, told]: readonly [string, SettingDescription]): FormField => ({
      path: setting,
      flat_name: told.flatName ?? null,
      title: told.title,
      help: told.help,
      placeholder: told.placeholder ?? null,
      ...typed(known.get(setting) ?? {}),
      ...(secrets.some((secret) => secret.name === setting) && { type: 'secret' as const }),
      output: null,
      variables: [],
      needs_manifest: false,
      operator_only: false,
    });
    const { title, documentation, fields } = description;
    return { kind, name, title, documentation, fields: Object.entries(fields).map(field) };
  });
}

/** The properties of a schema, also of one that is a choice between several forms. */
function propertiesOf(schema: JsonSchema): ReadonlyMap<string, JsonSchema> {
  const forms = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return new Map(
    forms.flatMap((form) => Object.entries((form as JsonSchema).properties ?? {}) as [string, JsonSchema][]),
  );
}

type Typed = Pick<FormField, 'type' | 'choices' | 'minimum' | 'maximum' | 'default'>;

function typed(schema: JsonSchema): Typed {
  const one = (schema.anyOf?.find((each) => typeof each === 'object' && each.type !== 'null') ??
    schema) as JsonSchema;
  const inner = isLocalized(one) ? ((one.properties?.default ?? {}) as JsonSchema) : one;
  const bound = (value: number | undefined) =>
    value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? null : value;
  const fallback = schema.default ?? (isLocalized(one) ? inner.default : undefined);
  return {
    type: typeOf(one),
    choices: one.enum === undefined ? null : one.enum.map(String),
    minimum: bound(inner.minimum),
    maximum: bound(inner.maximum ?? inner.maxLength ?? inner.maxItems),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

function typeOf(schema: JsonSchema): FormFieldType {
  if (isLocalized(schema)) return 'localized';
  if (schema.enum !== undefined) return 'choice';
  if (schema.type === 'boolean') return 'boolean';
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.type === 'array') return 'list';
  return schema.type === 'object' ? 'object' : 'text';
}
