import { describe, expect, test } from 'vitest';
import { checkEgressTarget, type EgressPolicy, type EgressRefusal } from './check-egress-target.ts';

const strict: EgressPolicy = {
  allowLoopback: false,
  allowedPrivateRanges: [],
  ownListeners: [
    { address: '0.0.0.0', port: 8443, machineAddresses: ['10.1.1.5', '8.8.4.4', '2a00:1450::5'] },
    { address: '127.0.0.1', port: 8444, machineAddresses: ['10.1.1.5'] },
    { address: '10.1.1.5', port: 9000, machineAddresses: ['10.1.1.5', '8.8.4.4'] },
  ],
};
const trial: EgressPolicy = { ...strict, allowLoopback: true };
const inside: EgressPolicy = {
  ...strict,
  allowedPrivateRanges: ['10.0.0.0/8', 'fd00::/8', '0.0.0.0/0', '::/0', 'nonsense'],
};

type Row = readonly [
  url: string,
  addresses: readonly string[],
  policy: EgressPolicy,
  expected: EgressRefusal | 'yes',
];

const rows: readonly Row[] = [
  ['https://mail.example.com/EWS/Exchange.asmx', ['8.8.8.8'], strict, 'yes'],
  ['https://mail.example.com:444/x', ['8.8.8.8', '2a00:1450::1'], strict, 'yes'],
  ['https://8.8.8.8/', ['8.8.8.8'], strict, 'yes'],
  ['https://[2a00:1450::1]/', ['2a00:1450::1'], strict, 'yes'],
  ['https://mail.example.com/', ['::ffff:8.8.8.8'], strict, 'yes'],
  ['http://mail.example.com/', ['8.8.8.8'], strict, 'scheme'],
  ['http://mail.example.com/', ['8.8.8.8'], trial, 'scheme'],
  ['http://mail.example.com/', ['10.0.0.1'], inside, 'scheme'],
  ['ftp://mail.example.com/', ['8.8.8.8'], strict, 'scheme'],
  ['file:///etc/passwd', [], strict, 'scheme'],
  ['javascript:alert(1)', ['8.8.8.8'], strict, 'scheme'],
  ['mail.example.com', ['8.8.8.8'], strict, 'not-a-url'],
  ['https://', ['8.8.8.8'], strict, 'not-a-url'],
  ['https://256.1.1.1/', ['8.8.8.8'], strict, 'not-a-url'],
  ['', ['8.8.8.8'], strict, 'not-a-url'],
  ['https://good.example.com@8.8.8.8/', ['8.8.8.8'], strict, 'userinfo'],
  ['https://user:pw@mail.example.com/', ['8.8.8.8'], strict, 'userinfo'],
  ['https://:pw@mail.example.com/', ['8.8.8.8'], strict, 'userinfo'],
  ['https://mail.example.com/', [], strict, 'unresolved'],
  ['https://mail.example.com/', ['8.8.8.8', 'oops'], strict, 'bad-address'],
  ['https://mail.example.com/', ['fe80::1%eth0'], strict, 'bad-address'],
  ['https://mail.example.com/', ['010.0.0.1'], strict, 'bad-address'],
  ['https://8.8.8.8/', ['1.1.1.1'], strict, 'address-mismatch'],
  ['https://127.0.0.1/', ['8.8.8.8'], strict, 'address-mismatch'],
  ['https://2130706433/', ['8.8.8.8'], strict, 'address-mismatch'],
  ['https://0x7f.1/', ['127.0.0.1'], strict, 'loopback'],
  ['https://0177.0.0.1/', ['127.0.0.1'], strict, 'loopback'],
  ['https://127.1/', ['127.0.0.1'], strict, 'loopback'],
  ['https://localhost/', ['127.0.0.1', '::1'], strict, 'loopback'],
  ['https://rebind.example.com/', ['8.8.8.8', '127.0.0.1'], strict, 'loopback'],
  ['https://[::1]/', ['::1'], strict, 'loopback'],
  ['https://[::ffff:127.0.0.1]/', ['::ffff:7f00:1'], strict, 'loopback'],
  ['https://x.example.com/', ['64:ff9b::7f00:1'], strict, 'loopback'],
  ['https://x.example.com/', ['2002:7f00:1::'], strict, 'loopback'],
  ['http://localhost:8080/', ['127.0.0.1', '::1'], trial, 'yes'],
  ['https://localhost:8080/', ['127.0.0.1'], trial, 'yes'],
  ['http://127.8.9.10:8080/', ['127.8.9.10'], trial, 'yes'],
  ['http://localhost:8080/', ['127.0.0.1', '8.8.8.8'], trial, 'scheme'],
  ['http://localhost:8080/', ['127.0.0.1'], inside, 'loopback'],
  ['https://localhost:8443/', ['127.0.0.1'], trial, 'own-listener'],
  ['https://localhost:8443/', ['127.99.0.1'], trial, 'own-listener'],
  ['http://localhost:8444/', ['::1'], trial, 'own-listener'],
  ['https://me.example.com:8443/', ['10.1.1.5'], inside, 'own-listener'],
  ['https://me.example.com:8443/', ['8.8.4.4'], strict, 'own-listener'],
  ['https://me.example.com:8443/', ['::ffff:8.8.4.4'], strict, 'own-listener'],
  ['https://me.example.com:8443/', ['2a00:1450:0::5'], strict, 'own-listener'],
  ['https://me.example.com:9000/', ['10.1.1.5'], inside, 'own-listener'],
  ['https://me.example.com:9000/', ['8.8.4.4'], strict, 'yes'],
  ['https://me.example.com:8444/', ['10.1.1.5'], inside, 'yes'],
  ['https://mail.example.com:8443/', ['8.8.8.8'], strict, 'yes'],
  ['https://x.example.com/', ['10.2.3.4'], strict, 'private'],
  ['https://x.example.com/', ['10.2.3.4'], inside, 'yes'],
  ['https://x.example.com/', ['::ffff:10.2.3.4'], inside, 'yes'],
  ['https://x.example.com/', ['172.16.0.1'], strict, 'private'],
  ['https://x.example.com/', ['172.15.255.255'], strict, 'yes'],
  ['https://x.example.com/', ['172.32.0.0'], strict, 'yes'],
  ['https://x.example.com/', ['192.168.255.255'], strict, 'private'],
  ['https://x.example.com/', ['100.64.0.1'], strict, 'private'],
  ['https://x.example.com/', ['100.128.0.0'], strict, 'yes'],
  ['https://x.example.com/', ['fc00::1'], strict, 'private'],
  ['https://x.example.com/', ['fd12::1'], inside, 'yes'],
  ['https://x.example.com/', ['169.254.1.1'], inside, 'link-local'],
  ['https://x.example.com/', ['fe80::1'], inside, 'link-local'],
  ['https://x.example.com/', ['febf::1'], inside, 'link-local'],
  ['https://169.254.169.254/latest/meta-data/', ['169.254.169.254'], inside, 'metadata'],
  ['https://x.example.com/', ['::ffff:a9fe:a9fe'], inside, 'metadata'],
  ['https://x.example.com/', ['64:ff9b::169.254.169.254'], inside, 'metadata'],
  ['https://x.example.com/', ['fd00:ec2::254'], inside, 'metadata'],
  ['https://x.example.com/', ['100.100.100.200'], inside, 'metadata'],
  ['https://x.example.com/', ['168.63.129.16'], inside, 'metadata'],
  ['https://0.0.0.0/', ['0.0.0.0'], trial, 'reserved'],
  ['https://[::]/', ['::'], trial, 'reserved'],
  ['https://x.example.com/', ['192.0.2.1'], inside, 'reserved'],
  ['https://x.example.com/', ['198.19.255.255'], inside, 'reserved'],
  ['https://x.example.com/', ['224.0.0.1'], inside, 'reserved'],
  ['https://x.example.com/', ['255.255.255.255'], inside, 'reserved'],
  ['https://x.example.com/', ['ff02::1'], inside, 'reserved'],
  ['https://x.example.com/', ['2001:db8::1'], inside, 'reserved'],
  ['https://x.example.com/', ['2001:0:7f00:1::'], inside, 'reserved'],
  ['https://x.example.com/', ['::127.0.0.1'], inside, 'reserved'],
  ['https://x.example.com/', ['64:ff9b:1::1'], inside, 'reserved'],
  ['https://x.example.com/', ['fec0::1'], inside, 'reserved'],
];

describe('checkEgressTarget', () => {
  test.each(rows)('%s at %j', (url, resolvedAddresses, policy, expected) => {
    const decision = checkEgressTarget(url, { resolvedAddresses, policy });
    expect(decision.allowed ? 'yes' : decision.reason).toBe(expected);
    if (decision.allowed) expect(decision.addresses).toEqual(resolvedAddresses);
  });
});
