import { embeddedIpv4, type IpAddress, type IpRange, isInRange, parseIpRange } from './ip-address.ts';

/** What kind of place an address is, as far as calling it goes. */
export type AddressClass =
  /** Reachable by anyone; nothing special. */
  | 'public'
  /** Inside an organisation: RFC 1918, RFC 4193, and the shared space of RFC 6598. */
  | 'private'
  /** This machine. */
  | 'loopback'
  /** This link only. */
  | 'link-local'
  /** Where clouds serve their machines' identities and secrets. */
  | 'metadata'
  /** No single host that one could call: unspecified, multicast, documentation, reserved, deprecated. */
  | 'reserved';

/** Literal ranges; each is sound by the tests. */
function ranges(...texts: string[]): readonly IpRange[] {
  return texts.flatMap((text) => parseIpRange(text) ?? []);
}

/** Metadata services outside link-local space: AWS (IPv6), Alibaba, Azure's host, Oracle. */
const metadata = ranges(
  '169.254.169.254/32',
  '169.254.170.2/32',
  'fd00:ec2::254/128',
  'fd20:ce::254/128',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '192.0.0.192/32',
);

/** In order: the first class with a range that holds the address is its class. */
const classes: readonly (readonly [AddressClass, readonly IpRange[]])[] = [
  ['metadata', metadata],
  ['loopback', ranges('127.0.0.0/8', '::1/128')],
  ['link-local', ranges('169.254.0.0/16', 'fe80::/10')],
  ['private', ranges('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7')],
  // IANA's special-purpose registries (RFC 6890), multicast, and what lies outside global unicast.
  [
    'reserved',
    ranges(
      '0.0.0.0/8',
      '192.0.0.0/24',
      '192.0.2.0/24',
      '192.88.99.0/24',
      '198.18.0.0/15',
      '198.51.100.0/24',
      '203.0.113.0/24',
      '224.0.0.0/4',
      '240.0.0.0/4',
      '2001::/23',
      '2001:db8::/32',
      '3fff::/20',
      '5f00::/16',
    ),
  ],
];

const globalUnicast = ranges('2000::/3');

/** IPv6 ranges that carry an IPv4 address, and the byte that it begins with. */
const carriers: readonly (readonly [readonly IpRange[], number])[] = [
  [ranges('::ffff:0:0/96'), 12], // IPv4-mapped, RFC 4291
  [ranges('::ffff:0:0:0/96'), 12], // IPv4-translated, RFC 2765
  [ranges('64:ff9b::/96'), 12], // NAT64, RFC 6052
  [ranges('2002::/16'), 2], // 6to4, RFC 3056
];

/** The address that packets to `address` end at: the IPv4 address inside, where there is one. */
export function effectiveAddress(address: IpAddress): IpAddress {
  const carrier = carriers.find(([held]) => held.some((range) => isInRange(address, range)));
  return carrier === undefined ? address : embeddedIpv4(address, carrier[1]);
}

/** Classifies an address by {@link effectiveAddress}. */
export function classifyAddress(address: IpAddress): AddressClass {
  const effective = effectiveAddress(address);
  const found = classes.find(([, held]) => held.some((range) => isInRange(effective, range)));
  if (found !== undefined) return found[0];
  const open = effective.kind() === 'ipv4' || globalUnicast.some((range) => isInRange(effective, range));
  return open ? 'public' : 'reserved';
}
