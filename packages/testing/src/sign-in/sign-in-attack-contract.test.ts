import { verify as checkSignature, createHmac, createPublicKey, type JsonWebKey } from 'node:crypto';
import { NotAuthenticatedError, type SignInProvider, UnavailableError } from '@vmrkit/core';
import { describe } from 'vitest';
import { kitSees } from '../faulty.fixture.ts';
import type { SignInDialect } from './hostile-identity-provider.ts';
import {
  type SignInAttackWorld,
  signInAttackChecks,
  signInAttackContract,
  withHostile,
} from './sign-in-attack-contract.ts';

const dialect: SignInDialect = {
  documents: ({ keys }) => ({ '/keys': JSON.stringify(keys.map(({ publicJwk }) => publicJwk)) }),
  claims: ({ origin, nonce, now }) => ({ iss: origin, aud: 'client', sub: 'ada', nonce, exp: now + 60 }),
  header: ({ kid }) => ({ kid }),
  answer: (token) => ({ token }),
};

type Part =
  | 'size'
  | 'status'
  | 'error'
  | 'none'
  | 'hmac'
  | 'unknown'
  | 'signature'
  | 'twice'
  | 'nonce'
  | 'iss'
  | 'aud'
  | 'exp'
  | 'honesty';

interface Token {
  readonly text: string;
  readonly head: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signature: string;
}

/** A small provider of id tokens, without some of its parts. */
function provider(origin: string, without: readonly Part[]): SignInProvider {
  const looks = (part: Part) => !without.includes(part);
  const forgedIf = (part: Part, isWrong: boolean) => {
    if (isWrong && looks(part)) throw refused('ERR_SIGN_IN_FORGED');
  };
  return {
    begin: async ({ state, redirectUri }) => {
      const nonce = crypto.randomUUID();
      const query = new URLSearchParams({ state, nonce, redirect_uri: redirectUri });
      return { url: `${origin}/authorize?${query}`, keep: nonce };
    },
    complete: async ({ keep }) => {
      if (!looks('honesty')) throw refused('ERR_SIGN_IN_FORGED');
      const answer = await fetch(`${origin}/token`, { method: 'POST', redirect: 'manual' });
      const { error, token = '..' } = JSON.parse(await bodyOf(answer, looks)) as Readonly<
        Record<string, string>
      >;
      if (error !== undefined && looks('error')) {
        if (error === 'invalid_grant') throw refused('ERR_SIGN_IN_EXPIRED');
        throw new UnavailableError('Refused.', { code: 'ERR_SIGN_IN_SETTINGS' });
      }
      if (error !== undefined) return ada;
      const read = readToken(token);
      const keys = JSON.parse(await bodyOf(await fetch(`${origin}/keys`), looks)) as (JsonWebKey & {
        kid: string;
      })[];
      const found = keys.filter(({ kid }) => kid === read.head.kid);
      forgedIf('twice', found.length > 1);
      forgedIf('unknown', found.length === 0);
      if (found[0] !== undefined) checkProof(read, { key: found[0], looks, forgedIf });
      const { claims } = read;
      forgedIf('nonce', claims.nonce !== keep);
      forgedIf('iss', claims.iss !== origin);
      forgedIf('aud', claims.aud !== 'client');
      if (Number(claims.exp) * 1_000 < Date.now() && looks('exp')) throw refused('ERR_SIGN_IN_EXPIRED');
      return ada;
    },
  };
}

const ada = {
  key: 'ada',
  email: null,
  isEmailTrusted: false,
  firstName: null,
  lastName: null,
  displayName: null,
  entra: null,
};

function checkProof(
  { head, text, signature }: Token,
  using: {
    readonly key: JsonWebKey;
    looks(part: Part): boolean;
    forgedIf(part: Part, isWrong: boolean): void;
  },
): void {
  const { key, forgedIf } = using;
  if (head.alg === 'none') {
    forgedIf('none', true);
    return;
  }
  if (head.alg === 'HS256') {
    const secret = JSON.stringify(key);
    forgedIf('hmac', true);
    forgedIf('signature', createHmac('sha256', secret).update(text).digest('base64url') !== signature);
    return;
  }
  const publicKey = createPublicKey({ key, format: 'jwk' });
  const isRight = checkSignature(
    'RSA-SHA256',
    Buffer.from(text),
    publicKey,
    Buffer.from(signature, 'base64url'),
  );
  forgedIf('signature', !isRight);
}

async function bodyOf(answer: Response, looks: (part: Part) => boolean): Promise<string> {
  let text = '';
  for await (const piece of answer.body ?? []) {
    text += Buffer.from(piece).toString('latin1');
    if (text.length > 100_000 && looks('size')) throw away();
    if (text.length > 200_000) return '{"error":"invalid_grant"}';
  }
  const isAnswer = answer.status === 200 || answer.status === 400 || answer.status === 401;
  if ((!isAnswer || text.startsWith('<')) && looks('status')) throw away();
  return isAnswer && !text.startsWith('<') ? text : '{"error":"invalid_grant"}';
}

function readToken(token: string): Token {
  const [head = '', claims = '', signature = ''] = token.split('.');
  const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  return { text: `${head}.${claims}`, head: decoded(head), claims: decoded(claims), signature };
}

function refused(code: string): NotAuthenticatedError {
  return new NotAuthenticatedError('Refused.', { code });
}

function away(): UnavailableError {
  return new UnavailableError('Away.', { code: 'ERR_SIGN_IN_UNAVAILABLE' });
}

const without = (...parts: readonly Part[]) => ({
  spoil: (world: SignInAttackWorld): SignInAttackWorld => ({
    ...world,
    create: async (origin) => provider(origin, parts),
  }),
});

describe('the attacks on a sign-in provider', () => {
  kitSees(
    signInAttackChecks({ supportsNonce: true }),
    [
      { fault: 'takes nobody', seenBy: 'an honest answer', ...without('honesty') },
      { fault: 'takes unsigned tokens', seenBy: 'that nobody signed', ...without('none') },
      { fault: 'takes a public key for a secret', seenBy: 'with the public key', ...without('hmac') },
      { fault: 'takes unknown keys', seenBy: 'a key that is not published', ...without('unknown') },
      { fault: 'skips the signature', seenBy: 'a strange key under a known id', ...without('signature') },
      { fault: 'takes the first of two keys', seenBy: 'two keys with one id', ...without('twice') },
      { fault: 'skips the nonce', seenBy: 'nonce', ...without('nonce') },
      { fault: 'skips the issuer', seenBy: 'another issuer', ...without('iss') },
      { fault: 'skips the audience', seenBy: 'another audience', ...without('aud') },
      { fault: 'skips the end', seenBy: 'that has expired', ...without('exp') },
      { fault: 'reads everything', seenBy: '50 MB', ...without('size') },
      { fault: 'takes HTML for an answer', seenBy: 'in HTML', ...without('status') },
      { fault: 'takes any status', seenBy: 'a server that fails', ...without('status') },
      { fault: 'takes a redirect', seenBy: 'a redirect', ...without('status') },
      { fault: 'overlooks errors', seenBy: 'an expired code', ...without('error') },
      { fault: 'overlooks errors', seenBy: 'a client that is refused', ...without('error') },
    ],
    withHostile({ dialect, create: async (origin) => provider(origin, []) }),
  );
});

signInAttackContract('a small provider', {
  dialect,
  supportsNonce: true,
  create: async (origin) => provider(origin, []),
});
