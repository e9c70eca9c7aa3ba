import type { EgressDecision, EgressPolicy, EgressRefusal } from './check-egress-target.ts';
import { addressRefusal } from './check-egress-target.ts';
import { parseIpAddress } from './ip-address.ts';

/** What a decision on a target behind a web proxy is made from. */
export interface ProxiedFacts {
  /** What this machine's own name server says of the host; empty where it knows no such name. */
  readonly resolvedAddresses: readonly string[];
  readonly policy: EgressPolicy;
  /** Ports that the proxy may be asked for. */
  readonly ports: readonly number[];
}

/**
 * Decides whether a web proxy may be asked for a URL that a tenant configured: by scheme, port, name, the literal
 * address, and every address that this machine finds for the name. A name that it does not know passes: the proxy
 * resolves it, and what it resolves to is the proxy's to judge. Pure.
 */
export function checkProxiedTarget(text: string, facts: ProxiedFacts): EgressDecision {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return refuse('not-a-url');
  if (url.protocol !== 'https:') return refuse('scheme');
  if (url.username !== '' || url.password !== '') return refuse('userinfo');
  if (!facts.ports.includes(url.port === '' ? 443 : Number(url.port))) return refuse('port');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isOfMachine(host)) return refuse('loopback');
  const literal = parseIpAddress(host);
  for (const address of literal === null ? facts.resolvedAddresses : [host]) {
    const parsed = parseIpAddress(address);
    if (parsed === null) return refuse('bad-address', address);
    const reason = addressRefusal(parsed, { url, policy: facts.policy });
    if (reason !== null) return refuse(reason, address);
  }
  return { allowed: true, url, addresses: facts.resolvedAddresses };
}

/** Names that mean the machine which resolves them (RFC 6761 section 6.3): there that would be the proxy's own. */
export function isOfMachine(host: string): boolean {
  return /^(?:.*\.)?localhost\.?$/i.test(host);
}

function refuse(reason: EgressRefusal, address: string | null = null): EgressDecision {
  return { allowed: false, reason, address };
}
