import type { DoctorContext, SignInProvider } from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { type Adfs, createAdfs } from '@vmrkit/sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adfsChecks } from './adfs-checks.ts';
import { adfsSignInSettingsSchema } from './adfs-sign-in-settings.ts';

const http = createHttp({
  egress: { resolve: async () => [{ address: '127.0.0.1', family: 4 }], permit: async () => undefined },
});
const well = { endpoints: 'ok', metadata: 'ok' };

const servers: Partial<Record<'2019' | '2012r2', Adfs>> = {};
beforeAll(async () => {
  for (const version of ['2019', '2012r2'] as const)
    servers[version] = await createAdfs({ settings: { version } });
});
afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())));

interface Broken {
  readonly runs?: '2019' | '2012r2';
  readonly says?: '2019' | '2012r2';
  readonly path?: string;
  readonly disabled?: readonly string[];
}

it.each<[string, Broken, Record<string, string>, RegExp]>([
  ['2016 and later, all enabled', {}, well, /authorize answers 4\d\d.*ids of keys/],
  ['2012 R2, all enabled', { runs: '2012r2' }, well, /authorize answers 4\d\d.*ids of keys/],
  [
    'its OAuth endpoint is disabled',
    { disabled: ['/adfs/oauth2/'] },
    { ...well, endpoints: 'problem' },
    /authorize answers 503\. .*token answers 503/,
  ],
  [
    'the OAuth endpoint of 2012 R2 is disabled',
    { runs: '2012r2', disabled: ['/adfs/oauth2/'] },
    { ...well, endpoints: 'problem' },
    /answers 503/,
  ],
  [
    'its discovery is disabled',
    { disabled: ['/adfs/.well-known/openid-configuration'] },
    { ...well, metadata: 'problem' },
    /openid-configuration: ERR_/,
  ],
  [
    'its keys are disabled',
    { disabled: ['/adfs/discovery/keys'] },
    { ...well, metadata: 'problem' },
    /openid-configuration: ERR_/,
  ],
  [
    'the federation metadata of 2012 R2 are disabled',
    { runs: '2012r2', disabled: ['/FederationMetadata/2007-06/'] },
    { ...well, metadata: 'problem' },
    /FederationMetadata\.xml: ERR_/,
  ],
  [
    'the record has another version',
    { runs: '2012r2', says: '2019' },
    { ...well, metadata: 'problem' },
    /openid-configuration: ERR_/,
  ],
  [
    'the record has another path',
    { path: '/adfs/oauth' },
    { ...well, endpoints: 'problem' },
    /oauth\/authorize answers 404/,
  ],
])('%s', async (_, { runs = '2019', says = runs, path = '/adfs/oauth2', disabled = [] }, expected, told) => {
  const { origin = '' } = servers[runs] ?? {};
  const body = JSON.stringify(disabled);
  const headers = { 'content-type': 'application/json' };
  const set = await fetch(`${origin}/control/endpoints/disabled`, { method: 'PUT', headers, body });
  expect(set.status).toBe(204);
  const settings = adfsSignInSettingsSchema.parse({
    authorization_uri: `${origin}${path}/authorize`,
    token_uri: `${origin}${path}/token`,
    client_id: 'pane',
    resource_identifier: 'https://vmr.example.com/rooms',
    server_version: says,
  });
  const context = { deps: { http }, signal: new AbortController().signal };
  const found: Record<string, string> = {};
  const evidence: string[] = [];
  for (const { id, run } of adfsChecks) {
    const finding = await run(settings, context as never as DoctorContext<SignInProvider>);
    found[id] = finding.kind;
    evidence.push(finding.evidence);
  }
  expect(found).toEqual(expected);
  expect(evidence.join(' ')).toMatch(told);
});
