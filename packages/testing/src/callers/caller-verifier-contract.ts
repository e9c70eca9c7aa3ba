import { type CallerVerifier, DAY_MS, shift, type VerifyOptions, VmrKitError } from '@vmrkit/core';
import { beforeEach, describe, expect, it } from 'vitest';

/** A verifier, and a token that it accepts. */
export interface VerifierWorld {
  readonly verifier: CallerVerifier;
  readonly token: string;
  /** For which the token is good; a day before or after `at` it is not. */
  readonly options: VerifyOptions;
}

const junk = ['', 'x', 'a.b.c', '..', 'x'.repeat(100_000), '{"alg":"none"}', 'é.ü.ß'];

/** The contract of `CallerVerifier`; `create` is called before each test. */
export function callerVerifierContract(name: string, create: () => Promise<VerifierWorld>): void {
  describe(`CallerVerifier contract: ${name}`, () => {
    let world: VerifierWorld;
    beforeEach(async () => {
      world = await create();
    });

    const refusal = async (token: string, changes: Partial<VerifyOptions> = {}) => {
      const verified = world.verifier.verify(token, { ...world.options, ...changes });
      const error = await verified.then(
        () => null,
        (reason: unknown) => reason,
      );
      return VmrKitError.is(error) ? error.code : error;
    };

    it('[S7.1a] says who calls, in the name of the integration alone', async () => {
      const { verifier, token, options } = world;
      expect(verifier.recognises(token)).toBe(true);
      const caller = await verifier.verify(token, options);
      expect(caller).toMatchObject(options.integration);
      expect(caller.key.length).toBeGreaterThan(0);
      expect(caller.expiresAt).toBeGreaterThan(options.at);
      expect(await verifier.verify(token, options)).toEqual(caller);
    });

    it.each(junk)('[S7.1a] refuses what is no token: %s', async (text) => {
      expect(await refusal(text)).toBe('ERR_TOKEN_MALFORMED');
    });

    it('[S7.1c] refuses a token for another add-in', async () => {
      expect(await refusal(world.token, { audience: 'https://elsewhere.example/pane' })).toBe(
        'ERR_TOKEN_AUDIENCE',
      );
    });

    it('[S7.1d] refuses it a day too early and a day too late, and says which', async () => {
      const { at } = world.options;
      expect(await refusal(world.token, { at: shift(at, -DAY_MS) })).toBe('ERR_TOKEN_NOT_YET_VALID');
      expect(await refusal(world.token, { at: shift(at, DAY_MS) })).toBe('ERR_TOKEN_EXPIRED');
    });

    it('[S7.1a] refuses a token with another signature', async () => {
      const [header, payload, signature = ''] = world.token.split('.');
      const forged = `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
      expect(await refusal(forged)).toBe('ERR_TOKEN_SIGNATURE');
    });
  });
}
