import { silentLogger, VmrKitError } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { createDnsEgressResolver } from './dns-egress-resolver.ts';

const hosts: Readonly<Record<string, readonly string[]>> = {
  'public.test': ['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'],
  'mixed.test': ['93.184.216.34', '10.0.0.1'],
  'private.test': ['10.1.2.3'],
  'loop.test': ['127.0.0.1'],
  'metadata.test': ['169.254.169.254'],
};
const resolver = (
  policy: { readonly allowLoopback?: boolean; readonly allowedPrivateRanges?: readonly string[] } = {},
) =>
  createDnsEgressResolver({
    logger: silentLogger,
    policy: () => ({
      ...{ allowLoopback: false, allowedPrivateRanges: [] },
      ownListeners: [{ address: '127.0.0.1', port: 8443, machineAddresses: [] }],
      ...policy,
    }),
    lookUp: async (host) => {
      const found = hosts[host];
      if (found === undefined) throw new Error('ENOTFOUND');
      return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
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
    ['https://nowhere.test/', {}, 'ERR_EGRESS_UNRESOLVED'],
  ])('[S2.12b] %s under %j is %s', async (url, policy, expected) => {
    expect(await outcome(url, policy)).toBe(expected);
  });
});
