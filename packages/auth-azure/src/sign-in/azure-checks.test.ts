import { randomUUID } from 'node:crypto';
import type { DoctorContext, SignInProvider } from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { createEntra, type Entra } from '@vmrkit/sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { azureChecks } from './azure-checks.ts';
import { azureSignInSettingsSchema } from './azure-sign-in-settings.ts';

const [tenant, app] = [randomUUID(), randomUUID()];
const back = 'https://vmr.example.com/api/client/v2/msexchange_schedulers/oauth_redirect';
const http = createHttp({
  egress: { resolve: async () => [{ address: '127.0.0.1', family: 4 }], permit: async () => undefined },
});
let entra: Entra;
beforeAll(async () => {
  entra = await createEntra({
    settings: {
      tenants: [{ tenantId: tenant, users: [] }],
      apps: [{ clientId: app, secret: 'swordfish', redirectUris: [back] }],
    },
  });
});
afterAll(() => entra.close());

it.each([
  ['all is well', tenant, app, 'vmr.example.com', { endpoints: 'ok', 'redirect-uri': 'ok' }],
  [
    'another tenant',
    randomUUID(),
    app,
    'vmr.example.com',
    { endpoints: 'problem', 'redirect-uri': 'problem' },
  ],
  [
    'another application',
    tenant,
    randomUUID(),
    'vmr.example.com',
    { endpoints: 'ok', 'redirect-uri': 'problem' },
  ],
  ['another redirect URI', tenant, app, 'other.example.com', { endpoints: 'ok', 'redirect-uri': 'problem' }],
])('%s', async (_, tenantId, clientId, addInServerFqdn, expected) => {
  const base = `${entra.origin}/${tenantId}/oauth2/v2.0`;
  const settings = azureSignInSettingsSchema.parse({
    authorization_uri: `${base}/authorize`,
    token_uri: `${base}/token`,
    client_id: clientId,
    client_secret: 'swordfish',
  });
  const context = { deps: { http }, setup: { addInServerFqdn }, signal: new AbortController().signal };
  const found: Record<string, string> = {};
  for (const { id, run } of azureChecks) {
    found[id] = (await run(settings, context as never as DoctorContext<SignInProvider>)).kind;
  }
  expect(found).toEqual(expected);
});
