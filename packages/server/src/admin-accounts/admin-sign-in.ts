import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  InvalidInputError,
  type Logger,
  MINUTE_MS,
  NotAuthenticatedError,
  NotFoundError,
  type SignInProvider,
  systemReasonOf,
  VmrKitError,
} from '@vmrkit/core';
import {
  type AccountPerson,
  type BegunAdminSession,
  editAccount,
  type SecretBox,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import type { ServerConfig } from '../config/server-config.ts';
import { isSameText } from '../http/bearer.ts';
import type { AdminAccess } from './open-access.ts';

/** How long a person may take at the provider. */
export const ADMIN_SIGN_IN_MS = 10 * MINUTE_MS;

type ProviderConfig = ServerConfig['admin']['sign_in'][number];

/** What the sign-in of administrators works with. */
export interface AdminSignInParts {
  readonly kit: VmrKit;
  readonly config: Pick<ServerConfig, 'admin'>;
  readonly access: AdminAccess;
  readonly logger: Logger;
}

/** An account that is to be tied to the person who signs in, as its session knows it. */
export interface ConnectedAccount {
  readonly accountId: string;
  readonly epoch: number;
}

/** What the browser keeps, sealed, while the person is at the provider. */
interface Kept {
  readonly provider: string;
  readonly state: string;
  readonly keep: string;
  readonly until: number;
  readonly connect: ConnectedAccount | null;
}

/**
 * Signs administrators in through the identity providers of the operator's configuration, never through those of an
 * integration, whose tenant decides who people are there. It makes no account: a person is known by provider,
 * issuer and subject, which an operator or a session of the account tied to it.
 */
export class AdminSignIns {
  readonly #parts: AdminSignInParts;
  readonly #secretBox: SecretBox;
  readonly #providers: ReadonlyMap<string, SignInProvider>;

  private constructor(
    parts: AdminSignInParts,
    { secretBox, providers }: { secretBox: SecretBox; providers: ReadonlyMap<string, SignInProvider> },
  ) {
    this.#parts = parts;
    this.#secretBox = secretBox;
    this.#providers = providers;
  }

  /** Rejects with InvalidInputError `ERR_CONFIG_ADMIN_SIGN_IN` where a provider's settings are wrong. */
  static async open(parts: AdminSignInParts): Promise<AdminSignIns> {
    const { kit, config } = parts;
    const providers = new Map<string, SignInProvider>();
    for (const [at, each] of config.admin.sign_in.entries()) {
      providers.set(each.name, await openProvider(each, { at, kit }));
    }
    return new AdminSignIns(parts, { secretBox: await kit.get('secretBox'), providers });
  }

  /**
   * Where the browser goes, and what it keeps meanwhile. Rejects with NotFoundError `ERR_ADMIN_SIGN_IN_PROVIDER` and as
   * `SignInProvider.begin` does.
   */
  async begin(
    name: string,
    { path, connect }: { readonly path: string; readonly connect: ConnectedAccount | null },
  ): Promise<{ readonly url: string; readonly kept: string }> {
    const provider = this.#provider(name);
    const { clock, random } = this.#parts.access.deps;
    const state = Buffer.from(random.bytes(32)).toString('base64url');
    const { url, keep } = await provider.begin({ state, redirectUri: this.#redirectUri(path) });
    const kept: Kept = { provider: name, state, keep, until: clock.now() + ADMIN_SIGN_IN_MS, connect };
    return { url, kept: await this.#secretBox.seal(JSON.stringify(kept), context) };
  }

  /**
   * Takes a browser that came back. Rejects as `SignInProvider.complete` and `AdminSessions.signInBy` do, and with
   * NotAuthenticatedError `ERR_SIGN_IN_EXPIRED` where this browser began no sign-in, or too long ago.
   */
  async complete(
    name: string,
    { path, query, kept: sealed }: { readonly path: string; readonly query: string; readonly kept: string },
  ): Promise<BegunAdminSession> {
    const provider = this.#provider(name);
    const { access, logger } = this.#parts;
    const text = await this.#secretBox.open(sealed, context).catch(() => null);
    const kept: Kept | null = text === null ? null : JSON.parse(text);
    const state = new URLSearchParams(query).get('state') ?? '';
    const isOurs = kept?.provider === name && isSameText(kept.state, state);
    if (kept === null || !isOurs || access.deps.clock.now() >= kept.until) throw expired();
    const redirectUri = this.#redirectUri(path);
    const back = { state, redirectUri, callbackUrl: `${redirectUri}?${query}`, keep: kept.keep };
    const { key } = await provider.complete(back);
    const person = { provider: name, key };
    if (kept.connect !== null) return this.#connect(kept.connect, person);
    return access.sessions.signInBy(person).catch((error: unknown) => {
      // Without it nobody could tie the person to an account.
      logger.warn('Somebody without an account signed in at a provider.', { provider: name, key });
      throw error;
    });
  }

  async #connect({ accountId, epoch }: ConnectedAccount, signIn: AccountPerson): Promise<BegunAdminSession> {
    const { deps, sessions } = this.#parts.access;
    const edit = {
      signIn,
      by: { actor: 'sign-in', details: { administrator_id: accountId, via: 'session' } },
      may(account: { readonly epoch: number }) {
        if (account.epoch !== epoch) throw expired();
      },
    };
    if ((await editAccount(accountId, edit, deps)) === null) throw expired();
    return sessions.begin(accountId);
  }

  #provider(name: string): SignInProvider {
    const provider = this.#providers.get(name);
    if (provider !== undefined) return provider;
    throw new NotFoundError('There is no such provider.', { code: 'ERR_ADMIN_SIGN_IN_PROVIDER' });
  }

  #redirectUri(path: string): string {
    return `${new URL(this.#parts.config.admin.origin ?? 'http://localhost').origin}${path}`;
  }
}

const context = { tenantId: '*', integrationId: 'admin', field: 'sign_in' } as const;

function expired(): NotAuthenticatedError {
  return new NotAuthenticatedError('This sign-in was not begun by this browser, or too long ago.', {
    code: 'ERR_SIGN_IN_EXPIRED',
  });
}

async function openProvider(
  { name, provider, settings, secret_files: files }: ProviderConfig,
  { at, kit }: { readonly at: number; readonly kit: VmrKit },
): Promise<SignInProvider> {
  const path = ['admin', 'sign_in', at];
  const secrets = await Promise.all(
    Object.entries(files).map(async ([field, file]) => {
      const text = await readFile(file, 'utf8').catch((error: unknown) => {
        const message = `${resolve(file)} cannot be read: ${systemReasonOf(error) ?? 'unknown reason'}.`;
        throw refused([{ path: [...path, 'secret_files', field], code: 'secret_file', message }]);
      });
      return [field, text.trim()];
    }),
  );
  // It serves no integration, and no plugin that signs people in keeps secrets of its own.
  const integration = { tenantId: 'admin', integrationId: `admin-${name}` };
  const choice = { name: provider, settings: { ...settings, ...Object.fromEntries(secrets) }, integration };
  const plugins = await kit.get('integrationPlugins');
  return plugins.create('sign-in-provider', choice).catch((error: unknown) => {
    if (!VmrKitError.is(error)) throw error;
    const place = error.issues.length === 0 ? [...path, 'provider'] : [...path, 'settings'];
    const issues =
      error.issues.length === 0
        ? [{ path: place, code: error.code, message: error.message }]
        : error.issues.map((issue) => ({ ...issue, path: [...place, ...issue.path] }));
    throw refused(issues);
  });
}

function refused(issues: InvalidInputError['issues']): InvalidInputError {
  return new InvalidInputError('A provider of `admin.sign_in` cannot be used as it is configured.', {
    code: 'ERR_CONFIG_ADMIN_SIGN_IN',
    issues,
  });
}
