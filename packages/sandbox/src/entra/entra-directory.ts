import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { refusedAgentsSchema } from '../identity/refused-agents.ts';

const guid = z.guid().toLowerCase();

/** A user of a tenant. */
export const entraUserSchema = z.strictObject({
  /** User principal name, by which people sign in. */
  username: z.string().min(3).max(320).toLowerCase(),
  password: z.string().default('sandbox'),
  objectId: guid.default(() => randomUUID()),
  name: z.string().default('Sandbox User'),
  givenName: z.string().default('Sandbox'),
  surname: z.string().default('User'),
  /** Address that the tenant gave; null: none. */
  mail: z.string().nullable().default(null),
  /** `email` claim, which may be another address that the user chose. Absent: `mail`. */
  emailClaim: z.string().optional(),
  /** `xms_edov`, in the forms that occur; absent: the claim is not issued. */
  emailVerified: z
    .union([z.boolean(), z.literal(1), z.literal('1'), z.literal(0), z.literal('0')])
    .optional(),
  disabled: z.boolean().default(false),
  /** Code that the second page asks for; null: no such page. */
  mfaCode: z.string().nullable().default(null),
  /** Home tenant of a guest; null: a member. */
  guestOf: guid.nullable().default(null),
});

/** A user as the directory keeps it. */
export type EntraUser = z.output<typeof entraUserSchema>;

/** A tenant with its users. */
const entraTenantSchema = z.strictObject({
  tenantId: guid.default(() => randomUUID()),
  users: z.array(entraUserSchema).default([]),
});

/** An app registration, known in every tenant. */
export const entraAppSchema = z.strictObject({
  clientId: guid.default(() => randomUUID()),
  /** Secret; null: none, as single-page applications have it. */
  secret: z.string().nullable().default(null),
  /** PEM of a certificate that proves the application instead of a secret. */
  certificate: z.string().nullable().default(null),
  redirectUris: z.array(z.string()).default([]),
  /** Application ID URI; absent: `api://` and the client id. */
  idUri: z.string().optional(),
  /** Scopes of its API. */
  scopes: z.array(z.string()).default(['access_as_user']),
  /** Application permissions for Graph that an administrator granted. */
  graphRoles: z.array(z.string()).default([]),
  /** `requestedAccessTokenVersion`. */
  accessTokenVersion: z.union([z.literal(1), z.literal(2)]).default(2),
  /** Whether people are asked before the application gets a token. */
  consent: z.enum(['granted', 'ask']).default('granted'),
  /** Whether its tokens are signed with a key of its own, as claims mapping has it. */
  ownKey: z.boolean().default(false),
});

/** An app registration as the directory keeps it. */
export type EntraApp = z.output<typeof entraAppSchema>;

/** Who is there from the start. */
export const entraSettingsSchema = z.strictObject({
  tenants: z.array(entraTenantSchema).min(1),
  apps: z.array(entraAppSchema).default([]),
  /** See {@link refusedAgentsSchema}. */
  refusedAgents: refusedAgentsSchema,
});

/** Settings as a caller writes them. */
export type EntraSettingsInput = z.input<typeof entraSettingsSchema>;

/** Tenants, users and app registrations. */
export class EntraDirectory {
  readonly #tenants = new Map<string, Map<string, EntraUser>>();
  readonly #apps = new Map<string, EntraApp>();
  readonly #consents = new Set<string>();
  readonly refusedAgents: z.output<typeof refusedAgentsSchema>;
  /** Rises with each change of an app registration. */
  revision = 0;

  constructor({ tenants, apps, refusedAgents }: z.output<typeof entraSettingsSchema>) {
    this.refusedAgents = refusedAgents;
    for (const { tenantId, users } of tenants) {
      this.#tenants.set(tenantId, new Map(users.map((user) => [user.username, user])));
    }
    for (const app of apps) this.putApp(app);
  }

  get tenantIds(): readonly string[] {
    return [...this.#tenants.keys()];
  }

  get apps(): readonly EntraApp[] {
    return [...this.#apps.values()];
  }

  app(clientId: string): EntraApp | null {
    return this.#apps.get(clientId.toLowerCase()) ?? null;
  }

  putApp(app: EntraApp): void {
    this.#apps.set(app.clientId, app);
    this.revision += 1;
  }

  /** The API that a scope in its full form belongs to. */
  apiOfScope(scope: string): EntraApp | null {
    return this.apps.find((app) => scope.startsWith(`${idUriOf(app)}/`)) ?? null;
  }

  user(tenantId: string, username: string): EntraUser | null {
    return this.#tenants.get(tenantId)?.get(username.trim().toLowerCase()) ?? null;
  }

  userById(tenantId: string, objectId: string): EntraUser | null {
    return (
      [...(this.#tenants.get(tenantId)?.values() ?? [])].find((user) => user.objectId === objectId) ?? null
    );
  }

  putUser(tenantId: string, user: EntraUser): void {
    this.#tenants.get(tenantId)?.set(user.username, user);
  }

  /** Whether the person must still be asked about the application. */
  needsConsent({ clientId, consent }: EntraApp, { objectId }: EntraUser): boolean {
    return consent === 'ask' && !this.#consents.has(`${clientId} ${objectId}`);
  }

  grantConsent({ clientId }: EntraApp, { objectId }: EntraUser): void {
    this.#consents.add(`${clientId} ${objectId}`);
  }
}

/** Application ID URI of an app registration. */
export function idUriOf({ clientId, idUri }: EntraApp): string {
  return idUri ?? `api://${clientId}`;
}
