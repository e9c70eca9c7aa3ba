import { InvalidInputError, type JoinAdapter, UnavailableError } from '@vmrkit/core';
import { expect, test } from 'vitest';
import { type ExaminedPlatforms, examinePlatforms } from './examine-platforms.ts';

const entrance = { origin: 'https://bbb.example.com', addressFor: async () => '' };
const adapters: Readonly<Record<string, Partial<JoinAdapter>>> = {
  pexip: { supportsSignedIn: true },
  jitsi: {},
  bigbluebutton: { entrance },
};
const platform = (name: string, adapter: string, tenants: 'all' | readonly string[] = 'all') => ({
  name,
  adapter,
  tenants,
});
const guests = { hostGroup: null, guestGroup: 'staff', others: null };

interface Asked {
  readonly joinPlatform?: string;
  readonly signedIn?: object;
  readonly platforms?: readonly object[];
  readonly away?: true;
}

async function find({ joinPlatform, signedIn, platforms = [], away }: Asked) {
  const nobody = { hostGroup: null, guestGroup: null, others: null };
  const at = {
    record: {
      general: { name: 'Sales' },
      tenantId: 'acme',
      singleUse: { joinPlatform: joinPlatform ?? null, signedIn: signedIn ?? nobody },
    },
    platforms,
    http: {
      client: () => ({
        fetch: async () => {
          if (away) throw new UnavailableError('Away.', { code: 'ERR_HTTP_UNREACHABLE' });
          return { status: 200 };
        },
        close: async () => undefined,
      }),
    },
    open: async ({ adapter }: { readonly adapter: string }) => {
      const found = adapters[adapter];
      if (found !== undefined) return found;
      throw new InvalidInputError('No secret.', { code: 'ERR_BIGBLUEBUTTON_SECRET' });
    },
  };
  const examinations = examinePlatforms(at as never as ExaminedPlatforms);
  const { signal } = new AbortController();
  return Promise.all(
    examinations.map(async ({ id, remedy, run }) => {
      const finding = await run(signal);
      return `${id} ${finding.kind}: ${finding.evidence} ${finding.remedy ?? remedy}`;
    }),
  );
}

const bbb = platform('bbb', 'bigbluebutton');

test.each<[string, Asked, readonly RegExp[]]>([
  ['nothing is asked for', { platforms: [bbb] }, []],
  ['links lead into a platform that answers', { joinPlatform: 'bbb', platforms: [bbb] }, [/ ok: .* 200/]],
  ['no platform is configured', { joinPlatform: 'bbb' }, [/problem: .*no platform bbb.*none\. Write/]],
  [
    'the platform has another name',
    { joinPlatform: 'BBB', platforms: [bbb] },
    [/problem: .*it names: bbb\. Write/],
  ],
  [
    'the platform may not see the tenant',
    { joinPlatform: 'bbb', platforms: [platform('bbb', 'bigbluebutton', ['bolt'])] },
    [/problem: .*may not see the tenant acme/],
  ],
  [
    'its secret cannot be read',
    { joinPlatform: 'bbb', platforms: [platform('bbb', 'unreadable')] },
    [/problem: ERR_BIGBLUEBUTTON_SECRET.* \S/],
  ],
  [
    'it leads nobody in',
    { joinPlatform: 'meet', platforms: [platform('meet', 'jitsi')] },
    [/problem: .*jitsi.*by a link.*join_url_template/],
  ],
  [
    'it is away',
    { joinPlatform: 'bbb', platforms: [bbb], away: true },
    [/problem: https:\/\/bbb\.example\.com does not answer.*Check the address/],
  ],
  [
    'a platform checks sign-ins',
    { signedIn: guests, platforms: [platform('p', 'pexip')] },
    [/ ok: p can.*staff/],
  ],
  [
    'no platform checks sign-ins',
    { signedIn: guests, platforms: [platform('meet', 'jitsi'), bbb] },
    [/signed-in problem: .*meet \(jitsi\), bbb \(bigbluebutton\).*Add a platform/],
  ],
  ['there is none that could', { signedIn: guests }, [/signed-in problem: .*none\. Add/]],
  [
    'links and sign-ins are asked for together',
    { joinPlatform: 'bbb', signedIn: guests, platforms: [bbb, platform('p', 'pexip')] },
    [/join-platform ok/, /signed-in problem: .*join links.*Empty `signed_in`/],
  ],
])('where %s, the doctor says so', async (_, asked, expected) => {
  expect(await find(asked)).toEqual(expected.map((text) => expect.stringMatching(text)));
});
