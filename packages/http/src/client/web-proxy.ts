import { classifyAddress } from '../egress/address-class.ts';
import { isOfMachine } from '../egress/check-proxied-target.ts';
import { isInRange, isSameAddress, parseIpAddress, parseIpRange } from '../egress/ip-address.ts';

/** The proxy that the operator named. It is called at whatever address its name has: no tenant chooses it. */
export interface WebProxy {
  /** Origin; http or https. */
  readonly url: URL;
  /** Shown by Basic authentication (RFC 7617); null: none. */
  readonly credentials: { readonly username: string; readonly password: string } | null;
  /** Hosts that are called directly: a name, `.name` for all below it, an address, or a range (CIDR) of literal addresses. */
  readonly noProxy: readonly string[];
  /** Ports that it may be asked for. */
  readonly ports: readonly number[];
}

/** Whether a target is called directly all the same: this machine always is, and what `noProxy` names. */
export function passesBy(noProxy: readonly string[], url: URL): boolean {
  const host = url.hostname
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
  const address = parseIpAddress(host);
  if (address === null) {
    return isOfMachine(host) || noProxy.some((entry) => isNamed(host, entry.toLowerCase()));
  }
  if (classifyAddress(address) === 'loopback') return true;
  return noProxy.some((entry) => {
    const range = parseIpRange(entry);
    if (range !== null) return isInRange(address, range);
    const one = parseIpAddress(entry);
    return one !== null && isSameAddress(one, address);
  });
}

function isNamed(host: string, entry: string): boolean {
  return entry.startsWith('.') ? host.endsWith(entry) : host === entry;
}
