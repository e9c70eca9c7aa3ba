import { setTimeout } from 'node:timers/promises';
import { UnavailableError, VmrKitError } from '@vmrkit/core';
import { recordingLogger } from '@vmrkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDnsEgressResolver, type DnsEgressResolverOptions } from './dns-egress-resolver.ts';

const hosts: Readonly<Record<string, readonly string[]>> = {
  'public.test': ['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'],
  'mixed.test': ['93.184.216.34', '10.0.0.1'],
  'private.test': ['10.1.2.3'],
  'loop.test': ['127.0.0.1'],
  'metadata.test': ['169.254.169.254'],
};
let logger = recordingLogger();
beforeEach(() => {
  logger = recordingLogger();
});
const resolver = (
  policy: { readonly allowLoopback?: boolean; readonly allowedPrivateRanges?: readonly string[] } = {},
  changes: Pick<DnsEgressResolverOptions, 'lookUp'> = {},
) =>
  createDnsEgressResolver({
    logger,
    policy: () => ({
      allowLoopback: false,
      allowedPrivateRanges: [],
      ownListeners: [{ address: '127.0.0.1', port: 8443, machineAddresses: [] }],
      ...policy,
    }),
    lookUp: async (host) => {
      const found = hosts[host];
      if (found === undefined) throw new Error('ENOTFOUND');
      return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
    ...changes,
  });
const outcome = (url: string, policy = {}) =>
  resolver(policy)
    .resolve(new URL(url))
    .then(
      (addresses) => addresses.map(({ address, family }) => `${family} ${address}`).join(),
      (error: unknown) => (VmrKitError.is(error) ? error.code : String(error)),
    );

describe('createDnsEgressResolver', () => {
  it.each([
    ['https://public.test/ews', {}, '4 93.184.216.34,6 2606:2800:220:1:248:1893:25c8:1946'],
    ['http://public.test/', {}, 'ERR_EGRESS_REFUSED'],
    ['https://mixed.test/', {}, 'ERR_EGRESS_REFUSED'],
    ['https://private.test/', {}, 'ERR_EGRESS_REFUSED'],
    ['https://private.test/', { allowedPrivateRanges: ['10.1.0.0/16'] }, '4 10.1.2.3'],
    ['https://metadata.test/', { allowedPrivateRanges: ['169.254.0.0/16'] }, 'ERR_EGRESS_REFUSED'],
    ['http://loop.test:8080/', {}, 'ERR_EGRESS_REFUSED'],
    ['http://loop.test:8080/', { allowLoopback: true }, '4 127.0.0.1'],
    ['https://loop.test:8443/', { allowLoopback: true }, 'ERR_EGRESS_REFUSED'],
    ['https://nowhere.test/', {}, 'ERR_EGRESS_REFUSED'],
  ])('%s under %j is %s', async (url, policy, expected) => {
    expect(await outcome(url, policy)).toBe(expected);
  });

  it('says the same whatever it found; only the log knows more', async () => {
    const urls = [
      'http://public.test/',
      'https://private.test/',
      'https://loop.test/',
      'https://loop.test:8443/',
      'https://metadata.test/',
      'https://nowhere.test/',
      'ftp://public.test/',
    ];
    const refusals = await Promise.all(
      urls.map((url) =>
        resolver()
          .resolve(new URL(url))
          .then(
            () => 'allowed',
            (error: unknown) => ({ ...(error as Error), message: String(error) }),
          ),
      ),
    );
    expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1);
    await expect(resolver().resolve(new URL('https://nowhere.test/'))).rejects.toBeInstanceOf(
      UnavailableError,
    );
    const reasons = new Set(logger.lines.map(({ fields }) => fields.reason));
    expect(reasons.size).toBeGreaterThan(4);
  });

  it.each([
    ['https://nowhere.test/', 'nowhere.test is not called: its name is unknown'],
    [
      'https://private.test/',
      'private.test (10.1.2.3) is not called: this is a private address that egress.private_ranges',
    ],
    ['https://mixed.test/', 'mixed.test (10.0.0.1) is not called'],
    ['https://10.1.2.3/', '10.1.2.3 is not called: this is a private address'],
    ['http://public.test/', 'only https is called'],
  ])('tells the operator why %s is not called, by the cause and the log', async (url, why) => {
    const lookUp = async (host: string) => [{ address: host, family: 4 }];
    const literal = url.includes('//10.') ? { lookUp } : {};
    const error = await resolver({}, literal)
      .resolve(new URL(url))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: 'This address cannot be called.',
      cause: { message: expect.stringContaining(why) },
    });
    expect(logger.lines.at(-1)?.fields.why).toContain(why);
  });

  it('waits for no resolver that does not answer', async () => {
    const silent = createDnsEgressResolver({
      logger,
      policy: () => ({ allowLoopback: false, allowedPrivateRanges: [], ownListeners: [] }),
      lookUp: () => new Promise(() => undefined),
      lookUpMs: 20,
    });
    const resolved = silent.resolve(new URL('https://public.test/')).catch((error: unknown) => error);
    expect(await Promise.race([resolved, setTimeout(2_000, 'late')])).toMatchObject({
      code: 'ERR_EGRESS_REFUSED',
    });
  });
});
