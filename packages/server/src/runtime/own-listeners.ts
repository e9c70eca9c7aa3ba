import { networkInterfaces } from 'node:os';
import type { EgressPolicy, OwnListener } from '@vmrkit/http';
import type { ServerConfig } from '../config/server-config.ts';

/** The parts of `address:port`; an IPv6 address loses its brackets. */
export function splitListen(listen: string): { readonly address: string; readonly port: number } {
  const colon = listen.lastIndexOf(':');
  const address = listen.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return { address, port: Number(listen.slice(colon + 1)) };
}

/** A socket of ours as egress knows it. */
export function ownListener(socket: Pick<OwnListener, 'address' | 'port'>): OwnListener {
  const machineAddresses = Object.values(networkInterfaces()).flatMap((each) =>
    (each ?? []).map((one) => one.address),
  );
  return { ...socket, machineAddresses };
}

/** Where the configuration says that the server listens; for commands that run beside it. */
export function configuredListeners(config: ServerConfig): EgressPolicy['ownListeners'] {
  return [config.public, config.admin].map(({ listen }) => ownListener(splitListen(listen)));
}
