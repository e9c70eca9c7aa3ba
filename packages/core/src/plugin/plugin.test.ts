import { expect, test } from 'vitest';
import { z } from 'zod';
import type { JoinAdapter } from '../admission/join-adapter.ts';
import type { PluginDescription } from '../integration/settings-contract.ts';
import { definePlugin } from './plugin.ts';

const url = { title: 'Address', help: 'Where it is.' };
const about = { title: 'A platform', documentation: 'https://docs.example/' };
const parts = {
  kind: 'join-adapter',
  name: 'plain',
  settingsSchema: z.strictObject({ url: z.string(), code: z.string().optional() }),
  create: () => ({}) as JoinAdapter,
} as const;

test('a plugin describes each of its settings, or does not compile', () => {
  const described = definePlugin({ ...parts, description: { ...about, fields: { url, code: url } } });
  expect(Object.keys(described.description.fields)).toEqual(['url', 'code']);
  // @ts-expect-error An optional setting is missing.
  definePlugin({ ...parts, description: { ...about, fields: { url } } });
  // @ts-expect-error There is no such setting.
  definePlugin({ ...parts, description: { ...about, fields: { url, code: url, other: url } } });
  // @ts-expect-error Plugins describe themselves.
  definePlugin(parts);
});

test('of settings that are a choice between forms, each is described', () => {
  type Settings = { by: 'name'; name: string } | { by: 'key'; key: string };
  const fields = { by: url, name: url, key: url };
  const whole: PluginDescription<Settings> = { ...about, fields };
  const { key: _, ...lacking } = fields;
  // @ts-expect-error The setting of one form is missing.
  const gap: PluginDescription<Settings> = { ...about, fields: lacking };
  expect(Object.keys(whole.fields)).not.toEqual(Object.keys(gap.fields));
});

test('error codes of a plugin have a prefix, a status and a remedy', () => {
  const fields = { url, code: url };
  const own = { ...parts, description: { ...about, fields } };
  const remedy = 'Correct the address.';
  expect(definePlugin({ ...own, errors: { ERR_PLAIN_URL: { status: 400, remedy } } }).errors).toBeDefined();
  // @ts-expect-error No code of ours begins so.
  definePlugin({ ...own, errors: { PLAIN_URL: { status: 400, remedy } } });
  // @ts-expect-error It does not say what to do.
  definePlugin({ ...own, errors: { ERR_PLAIN_URL: { status: 400 } } });
});
