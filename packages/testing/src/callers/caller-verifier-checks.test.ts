import { createHmac } from 'node:crypto';
import {
  type CallerVerifier,
  HOUR_MS,
  type Instant,
  instant,
  NotAuthenticatedError,
  shift,
  type VerifyOptions,
} from '@vmrkit/core';
import { describe } from 'vitest';
import { kitSees } from '../faulty.fixture.ts';
import { callerVerifierChecks, type VerifierWorld } from './caller-verifier-checks.ts';
import { callerVerifierContract } from './caller-verifier-contract.ts';

const at = instant(Date.UTC(2030, 0, 31, 9));
const options: VerifyOptions = {
  integration: { tenantId: 'default', integrationId: 'b9c3f0a2-7d0e-4f4e-9a52-9c8e4f9d6f10' },
  audience: 'https://vmr.example.com/pane',
  at,
};

interface Claims {
  readonly aud: string;
  readonly nbf: Instant;
  readonly exp: Instant;
}

type Part = 'shape' | 'signature' | 'audience' | 'start' | 'end';

const sign = (signed: string) => createHmac('sha256', 'secret').update(signed).digest('base64url');
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function refuse(code: string): never {
  throw new NotAuthenticatedError('The token is refused.', { code });
}

/** A small verifier of tokens signed with one secret, without some of its parts. */
function verifier(...without: readonly Part[]): CallerVerifier {
  const looks = (part: Part) => !without.includes(part);
  return {
    recognises: (token) => token.split('.').length === 3,
    verify: async (token, { audience, integration, at: when }) => {
      const claims = read(token);
      if (claims === null && looks('shape')) refuse('ERR_TOKEN_MALFORMED');
      const { aud, nbf, exp } = claims ?? { aud: audience, nbf: when, exp: shift(when, 1) };
      const [header, payload, signature] = token.split('.');
      if (looks('signature') && sign(`${header}.${payload}`) !== signature) refuse('ERR_TOKEN_SIGNATURE');
      if (looks('audience') && aud !== audience) refuse('ERR_TOKEN_AUDIENCE');
      if (looks('start') && when < nbf) refuse('ERR_TOKEN_NOT_YET_VALID');
      if (looks('end') && when >= exp) refuse('ERR_TOKEN_EXPIRED');
      return { ...integration, key: 'test/ada', provider: 'test', expiresAt: exp };
    },
  };
}

function read(token: string): Claims | null {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return null;
  }
}

function tokenFor(aud: string): string {
  const signed = `${encode({ alg: 'HS256' })}.${encode({ aud, nbf: at, exp: shift(at, HOUR_MS) })}`;
  return `${signed}.${sign(signed)}`;
}

const sound: VerifierWorld = {
  verifier: verifier(),
  token: tokenFor(options.audience),
  foreignToken: tokenFor('https://elsewhere.example/pane'),
  options,
};
const without = (...parts: readonly Part[]) => ({
  spoil: (world: VerifierWorld): VerifierWorld => ({ ...world, verifier: verifier(...parts) }),
});

/** A verifier that says otherwise who calls. */
const saying = (change: (caller: Awaited<ReturnType<CallerVerifier['verify']>>) => typeof caller) => ({
  spoil: (world: VerifierWorld): VerifierWorld => ({
    ...world,
    verifier: {
      recognises: (token) => world.verifier.recognises(token),
      verify: async (...asked) => change(await world.verifier.verify(...asked)),
    },
  }),
});

describe('the contract of a caller verifier', () => {
  kitSees(
    callerVerifierChecks,
    [
      {
        fault: 'speaks for another tenant',
        seenBy: 'says who calls',
        ...saying((caller) => ({ ...caller, tenantId: 'other' })),
      },
      {
        fault: 'tells nobody by a key',
        seenBy: 'says who calls',
        ...saying((caller) => ({ ...caller, key: '' })),
      },
      {
        fault: 'tells a caller by another key each time',
        seenBy: 'says who calls',
        ...saying((caller) => ({ ...caller, key: `${performance.now()}` })),
      },
      {
        fault: 'takes what is no token',
        seenBy: 'refuses what is no token',
        ...without('shape', 'signature'),
      },
      { fault: 'skips the audience', seenBy: 'a token for another add-in', ...without('audience') },
      { fault: 'skips the beginning', seenBy: 'a day too early', ...without('start') },
      { fault: 'skips the end', seenBy: 'a day too late', ...without('end') },
      { fault: 'skips the signature', seenBy: 'a token with another signature', ...without('signature') },
      { fault: 'skips the signature', seenBy: 'whose content was changed', ...without('signature') },
    ],
    async (act) => act(sound),
  );
});

callerVerifierContract('a small verifier', async () => sound);
