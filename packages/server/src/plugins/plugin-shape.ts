import { type InputIssue, type Plugin, type PluginKind, toInputIssues } from '@vmrkit/core';
import { z } from 'zod';

const kinds = {
  'mailbox-provider': true,
  store: true,
  'template-engine': true,
  'caller-verifier': true,
  'sign-in-provider': true,
  'room-source': true,
  'join-adapter': true,
} satisfies Record<PluginKind, true>;

const settingName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'Names of settings are snake_case.');
const callable = z.custom<Plugin['create']>((value) => typeof value === 'function', 'Must be a function.');

/** What a plugin is at least, whoever wrote it; the rest is its own. */
const pluginSchema = z.looseObject({
  kind: z.enum(Object.keys(kinds) as PluginKind[]),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'Write lower-case letters, digits and -.'),
  settingsSchema: z.custom<Plugin['settingsSchema']>(isSchema, 'Must be a schema of zod 4.'),
  description: z.looseObject({
    title: z.string().min(1),
    documentation: z.string(),
    fields: z.record(settingName, z.looseObject({ title: z.string(), help: z.string() })),
  }),
  create: callable,
  probe: callable.optional(),
  accountSignIn: callable.optional(),
  setup: callable.optional(),
  checks: z
    .array(z.looseObject({ id: z.string(), title: z.string(), remedy: z.string(), run: callable }))
    .optional(),
  notifications: z.looseObject({ path: z.string(), accept: callable }).optional(),
  secrets: z.array(z.looseObject({ name: settingName, sentTo: z.array(settingName) })).optional(),
  serviceAccountSignIn: z
    .looseObject({ switchedBy: settingName, dependsOn: z.array(settingName) })
    .optional(),
  freshUuids: z.array(settingName).optional(),
});

function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '_zod' in value && 'safeParse' in value;
}

/** The plugins of a package's default export, a plugin or an array of them, as they are; or what is wrong with it. */
export function pluginsIn(exported: unknown): readonly Plugin[] | { readonly issues: readonly InputIssue[] } {
  const list: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  const parsed = z.array(pluginSchema).min(1).safeParse(list);
  if (!parsed.success) return { issues: toInputIssues(parsed.error.issues, { input: list }) };
  // As they were exported: a plugin may be an instance of a class.
  return list as readonly Plugin[];
}
