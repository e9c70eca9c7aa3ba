import { expect, test } from 'vitest';
import type { EgressPolicy } from './check-egress-target.ts';
import { checkProxiedTarget } from './check-proxied-target.ts';

const policy: EgressPolicy = {
  allowLoopback: true,
  allowedPrivateRanges: ['10.20.0.0/16'],
  ownListeners: [{ address: '8.8.4.4', port: 443, machineAddresses: [] }],
};

test.each([
  ['https://graph.microsoft.com/v1.0', [], 'yes'],
  ['https://graph.microsoft.com/', ['8.8.8.8'], 'yes'],
  ['https://8.8.8.8/', [], 'yes'],
  ['https://mail.corp.example/', ['10.20.0.1'], 'yes'],
  ['https://mail.corp.example:444/', [], 'yes'],
  ['https://mail.corp.example:8443/', [], 'port'],
  ['https://mail.corp.example:25/', ['8.8.8.8'], 'port'],
  ['http://mail.corp.example/', [], 'scheme'],
  ['http://mail.corp.example:443/', [], 'scheme'],
  ['nonsense', [], 'not-a-url'],
  ['https://user:pw@mail.corp.example/', [], 'userinfo'],
  ['https://localhost/', [], 'loopback'],
  ['https://a.localhost./', [], 'loopback'],
  ['https://169.254.169.254/', [], 'metadata'],
  ['https://[fd00:ec2::254]/', [], 'metadata'],
  ['https://0x0a.1/', [], 'private'],
  ['https://[::ffff:10.1.1.1]/', [], 'private'],
  ['https://0.0.0.0/', [], 'reserved'],
  ['https://8.8.4.4/', [], 'own-listener'],
  ['https://inside.corp.example/', ['10.1.1.1'], 'private'],
  ['https://mixed.corp.example/', ['8.8.8.8', '10.1.1.1'], 'private'],
  ['https://meta.example/', ['169.254.169.254'], 'metadata'],
  ['https://ours.example/', ['8.8.4.4'], 'own-listener'],
] as const)('a proxy is asked for %s, known here as %j: %s', (url, resolvedAddresses, expected) => {
  const decision = checkProxiedTarget(url, { resolvedAddresses, policy, ports: [443, 444] });
  expect(decision.allowed ? 'yes' : decision.reason).toBe(expected);
});
