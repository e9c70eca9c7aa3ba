import { instant, silentLogger } from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { createEntra, type Entra } from '@vmrkit/sandbox';
import { callerVerifierContract, FakeClock } from '@vmrkit/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entraCallerSettingsSchema } from './entra-caller-settings.ts';
import { createEntraCallerVerifier } from './entra-caller-verifier.ts';

const api = '00000000-0000-4000-8000-000000000001';
const addIn = '00000000-0000-4000-8000-000000000002';
const tenants = ['11111111-aaaa-4111-8111-111111111111', '22222222-aaaa-4222-8222-222222222222'] as const;
const ada = { username: 'ada@corp.example', clientId: addIn, api };
const cleo = { ...ada, username: 'cleo@other.example', tenantId: tenants[1] };
const integration = { tenantId: 'default', integrationId: 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10' };
const http = createHttp({
  egress: { resolve: async () => [{ address: '127.0.0.1', family: 4 }], permit: async () => undefined },
});
let entra: Entra;

beforeAll(async () => {
  entra = await createEntra({
    settings: {
      tenants: [
        {
          tenantId: tenants[0],
          users: [
            { username: ada.username },
            { username: 'guest@corp.example', guestOf: '33333333-aaaa-4333-8333-333333333333' },
          ],
        },
        { tenantId: tenants[1], users: [{ username: cleo.username }] },
      ],
      apps: [{ clientId: api, ownKey: true }, { clientId: addIn }],
    },
  });
});
afterAll(() => entra.close());

function verifier(tenant_ids: readonly string[] = [tenants[0]]) {
  const given = { tenant_ids, client_id: api, app_ids: [addIn], authority: entra.origin };
  const settings = entraCallerSettingsSchema.parse(given);
  return createEntraCallerVerifier({ http, clock: new FakeClock(), logger: silentLogger, settings });
}

const options = () => ({ integration, audience: 'https://vmr.example.com/pane', at: instant(Date.now()) });

callerVerifierContract('Entra access tokens from a simulated Entra', async () => ({
  verifier: verifier(),
  token: await entra.issueToken(ada),
  foreignToken: await entra.issueToken({ ...ada, api: 'graph' }),
  options: options(),
}));

it('[S7.2b] one registration serves several tenants, each integration the tenants that it names', async () => {
  const token = await entra.issueToken(cleo);
  const caller = await verifier(tenants).verify(token, options());
  expect(caller.key).toContain(`entra/${tenants[1]}/`);
  await expect(verifier().verify(token, options())).rejects.toMatchObject({ code: 'ERR_ENTRA_TOKEN_TENANT' });
});

it.each([
  ['a guest', { username: 'guest@corp.example' }, 'ERR_ENTRA_TOKEN_GUEST'],
  ['a forger', { wrongSignature: true }, 'ERR_TOKEN_SIGNATURE'],
  ['somebody without the scope', { scopes: ['other'] }, 'ERR_ENTRA_TOKEN_SCOPE'],
  ['another add-in', { clientId: api }, 'ERR_ENTRA_TOKEN_APP'],
])('refuses %s', async (_, changes, code) => {
  const token = await entra.issueToken({ ...ada, ...changes });
  await expect(verifier().verify(token, options())).rejects.toMatchObject({ code });
});
