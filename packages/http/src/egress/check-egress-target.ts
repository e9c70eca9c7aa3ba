import { classifyAddress, effectiveAddress } from './address-class.ts';
import {
  type IpAddress,
  type IpRange,
  isInRange,
  isSameAddress,
  parseIpAddress,
  parseIpRange,
} from './ip-address.ts';

/** What the operator allows. */
export interface EgressPolicy {
  /** Whether this machine may be called, and by plain http; for trials and tests. */
  readonly allowLoopback: boolean;
  /** Private ranges (CIDR) that may be called, such as the network of an Exchange server. */
  readonly allowedPrivateRanges: readonly string[];
  /** Where we listen ourselves. Never called, whatever else is allowed. */
  readonly ownListeners: readonly OwnListener[];
}

/** A socket of ours. */
export interface OwnListener {
  /** The address bound; `0.0.0.0` and `::` stand for every one in `machineAddresses` and loopback. */
  readonly address: string;
  readonly port: number;
  /** Addresses of this machine's interfaces, and those under which it is reached from outside. */
  readonly machineAddresses: readonly string[];
}

/** Why a target is refused; for the operator's log, never for a tenant. */
export type EgressRefusal =
  | 'not-a-url'
  | 'scheme'
  | 'userinfo'
  | 'unresolved'
  | 'bad-address'
  | 'address-mismatch'
  | 'port'
  | 'own-listener'
  | 'loopback'
  | 'link-local'
  | 'metadata'
  | 'private'
  | 'reserved';

/** The decision on a target. */
export type EgressDecision =
  | {
      readonly allowed: true;
      readonly url: URL;
      /** The addresses to connect to, and no others. */
      readonly addresses: readonly string[];
    }
  | {
      readonly allowed: false;
      readonly reason: EgressRefusal;
      /** The address that was refused; null where the reason is about none. */
      readonly address: string | null;
    };

/** What a decision is made from. */
export interface EgressFacts {
  /** Every address that the host resolved to; the literal itself when the host is one. */
  readonly resolvedAddresses: readonly string[];
  readonly policy: EgressPolicy;
}

/**
 * Decides whether a URL that a tenant configured may be called. All resolved addresses must pass: one
 * bad address among good ones refuses the target. Pure.
 */
export function checkEgressTarget(text: string, { resolvedAddresses, policy }: EgressFacts): EgressDecision {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return refuse('not-a-url');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('scheme');
  if (url.username !== '' || url.password !== '') return refuse('userinfo');
  if (resolvedAddresses.length === 0) return refuse('unresolved');
  const addresses = resolvedAddresses.map(parseIpAddress);
  const literal = parseIpAddress(url.hostname.replace(/^\[(.*)\]$/, '$1'));
  for (const [index, address] of addresses.entries()) {
    const text = resolvedAddresses[index] ?? null;
    if (address === null) return refuse('bad-address', text);
    if (literal !== null && !isSame(literal, address)) return refuse('address-mismatch', text);
    const reason = addressRefusal(address, { url, policy });
    if (reason !== null) return refuse(reason, text);
  }
  return { allowed: true, url, addresses: resolvedAddresses };
}

/** What an address is judged with. */
export interface AddressContext {
  readonly url: URL;
  readonly policy: EgressPolicy;
}

/** Why an address is not called at a URL; null: it may be. */
export function addressRefusal(address: IpAddress, { url, policy }: AddressContext): EgressRefusal | null {
  const kind = classifyAddress(address);
  if (isOwnListener(address, { url, policy })) return 'own-listener';
  if (url.protocol === 'http:' && kind !== 'loopback') return 'scheme';
  if (kind === 'public' || (kind === 'loopback' && policy.allowLoopback)) return null;
  if (kind === 'private' && isListed(address, policy.allowedPrivateRanges)) return null;
  return kind;
}

function isOwnListener(address: IpAddress, { url, policy }: AddressContext): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const loopback = classifyAddress(address) === 'loopback';
  return policy.ownListeners.some((listener) => {
    if (listener.port !== port) return false;
    const bound = parseIpAddress(listener.address);
    const everywhere = bound === null || bound.toByteArray().every((byte) => byte === 0);
    // Every loopback address counts as one: which of them a socket answers on differs by system.
    if (loopback) return everywhere || classifyAddress(bound) === 'loopback';
    const held = everywhere ? listener.machineAddresses : [listener.address];
    return held.some((text) => isSame(parseIpAddress(text), address));
  });
}

function isListed(address: IpAddress, texts: readonly string[]): boolean {
  const ranges: IpRange[] = texts.flatMap((text) => parseIpRange(text) ?? []);
  return ranges.some((range) => isInRange(effectiveAddress(address), range));
}

function isSame(one: IpAddress | null, other: IpAddress): boolean {
  return one !== null && isSameAddress(effectiveAddress(one), effectiveAddress(other));
}

function refuse(reason: EgressRefusal, address: string | null = null): EgressDecision {
  return { allowed: false, reason, address };
}
