import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdminClient } from '@vmrkit/admin-client';
import { firstToken } from './first-token.ts';
import { keepCustomers } from './keep-customers.ts';
import { startExchange } from './start-exchange.ts';
import { startServer } from './start-server.ts';

// Three customers on a new server over a simulated Exchange: made, then kept as they are.
const folder = await mkdtemp(join(tmpdir(), 'vmrkit-provider-'));
const { exchange, customers } = await startExchange();
const { server, codeFile } = await startServer(folder);
try {
  const { adminUrl } = server;
  const client = createAdminClient({ baseUrl: adminUrl, token: await firstToken({ adminUrl, codeFile }) });
  for (const round of ['first', 'again']) {
    for (const { customer, action, integrationId, troubles } of await keepCustomers(client, customers)) {
      process.stdout.write(`${[round, customer, action, integrationId, ...troubles].join('  ')}\n`);
    }
  }
} finally {
  await server.stop();
  await exchange.close();
  await rm(folder, { recursive: true, force: true });
}
