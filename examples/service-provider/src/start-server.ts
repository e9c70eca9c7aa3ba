import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { silentLogger } from '@vmrkit/core';
import { serverConfigSchema, shippedPlugins, VmrServer } from '@vmrkit/server';

/** The service provider's server, and where its first administrator finds the code. */
export interface ProviderServer {
  readonly server: VmrServer;
  readonly codeFile: string;
}

/** Starts a server on free loopback ports, with its store in a folder. Integrations may name this machine. */
export async function startServer(folder: string): Promise<ProviderServer> {
  const codeFile = join(folder, 'first-administrator');
  const config = serverConfigSchema.parse({
    store: { name: 'sqlite', settings: { file: join(folder, 'vmrkit.db') } },
    egress: { allow_loopback: true },
    // No tenant has aliases before it was granted them.
    alias_grants: {},
    public: { listen: '127.0.0.1:0' },
    admin: { listen: '127.0.0.1:0', first_administrator_file: codeFile },
    edge: { snapshot_file: join(folder, 'edge.snapshot') },
  });
  const server = await VmrServer.start({
    role: 'all',
    config,
    environment: { masterKeys: [{ id: 'k1', key: randomBytes(32) }], managerSecret: null },
    plugins: shippedPlugins,
    logger: silentLogger,
    offersFirstAdministrator: true,
  });
  return { server, codeFile };
}
