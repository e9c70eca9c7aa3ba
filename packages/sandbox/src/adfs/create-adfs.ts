import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSigningKey, SigningKeys } from '../identity/signing-keys.ts';
import { createAdfsApp } from './adfs-app.ts';
import {
  AdfsDirectory,
  type AdfsSettingsInput,
  type AdfsUser,
  adfsSettingsSchema,
  adfsUserSchema,
} from './adfs-directory.ts';

/** How a simulated AD FS is started. */
export interface AdfsOptions {
  /** Port of the loopback listener; 0 (the default) takes a free one. */
  readonly port?: number;
  /** Name by which clients reach the listener, where it is not 127.0.0.1. */
  readonly host?: string;
  readonly settings: AdfsSettingsInput;
}

/** A simulated AD FS of 2019 or 2012 R2 that one can sign in to. */
export interface Adfs {
  readonly origin: string;
  /** Signs with a new key from now on; the old ones stay published unless told otherwise. */
  rotateKeys(options?: { readonly keepOld?: boolean }): Promise<void>;
  /** Adds a user or replaces the one of this name. */
  putUser(user: Parameters<typeof adfsUserSchema.parse>[0]): AdfsUser;
  close(): Promise<void>;
}

/**
 * Starts a simulated AD FS on loopback.
 *
 * @example
 * const adfs = await createAdfs({
 *   settings: {
 *     users: [{ username: 'ada@corp.example', email: 'ada@corp.example' }],
 *     clients: [{ clientId: 'pane', redirectUris: ['https://vmr.example.com/oauth_redirect'] }],
 *     resources: ['https://vmr.example.com/rooms'],
 *   },
 * });
 */
export async function createAdfs({ port = 0, host = '127.0.0.1', settings }: AdfsOptions): Promise<Adfs> {
  const directory = new AdfsDirectory(adfsSettingsSchema.parse(settings));
  const keys = new SigningKeys(await createSigningKey());
  let origin = '';
  const app = createAdfsApp({ origin: () => origin, directory, keys });
  const server = createServer((request, response) => app(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  origin = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    rotateKeys: ({ keepOld = true } = {}) => keys.rotate(keepOld),
    putUser(input) {
      const user = adfsUserSchema.parse(input);
      directory.putUser(user);
      return user;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
