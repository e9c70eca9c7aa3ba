import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { refusedAgentsSchema } from '../identity/refused-agents.ts';

/** A user whom AD FS signs in. */
export const adfsUserSchema = z.strictObject({
  username: z.string().min(3).max(320).toLowerCase(),
  password: z.string().default('sandbox'),
  objectGuid: z
    .guid()
    .toLowerCase()
    .default(() => randomUUID()),
  /** Null: the account has no address, and the claim is not issued. */
  email: z.string().nullable().default(null),
  firstName: z.string().nullable().default('Sandbox'),
  lastName: z.string().nullable().default('User'),
  displayName: z.string().nullable().default('Sandbox User'),
  disabled: z.boolean().default(false),
});

/** See {@link adfsUserSchema}. */
export type AdfsUser = z.output<typeof adfsUserSchema>;

const adfsClientSchema = z.strictObject({
  clientId: z.string().default(() => randomUUID()),
  redirectUris: z.array(z.string()).min(1),
});

/** What a simulated AD FS knows and how it behaves. */
export const adfsSettingsSchema = z.strictObject({
  version: z.enum(['2012r2', '2019']).default('2019'),
  users: z.array(adfsUserSchema).default([]),
  clients: z.array(adfsClientSchema).default([]),
  /** Identifiers of the Web APIs or relying parties that tokens are given out for. */
  resources: z.array(z.string()).default([]),
  /** Issuer of access tokens; absent: as AD FS has it, `http://<host>/adfs/services/trust`. */
  accessTokenIssuer: z.string().optional(),
  /** Names of the four claims that the issuance rule issues. */
  claimNames: z
    .strictObject({
      email: z.string().default('email'),
      firstName: z.string().default('first_name'),
      lastName: z.string().default('last_name'),
      displayName: z.string().default('display_name'),
    })
    .prefault({}),
  /** Seconds by which the server's clock is wrong. */
  clockShiftSeconds: z.int().default(0),
  /** Whether 2012 R2 refuses parameters that it does not know, such as those of PKCE. */
  refuseUnknownParameters: z.boolean().default(true),
  /** See {@link refusedAgentsSchema}. */
  refusedAgents: refusedAgentsSchema,
  /** Name of whoever is signed in to Windows: gets in without a page, whatever the request asks. Null: everybody types. */
  windowsUser: z.string().nullable().default(null),
});

/** Settings as a caller writes them. */
export type AdfsSettingsInput = z.input<typeof adfsSettingsSchema>;

/** Settings with everything filled in. */
export type AdfsSettings = z.output<typeof adfsSettingsSchema>;

/** The accounts that AD FS asks Active Directory for. */
export class AdfsDirectory {
  readonly settings: AdfsSettings;
  /** Paths whose endpoints are disabled, such as `/adfs/oauth2/`: they and what is below answer 503. */
  disabledEndpoints: readonly string[] = [];
  readonly #users = new Map<string, AdfsUser>();

  constructor(settings: AdfsSettings) {
    this.settings = settings;
    for (const user of settings.users) this.putUser(user);
  }

  isDisabled(path: string): boolean {
    return this.disabledEndpoints.some((disabled) => path.startsWith(disabled));
  }

  putUser(user: AdfsUser): void {
    this.#users.set(user.username, user);
  }

  user(username: string): AdfsUser | null {
    return this.#users.get(username.trim().toLowerCase()) ?? null;
  }

  /** Who gets in without a page; null: nobody. */
  get windowsUser(): AdfsUser | null {
    return this.user(this.settings.windowsUser ?? '');
  }

  /** The account that name and password stand for, or what the page says instead. */
  signIn(username: string, password: string): AdfsUser | string {
    const user = this.user(username);
    if (user === null || user.password !== password) return 'Incorrect user ID or password. Type them again.';
    return user.disabled ? 'The account is disabled.' : user;
  }

  /** Whether tokens are given out for this identifier. */
  hasResource(identifier: string): boolean {
    return this.settings.resources.includes(identifier);
  }

  /** Whether a client with this address to come back to is registered. */
  hasClient(clientId: string, redirectUri: string): boolean {
    return this.settings.clients.some(
      (client) => client.clientId === clientId && client.redirectUris.includes(redirectUri),
    );
  }
}
