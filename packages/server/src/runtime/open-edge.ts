import { hkdfSync } from 'node:crypto';
import { type Clock, InvalidInputError, type ManagerClient, type Random } from '@vmrkit/core';
import { Edge, SnapshotFile } from '@vmrkit/sdk';
import { HttpManagerClient } from '../manager-api/http-manager-client.ts';
import { readCaCertificates } from './tls-files.ts';
import type { VmrServerOptions } from './vmr-server.ts';

/** Something that was opened and is to be stopped, the youngest first. */
export interface Running {
  stop(): Promise<void>;
}

/** What an edge is opened with. */
export interface OpenEdgeOptions {
  readonly server: VmrServerOptions;
  readonly clock: Clock;
  readonly random: Random;
  /** Gets what was opened. */
  readonly running: Running[];
}

/**
 * Opens an edge that asks `manager`, or where that is null the managers in other processes; it is not started. Rejects
 * with InvalidInputError `ERR_CONFIG_INCOMPLETE`, `ERR_CONFIG_TLS`, `ERR_EDGE_SNAPSHOT_FILE`.
 */
export async function openEdge(
  manager: ManagerClient | null,
  { server, clock, random, running }: OpenEdgeOptions,
): Promise<Edge> {
  const { config, environment, logger } = server;
  const managers = manager ?? (await managersOf({ server, clock, random, running }));
  const secret = environment.managerSecret ?? environment.masterKeys[0]?.key;
  if (secret === undefined) throw missing('VMRKIT_MANAGER_SECRET');
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'vmrkit edge snapshot', 32));
  const edge = new Edge({
    ...{ managers, clock, random, logger },
    file: new SnapshotFile({ path: config.edge.snapshot_file, key, logger }),
    refreshMs: config.edge.refresh_ms,
  });
  running.push(edge);
  await edge.open();
  return edge;
}

/** The managers in other processes. */
async function managersOf({ server, clock, running }: OpenEdgeOptions): Promise<ManagerClient> {
  const { config, environment, logger } = server;
  const { url, secret, caFile } = managerAddress({ config, environment });
  const caCertificates = caFile === null ? null : await readCaCertificates(caFile);
  const client = new HttpManagerClient({ url, secret, caCertificates, clock, logger });
  running.push({ stop: () => client.close() });
  return client;
}

/** Where an edge finds managers, and its secret. Throws InvalidInputError `ERR_CONFIG_INCOMPLETE`. */
export function managerAddress({
  config,
  environment,
}: Pick<VmrServerOptions, 'config'> & {
  readonly environment: Pick<VmrServerOptions['environment'], 'managerSecret'>;
}) {
  const { manager_url: url, manager_ca_file: caFile } = config.edge;
  const { managerSecret: secret } = environment;
  if (secret === null) throw missing('VMRKIT_MANAGER_SECRET');
  if (url === null) {
    throw new InvalidInputError(
      'An edge needs edge.manager_url: the origin of the managers, such as https://manager.example:8443.',
      { code: 'ERR_CONFIG_INCOMPLETE' },
    );
  }
  return { url, secret, caFile };
}

function missing(variable: string): InvalidInputError {
  return new InvalidInputError(
    `The environment variable ${variable} is missing; \`vmrkit secret\` makes a secret for it.`,
    { code: 'ERR_CONFIG_INCOMPLETE' },
  );
}
