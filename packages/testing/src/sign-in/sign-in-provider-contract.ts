import { type SignInProvider, VmrKitError } from '@vmrkit/core';
import { expect } from 'vitest';
import { type ContractCheck, registerChecks } from '../contract-check.ts';

/** An identity provider with one person, who does on its page what they are told to. */
export interface SignInWorld {
  /** Opened twice from the same settings, as two managers do. */
  readonly providers: readonly [SignInProvider, SignInProvider];
  readonly redirectUri: string;
  /** Whether the identity provider binds codes to sign-ins, as PKCE and nonces do; false: the state alone does. */
  readonly bindsCodes?: boolean;
  /** The person signs in on the page; gives the URL that the browser calls next. */
  approve(url: string): Promise<string> | string;
  /** The person gives up. */
  refuse(url: string): Promise<string> | string;
  close?(): Promise<void>;
}

const STATE = 'state-of-this-sign-in';

/** Everything that a `SignInProvider` must do. */
const signInProviderChecks: readonly ContractCheck<SignInWorld>[] = [
  {
    title: '[S9.1a] tells who signed in, also where another manager completes it',
    run: async (world) => {
      const people = [];
      for (const at of [0, 1] as const) {
        const begun = await begin(world);
        const callbackUrl = await world.approve(begun.url);
        people.push(await world.providers[at].complete({ ...begun, callbackUrl }));
      }
      expect(people[0]?.key.length).toBeGreaterThan(0);
      expect(people[1]).toEqual(people[0]);
    },
  },
  {
    title: '[S9.1a] shows nothing of what is kept in the URL of the page, and keeps another text each time',
    run: async (world) => {
      const [one, two] = [await begin(world), await begin(world)];
      expect(one.keep).not.toBe(two.keep);
      expect(new URL(one.url).searchParams.get('state')).toBe(STATE);
      for (const value of new URL(one.url).searchParams.values()) expect(one.keep).not.toBe(value);
    },
  },
  {
    title: '[S9.1a] says so when the person gave up',
    run: async (world) => {
      const begun = await begin(world);
      expect(await refusal(world, { ...begun, callbackUrl: await world.refuse(begun.url) })).toBe(
        'ERR_SIGN_IN_REFUSED',
      );
    },
  },
  {
    title: '[S9.1a] takes a callback with an error and no code, and repeats nothing of its text',
    run: async (world) => {
      const begun = await begin(world);
      const callbackUrl = new URL(world.redirectUri);
      const error = { error: 'server_error', error_description: 'MSIS9604: for Olga', state: STATE };
      callbackUrl.search = new URLSearchParams(error).toString();
      expect(await refusal(world, { ...begun, callbackUrl: callbackUrl.href })).toBe(
        'ERR_SIGN_IN_UNAVAILABLE',
      );
    },
  },
  {
    title: '[S9.1a] takes no code twice',
    run: async (world) => {
      const begun = await begin(world);
      const back = { ...begun, callbackUrl: await world.approve(begun.url) };
      await world.providers[0].complete(back);
      expect(await refusal(world, back)).toBe('ERR_SIGN_IN_EXPIRED');
    },
  },
  {
    title: '[S9.1a] takes no callback of another state',
    run: async (world) => {
      const begun = await begin(world);
      const callbackUrl = await world.approve(begun.url);
      expect(await refusal(world, { ...begun, state: 'another', callbackUrl })).toBe('ERR_SIGN_IN_FORGED');
    },
  },
  {
    title: '[S9.1a] takes no code of another sign-in',
    run: async (world, { skip }) => {
      if (world.bindsCodes === false) skip('this identity provider has nothing but the state to bind a code');
      const [mine, theirs] = [await begin(world), await begin(world)];
      const callbackUrl = await world.approve(theirs.url);
      expect(await refusal(world, { ...mine, callbackUrl })).toMatch(/^ERR_SIGN_IN_(?:FORGED|EXPIRED)$/);
    },
  },
  {
    title: '[S9.1a] stops when it is told to',
    run: async (world) => {
      const { redirectUri, providers } = world;
      const signal = AbortSignal.abort();
      await expect(providers[0].begin({ state: STATE, redirectUri, signal })).rejects.toThrow();
    },
  },
];

/** The contract of `SignInProvider`; `create` is called before each test. */
export function signInProviderContract(name: string, create: () => Promise<SignInWorld> | SignInWorld): void {
  registerChecks(`SignInProvider contract: ${name}`, signInProviderChecks, {
    withSubject: async (act) => {
      const world = await create();
      try {
        await act(world);
      } finally {
        await world.close?.();
      }
    },
  });
}

async function begin({ providers, redirectUri }: SignInWorld) {
  const begun = await providers[0].begin({ state: STATE, redirectUri });
  return { ...begun, state: STATE, redirectUri };
}

async function refusal(
  { providers }: SignInWorld,
  back: Parameters<SignInProvider['complete']>[0],
): Promise<string> {
  const error = await providers[1].complete(back).catch((fault: unknown) => fault);
  if (!VmrKitError.is(error)) throw new Error('The sign-in was completed, or failed without a code.');
  const { searchParams } = new URL(back.callbackUrl);
  for (const text of [back.keep, searchParams.get('code'), searchParams.get('error_description')]) {
    if (text !== null) expect(error.message).not.toContain(text);
  }
  return error.code;
}
