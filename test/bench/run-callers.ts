import { cpuUsage } from 'node:process';
import { createEntraCallerVerifier, entraCallerSettingsSchema } from '@vmrkit/auth-azure';
import { instant, silentLogger } from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { createEntra } from '@vmrkit/sandbox';
import { FakeClock } from '@vmrkit/testing';
import { circumstances } from '../support/evidence.ts';

const ROUNDS = 3_000;
const LIMIT_MS = 1;

/** Verifies one token of a simulated Entra over and over with cached keys; JSON on stdout, 1 when it takes too long. */
const clientId = '00000000-0000-4000-8000-000000000001';
const entra = await createEntra({
  settings: { tenants: [{ users: [{ username: 'ada@corp.example' }] }], apps: [{ clientId }] },
});
const verifier = createEntraCallerVerifier({
  clock: new FakeClock(),
  logger: silentLogger,
  http: createHttp({
    egress: { resolve: async () => [{ address: '127.0.0.1', family: 4 }], permit: async () => undefined },
  }),
  settings: entraCallerSettingsSchema.parse({
    tenant_ids: entra.tenantIds,
    client_id: clientId,
    authority: entra.origin,
  }),
});
const token = await entra.issueToken({ username: 'ada@corp.example', clientId });
const options = {
  integration: { tenantId: 'default', integrationId: '00000000-0000-4000-8000-000000000002' },
  audience: 'https://vmr.example.com/pane',
  at: instant(Date.now()),
};
for (let warmUp = 0; warmUp < 200; warmUp += 1) await verifier.verify(token, options);
const before = cpuUsage();
for (let round = 0; round < ROUNDS; round += 1) await verifier.verify(token, options);
const { user, system } = cpuUsage(before);
const cpuMs = (user + system) / 1_000 / ROUNDS;
await entra.close();
const measured = { verifications: ROUNDS, cpu_ms_each: Number(cpuMs.toFixed(3)), limit_ms: LIMIT_MS };
process.stdout.write(`${JSON.stringify({ ...circumstances, ...measured }, null, 2)}\n`);
process.exit(cpuMs < LIMIT_MS ? 0 : 1);
