import { type Clock, InvalidInputError, type Logger } from '@vmrkit/core';
import type { ServerConfig } from '../config/server-config.ts';
import { readCaCertificates, readPair } from '../runtime/tls-files.ts';
import { createHttpManagerClient, type HttpManagerClient } from './http-manager-client.ts';

/** Where an edge finds managers, and its secret. */
export interface ManagerAddress {
  readonly urls: readonly string[];
  readonly secret: string;
  /** PEM trusted besides the usual ones. */
  readonly caFile: string | null;
  /** The edge's own certificate; null: it has none. */
  readonly clientTls: ServerConfig['edge']['client_tls'];
}

/** See {@link ManagerAddress}. Throws InvalidInputError `ERR_CONFIG_INCOMPLETE`. */
export function managerAddress(config: ServerConfig, secret: string | null): ManagerAddress {
  const { manager_url: url, manager_ca_file: caFile, client_tls: clientTls } = config.edge;
  if (secret === null) {
    throw new InvalidInputError(
      'The environment variable VMRKIT_MANAGER_SECRET is missing; `vmrkit secret` makes a secret for it.',
      { code: 'ERR_CONFIG_INCOMPLETE' },
    );
  }
  if (url === null) {
    throw new InvalidInputError(
      'An edge needs edge.manager_url: the origin of the managers, such as https://manager.example:8443.',
      { code: 'ERR_CONFIG_INCOMPLETE' },
    );
  }
  return { urls: [url].flat(), secret, caFile, clientTls };
}

/** The managers in other processes. Rejects with InvalidInputError `ERR_CONFIG_TLS`. */
export async function openManagers(
  { urls, secret, caFile, clientTls: files }: ManagerAddress,
  parts: { readonly clock: Clock; readonly logger: Logger },
): Promise<HttpManagerClient> {
  const caCertificates = caFile === null ? null : await readCaCertificates(caFile);
  const clientTls = files === null ? null : await readPair(files, 'edge.client_tls');
  return createHttpManagerClient({ urls, secret, caCertificates, clientTls, ...parts });
}
