import type { ServerConfig } from '../config/server-config.ts';
import { splitListen } from '../runtime/own-listeners.ts';

/** Where the admin listener of this machine's server answers; null: the system chose its port, or it speaks TLS under a name. */
export function adminUrl({ admin }: Pick<ServerConfig, 'admin'>, path: string): string | null {
  const { address, port } = splitListen(admin.listen);
  if (port === 0 || admin.tls !== null) return null;
  const host = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
}
