import {
  NotAllowedError,
  NotAuthenticatedError,
  type SignedInIdentity,
  type SignInProvider,
  UnavailableError,
} from '@vmrkit/core';

/** Address of the page that nobody serves. */
const PAGE = 'https://sign-in.example/authorize';

/**
 * An identity provider in memory: `approve` and `refuse` are what a person does on its page. Codes are good once. Several
 * objects of one `issuer` know each other's sign-ins, as managers do.
 */
export class FakeSignInProvider implements SignInProvider {
  readonly #codes: Map<string, { readonly keep: string; readonly identity: SignedInIdentity }>;
  /** While true nothing is answered. */
  isAway = false;

  constructor(shared?: FakeSignInProvider) {
    this.#codes = shared === undefined ? new Map() : shared.#codes;
  }

  begin: SignInProvider['begin'] = async ({ state, redirectUri, loginHint, signal }) => {
    signal?.throwIfAborted();
    this.#refuseAway();
    const keep = crypto.randomUUID();
    const url = new URL(PAGE);
    const challenge = await sha256(keep);
    const fields = {
      state,
      redirect_uri: redirectUri,
      code_challenge: challenge,
      login_hint: loginHint ?? '',
    };
    for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
    return { url: url.href, keep };
  };

  complete: SignInProvider['complete'] = async ({ callbackUrl, redirectUri, keep, state, signal }) => {
    signal?.throwIfAborted();
    this.#refuseAway();
    const { origin, pathname, searchParams } = new URL(callbackUrl);
    if (searchParams.get('state') !== state || `${origin}${pathname}` !== redirectUri) throw forged();
    if (searchParams.get('error') === 'server_error') throw away();
    if (searchParams.has('error')) {
      throw new NotAllowedError('The person was not signed in.', { code: 'ERR_SIGN_IN_REFUSED' });
    }
    const code = searchParams.get('code') ?? '';
    const issued = this.#codes.get(code);
    if (issued === undefined) {
      throw new NotAuthenticatedError('The code is not good any more.', { code: 'ERR_SIGN_IN_EXPIRED' });
    }
    this.#codes.delete(code);
    if (issued.keep !== (await sha256(keep))) throw forged();
    return issued.identity;
  };

  /** The person of this identity signs in on the page; gives the URL that the browser calls next. */
  approve(url: string, identity: Partial<SignedInIdentity> = {}): string {
    const code = crypto.randomUUID();
    const keep = new URL(url).searchParams.get('code_challenge') ?? '';
    this.#codes.set(code, { keep, identity: { ...OLGA, ...identity } });
    return backFrom(url, { code });
  }

  /** The person gives up; gives the URL that the browser calls next. */
  refuse(url: string): string {
    return backFrom(url, { error: 'access_denied' });
  }

  #refuseAway(): void {
    if (this.isAway) throw away();
  }
}

function away(): UnavailableError {
  return new UnavailableError('The identity provider does not answer.', { code: 'ERR_SIGN_IN_UNAVAILABLE' });
}

const OLGA: SignedInIdentity = {
  key: 'fake:olga',
  email: 'olga@example.com',
  isEmailTrusted: true,
  firstName: 'Olga',
  lastName: 'Organizer',
  displayName: 'Olga Organizer',
  entra: null,
};

function backFrom(url: string, fields: Readonly<Record<string, string>>): string {
  const { searchParams } = new URL(url);
  const back = new URL(searchParams.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries(fields)) back.searchParams.set(name, value);
  back.searchParams.set('state', searchParams.get('state') ?? '');
  return back.href;
}

function forged(): NotAuthenticatedError {
  return new NotAuthenticatedError('This is not the sign-in that was begun.', { code: 'ERR_SIGN_IN_FORGED' });
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(digest).toString('base64url');
}
