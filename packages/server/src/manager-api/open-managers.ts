import { type Clock, InvalidInputError, type Logger } from '@vmrkit/core';
import type { ServerConfig } from '../config/server-config.ts';
import { readCaCertificates } from '../runtime/tls-files.ts';
import { createHttpManagerClient, type HttpManagerClient } from './http-manager-client.ts';

/** Where an edge finds managers, and its secret. */
export interface ManagerAddress {
  readonly url: string;
  readonly secret: string;
  /** PEM trusted besides the usual ones. */
  readonly caFile: string | null;
}

/** See {@link ManagerAddress}. Throws InvalidInputError `ERR_CONFIG_INCOMPLETE`. */
export function managerAddress(config: ServerConfig, secret: string | null): ManagerAddress {
  const { manager_url: url, manager_ca_file: caFile } = config.edge;
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
  return { url, secret, caFile };
}

/** The managers in other processes. Rejects with InvalidInputError `ERR_CONFIG_TLS`. */
export async function openManagers(
  { url, secret, caFile }: ManagerAddress,
  parts: { readonly clock: Clock; readonly logger: Logger },
): Promise<HttpManagerClient> {
  const caCertificates = caFile === null ? null : await readCaCertificates(caFile);
  return createHttpManagerClient({ url, secret, caCertificates, ...parts });
}
