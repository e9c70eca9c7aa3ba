import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSigningKey, SigningKeys } from '../identity/signing-keys.ts';
import { createEntraApp } from './entra-app.ts';
import {
  type EntraApp,
  EntraDirectory,
  type EntraSettingsInput,
  type EntraUser,
  entraAppSchema,
  entraSettingsSchema,
  entraUserSchema,
} from './entra-directory.ts';
import { type EntraTokenInput, issueEntraToken } from './entra-token-issuer.ts';

/** How a simulated Entra is started. */
export interface EntraOptions {
  /** Port of the loopback listener; 0 (the default) takes a free one. */
  readonly port?: number;
  /** Name by which clients reach the listener, where it is not 127.0.0.1. */
  readonly host?: string;
  readonly settings: EntraSettingsInput;
}

/** A simulated Entra: tenants that one can sign in to, and whose tokens can be verified. */
export interface Entra {
  /** Stands for `https://login.microsoftonline.com`; Graph's `/v1.0/me` is here as well. */
  readonly origin: string;
  readonly tenantIds: readonly string[];
  /** An access token as an add-in gets it by nested app authentication. */
  issueToken(input: EntraTokenInput): Promise<string>;
  /** Signs with a new key from now on; the old ones stay published unless told otherwise. */
  rotateKeys(options?: { readonly keepOld?: boolean }): Promise<void>;
  /** Adds a user or replaces the one of this name; in the first tenant unless told otherwise. */
  putUser(user: Parameters<typeof entraUserSchema.parse>[0], tenantId?: string): EntraUser;
  putApp(app: Parameters<typeof entraAppSchema.parse>[0]): EntraApp;
  close(): Promise<void>;
}

/**
 * Starts a simulated Entra on loopback.
 *
 * @example
 * const entra = await createEntra({ settings: { tenants: [{ users: [{ username: 'ada@corp.example' }] }] } });
 */
export async function createEntra({ port = 0, host = '127.0.0.1', settings }: EntraOptions): Promise<Entra> {
  const directory = new EntraDirectory(entraSettingsSchema.parse(settings));
  const keys = new SigningKeys(await createSigningKey());
  let origin = '';
  const app = createEntraApp({ origin: () => origin, directory, keys });
  const server = createServer((request: IncomingMessage, response: ServerResponse) => app(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  origin = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    tenantIds: directory.tenantIds,
    issueToken: (input) => issueEntraToken(input, { origin, directory, keys }),
    rotateKeys: ({ keepOld = true } = {}) => keys.rotate(keepOld),
    putUser(input, tenantId = directory.tenantIds[0] ?? '') {
      const user = entraUserSchema.parse(input);
      directory.putUser(tenantId, user);
      return user;
    },
    putApp(input) {
      const registered = entraAppSchema.parse(input);
      directory.putApp(registered);
      return registered;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
