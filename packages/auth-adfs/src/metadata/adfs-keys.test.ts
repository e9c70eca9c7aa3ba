import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fetchAdfsKeys, NO_KEY_ID } from './adfs-keys.ts';

const settings = {
  token_uri: 'https://adfs.example.com/adfs/oauth2/token',
  metadata_url: null,
  server_version: '2019',
} as const;
const jwk = (kid: string, changes: object = {}) => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', ...changes };
};

async function idsOf(keys: readonly object[], jwks_uri = 'https://adfs.example.com/adfs/discovery/keys') {
  const documents: Readonly<Record<string, object>> = {
    'https://adfs.example.com/adfs/.well-known/openid-configuration': { issuer: 'i', jwks_uri },
    [jwks_uri]: { keys },
  };
  const fetch = async (url: unknown) => Response.json(documents[String(url)]);
  return [...(await fetchAdfsKeys(settings, { fetch })).keys()];
}

describe('the keys of AD FS', () => {
  test('are known by key id and thumbprint; an id of two keys stands for none, in any order', async () => {
    expect(await idsOf([jwk('a', { x5t: 't' }), jwk('b')])).toEqual([NO_KEY_ID, 'a', 't', 'b']);
    expect(await idsOf([jwk('a'), jwk('a'), jwk('b')])).toEqual([NO_KEY_ID, 'b']);
    const twice = jwk('a');
    expect(await idsOf([twice, twice])).toEqual([NO_KEY_ID, 'a']);
  });

  test.each<[string, readonly object[], string?]>([
    ['on another server', [jwk('a')], 'https://evil.example/adfs/discovery/keys'],
    ['for encryption alone', [jwk('a', { use: 'enc' })]],
    ['none at all', []],
  ])('are refused %s', async (_, keys, keysAt) => {
    await expect(idsOf(keys, keysAt)).rejects.toMatchObject({ code: 'ERR_ADFS_METADATA' });
  });
});
