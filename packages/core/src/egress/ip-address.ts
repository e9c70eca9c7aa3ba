/** An IP address as a number of its family. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** A block of addresses, such as `10.0.0.0/8`. */
export interface IpRange {
  readonly family: 4 | 6;
  /** The leading bits that all addresses share, shifted down. */
  readonly prefix: bigint;
  /** How many bits follow them. */
  readonly hostBits: bigint;
}

/** Reads four decimal parts without leading zeros, or RFC 4291 text; zone ids are refused. Null when it is neither. */
export function parseIpAddress(text: string): IpAddress | null {
  const value = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  return value === null ? null : { family: text.includes(':') ? 6 : 4, value };
}

/** Reads CIDR text. Bits after the prefix are ignored. Null when it is none. */
export function parseIpRange(text: string): IpRange | null {
  const [, base, bits] = /^([^/]+)\/(0|[1-9][0-9]{0,2})$/.exec(text) ?? [];
  const address = parseIpAddress(base ?? '');
  if (address === null) return null;
  const size = address.family === 4 ? 32n : 128n;
  const hostBits = size - BigInt(bits ?? 0);
  return hostBits < 0n ? null : { family: address.family, prefix: address.value >> hostBits, hostBits };
}

/** Whether `address` lies in `range`. */
export function isInRange(address: IpAddress, range: IpRange): boolean {
  return address.family === range.family && address.value >> range.hostBits === range.prefix;
}

/** The IPv4 address that the bits of `address` above its lowest `below` spell. */
export function embeddedIpv4(address: IpAddress, below: bigint): IpAddress {
  return { family: 4, value: (address.value >> below) & 0xffff_ffffn };
}

function parseIpv4(text: string): bigint | null {
  const parts = text.split('.');
  const sound =
    parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return sound ? parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) : null;
}

function parseIpv6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2 || text.length > 45) return null;
  if (halves.length === 2 && halves[0]?.includes('.')) return null;
  const [head, tail] = halves.map(groups);
  if (head === null || head === undefined || tail === null) return null;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const all = [...head, ...Array<bigint>(missing).fill(0n), ...(tail ?? [])];
  return all.reduce((value, group) => (value << 16n) | group, 0n);
}

/** The 16-bit groups of one side of `::`; an IPv4 address at the end counts as two. Null when malformed. */
function groups(half: string): bigint[] | null {
  if (half === '') return [];
  const parts = half.split(':');
  const last = parts.at(-1) ?? '';
  const ipv4 = last.includes('.') ? parseIpv4(last) : null;
  if (last.includes('.') && ipv4 === null) return null;
  const hex = ipv4 === null ? parts : parts.slice(0, -1);
  if (!hex.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return null;
  const values = hex.map((part) => BigInt(`0x${part}`));
  return ipv4 === null ? values : [...values, ipv4 >> 16n, ipv4 & 0xffffn];
}
