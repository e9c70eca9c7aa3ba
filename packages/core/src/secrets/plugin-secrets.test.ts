import { createSeededRandom, createWeakMemoryDatabase } from '@vmrkit/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DocumentCollection } from '../store/document-collection.ts';
import { createSecretBox } from './create-secret-box.ts';
import {
  forgetPluginSecrets,
  pluginSecretShape,
  pluginSecretsOf,
  rotatePluginSecret,
  type StoredPluginSecret,
} from './plugin-secrets.ts';

const random = createSeededRandom(1);
const randomBytes = (length: number) => random.bytes(length);
const keys = {
  old: { id: 'old', key: new Uint8Array(32).fill(1) },
  fresh: { id: 'fresh', key: new Uint8Array(32).fill(2) },
};
const one = { tenantId: 'acme', integrationId: 'i-1' };
const plugin = 'mailbox-provider/mail';
let collection: DocumentCollection<StoredPluginSecret, 'integration'>;

beforeEach(() => {
  collection = createWeakMemoryDatabase().collection(pluginSecretShape);
});

function secretsOf(place: Partial<Parameters<typeof pluginSecretsOf>[0]> = {}, ring = [keys.old]) {
  const secretBox = createSecretBox({ keys: ring, randomBytes });
  return pluginSecretsOf({ integration: one, plugin, ...place }, { collection, secretBox });
}

const stored = async () =>
  (await collection.find(null, { index: 'integration', equals: [], limit: 1_000 })).items;

describe('pluginSecretsOf', () => {
  test('what was written comes back, and stands sealed in the store', async () => {
    const secrets = secretsOf();
    expect(await secrets.read('token')).toBeNull();
    expect(await secrets.write('token', { value: 'correct horse', seen: null })).toBe(true);
    expect(await secretsOf().read('token')).toMatchObject({ value: 'correct horse' });
    expect(JSON.stringify(await stored())).not.toContain('horse');
  });

  test('of two who write at once one does, and the other finds what that one wrote', async () => {
    const [a, b] = [secretsOf(), secretsOf()];
    const first = await Promise.all([
      a.write('token', { value: 'a', seen: null }),
      b.write('token', { value: 'b', seen: null }),
    ]);
    expect(first.filter(Boolean)).toHaveLength(1);
    const seen = (await a.read('token'))?.revision ?? '';
    const next = await Promise.all([
      a.write('token', { value: 'a2', seen }),
      b.write('token', { value: 'b2', seen }),
    ]);
    expect(next.filter(Boolean)).toHaveLength(1);
    const left = await b.read('token');
    expect(left?.value).toBe(next[0] ? 'a2' : 'b2');
    expect(left?.revision).not.toBe(seen);
  });

  test('is removed only as it was seen', async () => {
    const secrets = secretsOf();
    await secrets.write('token', { value: 'refused', seen: null });
    const seen = (await secrets.read('token'))?.revision ?? '';
    await secrets.write('token', { value: 'of a person who signed in anew' });
    expect(await secrets.remove('token', seen)).toBe(false);
    const now = (await secrets.read('token'))?.revision ?? '';
    expect(await secrets.remove('token', now)).toBe(true);
    expect(await secrets.read('token')).toBeNull();
    expect(await secrets.write('token', { value: 'late', seen: now })).toBe(false);
  });

  test.each([
    ['tenant', { integration: { ...one, tenantId: 'other' } }],
    ['integration', { integration: { ...one, integrationId: 'i-2' } }],
    ['plugin', { plugin: 'sign-in-provider/mail' }],
  ])('another %s sees nothing of it', async (_, place) => {
    await secretsOf().write('token', { value: 'ours', seen: null });
    expect(await secretsOf(place).read('token')).toBeNull();
    expect(await secretsOf(place).write('token', { value: 'theirs', seen: null })).toBe(true);
    expect((await secretsOf().read('token'))?.value).toBe('ours');
  });

  test('what is copied to another integration’s place does not open there', async () => {
    await secretsOf().write('token', { value: 'ours', seen: null });
    const [found] = await stored();
    const value = { ...(found?.value as StoredPluginSecret), integrationId: 'i-2' };
    await collection.commit('acme', [{ op: 'insert', id: `i-2/${plugin}/token`, value }]);
    const elsewhere = secretsOf({ integration: { ...one, integrationId: 'i-2' } });
    await expect(elsewhere.read('token')).rejects.toMatchObject({ code: 'ERR_SECRET_UNREADABLE' });
  });

  test('a name has 1 to 200 characters', async () => {
    for (const name of ['', 'x'.repeat(201)]) await expect(secretsOf().read(name)).rejects.toThrow(TypeError);
  });
});

test('rotation seals with the present key, and leaves alone what it sealed', async () => {
  await secretsOf().write('token', { value: 'kept', seen: null });
  const [found] = await stored();
  const secret = found?.value as StoredPluginSecret;
  const secretBox = createSecretBox({ keys: [keys.fresh, keys.old], randomBytes });
  const rotated = await rotatePluginSecret(secret, secretBox);
  expect(rotated.sealed).toMatch(/^v1\.fresh\./);
  expect(await rotatePluginSecret(rotated, secretBox)).toBe(rotated);
  await collection.commit('acme', [
    { op: 'replace', id: found?.id ?? '', revision: found?.revision ?? '', value: rotated },
  ]);
  expect((await secretsOf({}, [keys.fresh]).read('token'))?.value).toBe('kept');
});

test('all of one integration are forgotten, and those of others stay', async () => {
  for (let at = 0; at < 203; at += 1) await secretsOf().write(`token-${at}`, { value: 'x', seen: null });
  const others = [
    { integration: { ...one, integrationId: 'i-2' } },
    { integration: { ...one, tenantId: 'b' } },
  ];
  for (const place of others) await secretsOf(place).write('token', { value: 'theirs', seen: null });
  await forgetPluginSecrets(one, collection);
  expect((await stored()).map(({ partition, id }) => `${partition} ${id}`).sort()).toEqual([
    `acme i-2/${plugin}/token`,
    `b i-1/${plugin}/token`,
  ]);
});
