import { randomBytes } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, importX509, jwtVerify } from 'jose';
import { z } from 'zod';
import type { VirtualClock } from '../model/virtual-clock.ts';

/** Rights that this face asks for. */
export const graphPermissions = [
  'Calendars.Read',
  'Calendars.ReadWrite',
  'Mail.ReadBasic.All',
  'Mail.Read',
  'Mail.ReadWrite',
  'Mail.Send',
  'MailboxSettings.Read',
  'MailboxSettings.ReadWrite',
  'User.ReadBasic.All',
  'User.Read.All',
] as const;

/** One right, as Microsoft names it. */
export type GraphPermission = (typeof graphPermissions)[number];

/** Schema of an application as the admin API takes it. */
export const graphAppSchema = z.strictObject({
  clientId: z.string().min(1),
  tenant: z.string().min(1).default('11111111-2222-4333-8444-555555555555'),
  clientSecret: z.string().optional(),
  /** Where the keys of another token issuer are published; its tokens for Graph are accepted beside our own. */
  keysUrl: z.url().optional(),
  /** PEM; its key signs the client's assertions. */
  certificate: z.string().optional(),
  /** What it may do where: consent in all mailboxes, or a scope; grants add up. */
  grants: z
    .array(
      z.strictObject({
        permission: z.enum(graphPermissions),
        mailboxes: z.union([z.literal('all'), z.array(z.string().toLowerCase())]).default('all'),
      }),
    )
    .default([]),
});

/** An application that is registered in the tenant. */
export type GraphApp = z.output<typeof graphAppSchema>;

/** What the token endpoint answers. */
export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The rights that a right includes. */
const includes: Partial<Record<GraphPermission, readonly GraphPermission[]>> = {
  'Calendars.ReadWrite': ['Calendars.Read'],
  'Mail.Read': ['Mail.ReadBasic.All'],
  'Mail.ReadWrite': ['Mail.Read', 'Mail.ReadBasic.All'],
  'MailboxSettings.ReadWrite': ['MailboxSettings.Read'],
  'User.Read.All': ['User.ReadBasic.All'],
};

const refusal = (error: string, description: string, status = 400): TokenAnswer => ({
  status,
  body: { error, error_description: description, error_codes: [], correlation_id: 'sandbox' },
});

/** The applications of the tenant, and the tokens that were issued to them. */
export class GraphApps {
  /** Seconds that a token is good for. */
  tokenLifetimeSeconds = 3_599;
  /** How many tokens were issued. */
  issued = 0;
  readonly #apps = new Map<string, GraphApp>();
  readonly #tokens = new Map<string, { readonly clientId: string; readonly expiresAt: number }>();
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Registers or replaces an application. */
  set(app: GraphApp): void {
    this.#apps.set(app.clientId, app);
  }

  /** The application that a bearer token was issued to; null for a token that is unknown or too old. */
  async find(bearer: string): Promise<GraphApp | null> {
    const token = this.#tokens.get(bearer);
    if (!token) return this.#findIssuedElsewhere(bearer);
    if (token.expiresAt <= this.#clock.now()) return null;
    return this.#apps.get(token.clientId) ?? null;
  }

  async #findIssuedElsewhere(bearer: string): Promise<GraphApp | null> {
    try {
      const app = this.#apps.get(String(decodeJwt(bearer).appid));
      if (app?.keysUrl === undefined) return null;
      const { payload } = await jwtVerify(bearer, createRemoteJWKSet(new URL(app.keysUrl)), {
        audience: 'https://graph.microsoft.com',
        currentDate: new Date(this.#clock.now()),
      });
      return payload.tid === app.tenant ? app : null;
    } catch {
      return null;
    }
  }

  /** Makes all tokens worthless before their time, as a revocation does. */
  revoke(): void {
    this.#tokens.clear();
  }

  /** Answers `POST /{tenant}/oauth2/v2.0/token`. */
  async answer(tenant: string, form: URLSearchParams): Promise<TokenAnswer> {
    const app = this.#apps.get(form.get('client_id') ?? '');
    if (form.get('grant_type') !== 'client_credentials')
      return refusal('unsupported_grant_type', 'AADSTS70003: The grant type is not supported.');
    if (!/\/\.default$/.test(form.get('scope') ?? ''))
      return refusal(
        'invalid_scope',
        'AADSTS1002012: The scope of client credentials must end in /.default.',
      );
    if (!app || app.tenant !== tenant)
      return refusal('unauthorized_client', 'AADSTS700016: The application was not found in the directory.');
    if (!(await this.#proves(app, form)))
      return refusal('invalid_client', 'AADSTS7000215: Invalid client secret or assertion.', 401);
    const lifetime = this.tokenLifetimeSeconds;
    const token = tokenFor(app, this.#clock.now(), lifetime);
    this.issued += 1;
    this.#tokens.set(token, { clientId: app.clientId, expiresAt: this.#clock.now() + lifetime * 1_000 });
    const seconds = { expires_in: lifetime, ext_expires_in: lifetime };
    return { status: 200, body: { token_type: 'Bearer', ...seconds, access_token: token } };
  }

  async #proves(app: GraphApp, form: URLSearchParams): Promise<boolean> {
    const secret = form.get('client_secret');
    if (secret !== null) return app.clientSecret !== undefined && secret === app.clientSecret;
    const assertion = form.get('client_assertion');
    if (assertion === null || app.certificate === undefined) return false;
    try {
      const { payload, protectedHeader } = await jwtVerify(
        assertion,
        await importX509(app.certificate, 'PS256'),
        { issuer: app.clientId, subject: app.clientId, algorithms: ['PS256'], clockTolerance: 300 },
      );
      const audience = payload.aud;
      return (
        typeof audience === 'string' &&
        audience.endsWith(`/${app.tenant}/oauth2/v2.0/token`) &&
        typeof protectedHeader['x5t#S256'] === 'string'
      );
    } catch {
      return false;
    }
  }
}

/** Looks like a token of Entra, with the rights that were consented to; only this sandbox can verify it. */
function tokenFor({ clientId, tenant, grants }: GraphApp, now: number, lifetimeSeconds: number): string {
  const part = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const seconds = Math.floor(now / 1_000);
  const roles = grants.filter(({ mailboxes }) => mailboxes === 'all').map(({ permission }) => permission);
  const payload = {
    aud: 'https://graph.microsoft.com',
    iss: `https://sts.windows.net/${tenant}/`,
    tid: tenant,
    appid: clientId,
    idtyp: 'app',
    roles,
    iat: seconds,
    nbf: seconds,
    exp: seconds + lifetimeSeconds,
  };
  return `${part({ typ: 'JWT', alg: 'RS256', nonce: 'sandbox' })}.${part(payload)}.${randomBytes(48).toString('base64url')}`;
}

/** Whether an application may do something in a mailbox. */
export function mayDo(app: GraphApp, needed: GraphPermission, mailbox: string | null): boolean {
  return app.grants.some(
    ({ permission, mailboxes }) =>
      (permission === needed || (includes[permission] ?? []).includes(needed)) &&
      (mailboxes === 'all' || (mailbox !== null && mailboxes.includes(mailbox))),
  );
}
