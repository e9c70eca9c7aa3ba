import { type SignInProvider, VmrKitError } from '@vmrkit/core';
import { expect } from 'vitest';
import { type ContractCheck, registerChecks, type WithSubject } from '../contract-check.ts';
import {
  HostileIdentityProvider,
  type HostileKey,
  makeHostileKeys,
  type SignInDialect,
  type SignInSpoil,
} from './hostile-identity-provider.ts';

/** How a provider is set up against a hostile identity provider. */
export interface SignInAttackOptions {
  readonly dialect: SignInDialect;
  /** Whether an id token with a nonce is asked for. */
  readonly supportsNonce: boolean;
  /** Whether ids of keys follow from the keys, so that no two keys have one. False if left out. */
  readonly derivesKeyIds?: boolean;
  /** The provider's own key, and a strange one; made where they are left out. */
  readonly keys?: readonly [HostileKey, HostileKey];
  /** A provider whose identity provider is at this address. */
  create(origin: string): Promise<SignInProvider>;
}

const STATE = 'state-of-this-sign-in';
const REDIRECT_URI = 'https://vmr.example.com/oauth_redirect';

interface Attack {
  readonly title: string;
  readonly spoil: SignInSpoil;
  readonly code: string;
  readonly withNonceOnly?: true;
  readonly withChosenIdsOnly?: true;
}

const forged = 'ERR_SIGN_IN_FORGED';
const away = 'ERR_SIGN_IN_UNAVAILABLE';
const refusedWith = (error: string, status = 400) => ({ status, body: JSON.stringify({ error }) });

const attacks: readonly Attack[] = [
  { title: 'a token that nobody signed', spoil: { signedBy: 'nobody' }, code: forged },
  { title: 'a token signed with the public key', spoil: { signedBy: 'public key' }, code: forged },
  { title: 'a key that is not published', spoil: { signedBy: 'stranger' }, code: forged },
  {
    title: 'a strange key under a known id',
    spoil: { signedBy: 'stranger under a known id' },
    code: forged,
  },
  { title: 'two keys with one id', spoil: { twoKeysOneId: true }, code: forged, withChosenIdsOnly: true },
  { title: 'another nonce', spoil: { claims: { nonce: 'other' } }, code: forged, withNonceOnly: true },
  { title: 'no nonce', spoil: { claims: { nonce: undefined } }, code: forged, withNonceOnly: true },
  { title: 'another issuer', spoil: { claims: { iss: 'https://evil.example' } }, code: forged },
  { title: 'another audience', spoil: { claims: { aud: 'another-client' } }, code: forged },
  {
    title: 'a token that has expired',
    spoil: { claims: { exp: 1_000_000_000 } },
    code: 'ERR_SIGN_IN_EXPIRED',
  },
  { title: 'an answer of 50 MB', spoil: { answer: 'huge' }, code: away },
  { title: 'documents of 50 MB', spoil: { hugeDocuments: true }, code: away },
  { title: 'an answer in HTML', spoil: { answer: { status: 200, body: '<html>' } }, code: away },
  { title: 'a server that fails', spoil: { answer: { status: 500, body: '<html>' } }, code: away },
  {
    title: 'a redirect to another host',
    spoil: { answer: { status: 307, body: '{}', location: 'https://evil.example/token' } },
    code: away,
  },
  { title: 'an expired code', spoil: { answer: refusedWith('invalid_grant') }, code: 'ERR_SIGN_IN_EXPIRED' },
  {
    title: 'a client that is refused',
    spoil: { answer: refusedWith('invalid_client', 401) },
    code: 'ERR_SIGN_IN_SETTINGS',
  },
];

/** A hostile identity provider, and how a provider is made that trusts it. */
export interface SignInAttackWorld extends Pick<SignInAttackOptions, 'create'> {
  readonly idp: HostileIdentityProvider;
}

/** What a `SignInProvider` must see through, and an honest answer. */
export function signInAttackChecks({
  supportsNonce,
  derivesKeyIds = false,
}: Pick<
  SignInAttackOptions,
  'supportsNonce' | 'derivesKeyIds'
>): readonly ContractCheck<SignInAttackWorld>[] {
  const seen = attacks.filter(
    ({ withNonceOnly, withChosenIdsOnly }) =>
      (supportsNonce || !withNonceOnly) && !(derivesKeyIds && withChosenIdsOnly),
  );
  return [
    {
      title: '[S9.1b] takes an honest answer of the same server',
      run: async (world) => {
        expect((await complete(world)).key.length).toBeGreaterThan(0);
      },
    },
    ...seen.map(({ title, spoil, code }) => ({
      title: `[S9.1b] is not fooled by ${title}`,
      run: async (world: SignInAttackWorld) => {
        world.idp.spoil = spoil;
        const error = await complete(world).catch((fault: unknown) => fault);
        expect(VmrKitError.is(error) ? error.code : error).toBe(code);
      },
    })),
  ];
}

/** Answers of an identity provider that every `SignInProvider` must see through. */
export function signInAttackContract(name: string, options: SignInAttackOptions): void {
  registerChecks(`SignInProvider attacks: ${name}`, signInAttackChecks(options), {
    withSubject: withHostile(options),
  });
}

/** Opens a hostile identity provider for each check; its keys are made once. */
export function withHostile({
  dialect,
  create,
  keys: given,
}: Pick<SignInAttackOptions, 'dialect' | 'create' | 'keys'>): WithSubject<SignInAttackWorld> {
  let keys = given ?? null;
  return async (act) => {
    keys ??= makeHostileKeys();
    const idp = new HostileIdentityProvider(dialect, keys);
    await idp.open();
    try {
      await act({ idp, create });
    } finally {
      await idp.close();
    }
  };
}

async function complete({ idp, create }: SignInAttackWorld) {
  const provider = await create(idp.origin);
  const begun = await provider.begin({ state: STATE, redirectUri: REDIRECT_URI });
  const callbackUrl = idp.approve(begun.url);
  return provider.complete({ state: STATE, redirectUri: REDIRECT_URI, keep: begun.keep, callbackUrl });
}
