import { type CallerVerifier, DAY_MS, shift, type VerifyOptions, VmrKitError } from '@vmrkit/core';
import { expect } from 'vitest';
import type { ContractCheck } from '../contract-check.ts';

/** A verifier, and a token that it accepts. */
export interface VerifierWorld {
  readonly verifier: CallerVerifier;
  readonly token: string;
  /** A token that differs from it in this alone: it was made for another add-in or another API. */
  readonly foreignToken: string;
  /** For which the token is good; a day before or after `at` it is not. */
  readonly options: VerifyOptions;
}

const junk = ['', 'x', 'a.b.c', '..', 'x'.repeat(100_000), '{"alg":"none"}', 'é.ü.ß'];

/** Everything that a `CallerVerifier` must do. */
export const callerVerifierChecks: readonly ContractCheck<VerifierWorld>[] = [
  {
    title: '[S7.1a] says who calls, in the name of the integration alone',
    run: async ({ verifier, token, options }) => {
      expect(verifier.recognises(token)).toBe(true);
      const caller = await verifier.verify(token, options);
      expect(caller).toMatchObject(options.integration);
      expect(caller.key.length).toBeGreaterThan(0);
      expect(caller.expiresAt).toBeGreaterThan(options.at);
      expect(await verifier.verify(token, options)).toEqual(caller);
    },
  },
  ...junk.map((text) => ({
    title: `[S7.1a] refuses what is no token: ${text.slice(0, 20)}`,
    run: async (world: VerifierWorld) => {
      expect(await refusal(world, { token: text })).toBe('ERR_TOKEN_MALFORMED');
    },
  })),
  {
    title: '[S7.1c] refuses a token for another add-in',
    run: async (world) => {
      expect(await refusal(world, { token: world.foreignToken })).toBe('ERR_TOKEN_AUDIENCE');
    },
  },
  {
    title: '[S7.1d] refuses it a day too early, and says so',
    run: async (world) => {
      expect(await refusal(world, { changes: { at: shift(world.options.at, -DAY_MS) } })).toBe(
        'ERR_TOKEN_NOT_YET_VALID',
      );
    },
  },
  {
    title: '[S7.1d] refuses it a day too late, and says so',
    run: async (world) => {
      expect(await refusal(world, { changes: { at: shift(world.options.at, DAY_MS) } })).toBe(
        'ERR_TOKEN_EXPIRED',
      );
    },
  },
  {
    title: '[S7.1a] refuses a token with another signature',
    run: async (world) => {
      const [header, payload, signature = ''] = world.token.split('.');
      const other = signature.startsWith('A') ? 'B' : 'A';
      const forged = `${header}.${payload}.${other}${signature.slice(1)}`;
      expect(await refusal(world, { token: forged })).toBe('ERR_TOKEN_SIGNATURE');
    },
  },
  {
    title: '[S7.1a] refuses a token whose content was changed under its signature',
    run: async (world) => {
      const [header, payload = '', signature] = world.token.split('.');
      const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString());
      const changed = Buffer.from(JSON.stringify({ ...claims, more: true })).toString('base64url');
      const forged = `${header}.${changed}.${signature}`;
      expect(await refusal(world, { token: forged })).toBe('ERR_TOKEN_SIGNATURE');
    },
  },
];

/** The code that a token is refused with, in a world whose token and options are good unless told otherwise. */
async function refusal(
  { verifier, options, ...good }: VerifierWorld,
  {
    token = good.token,
    changes = {},
  }: { readonly token?: string; readonly changes?: Partial<VerifyOptions> },
): Promise<unknown> {
  const error = await verifier.verify(token, { ...options, ...changes }).then(
    () => null,
    (reason: unknown) => reason,
  );
  return VmrKitError.is(error) ? error.code : error;
}
