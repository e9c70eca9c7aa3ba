import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An IP address. */
export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

/** A block of addresses, such as `10.0.0.0/8`. */
export interface IpRange {
  readonly base: IpAddress;
  /** How many leading bits all addresses share. */
  readonly bits: number;
}

/**
 * Reads four decimal parts without leading zeros, or RFC 4291 text; zone ids are refused. Null when it is neither.
 * The runtime judges and spells out the text: ipaddr.js also reads octal, hexadecimal and shortened forms, and takes
 * `::1.2.3.4` for `::ffff:1.2.3.4`.
 */
export function parseIpAddress(text: string): IpAddress | null {
  const family = text.includes('%') ? 0 : isIP(text);
  if (family === 0) return null;
  return ipaddr.parse(family === 4 ? text : new URL(`http://[${text}]/`).hostname.slice(1, -1));
}

/** Reads CIDR text. Bits after the prefix are ignored. Null when it is none. */
export function parseIpRange(text: string): IpRange | null {
  const [, base = '', bits] = /^([^/]+)\/(0|[1-9][0-9]{0,2})$/.exec(text) ?? [];
  const address = parseIpAddress(base);
  if (address === null || Number(bits) > address.toByteArray().length * 8) return null;
  return { base: address, bits: Number(bits) };
}

/** Whether `address` lies in `range`. */
export function isInRange(address: IpAddress, { base, bits }: IpRange): boolean {
  return address.kind() === base.kind() && address.match(base, bits);
}

/** Whether two addresses are one. */
export function isSameAddress(one: IpAddress, other: IpAddress): boolean {
  return one.kind() === other.kind() && one.toNormalizedString() === other.toNormalizedString();
}

/** The IPv4 address in four bytes of `address`, from `offset`. */
export function embeddedIpv4(address: IpAddress, offset: number): IpAddress {
  return new ipaddr.IPv4(address.toByteArray().slice(offset, offset + 4));
}
