import { promises as dns, type LookupAddress } from 'node:dns';
import { HttpError, type Logger } from '@vmrkit/core';
import { checkEgressTarget, type EgressDecision, type EgressPolicy } from './check-egress-target.ts';
import { checkProxiedTarget } from './check-proxied-target.ts';
import type { EgressResolver } from './egress-resolver.ts';
import { explainRefusal } from './explain-refusal.ts';

/** What the resolver works with. */
export interface DnsEgressResolverOptions {
  /** Read at each call, since our own listeners are known only once they listen. */
  policy(): EgressPolicy;
  readonly logger: Logger;
  /** Looks up a host name; the system's resolver by default. */
  lookUp?(host: string): Promise<readonly LookupAddress[]>;
  /** How long a look-up may take; then the host counts as unknown. 5 s by default. */
  readonly lookUpMs?: number;
}

const LOOK_UP_MS = 5_000;

/** The gate of S2.12 over DNS: resolves once, holds every address against the policy, and names the addresses. */
export function createDnsEgressResolver(options: DnsEgressResolverOptions): EgressResolver {
  const { logger, lookUp = (host) => dns.lookup(host, { all: true }), lookUpMs = LOOK_UP_MS } = options;
  const find = async (url: URL): Promise<Found> => {
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    return inTime(lookUp(host), lookUpMs).then(
      (addresses) => ({ addresses, trouble: undefined }),
      (trouble: unknown) => ({ addresses: [], trouble }),
    );
  };
  const refusal = (url: URL, refused: Refused, trouble: unknown): HttpError => {
    const { reason, address } = refused;
    const why = explainRefusal(url.hostname, refused);
    logger.warn('A call to a configured address was refused.', { host: url.host, reason, address, why });
    // Only the cause, which stays with the operator, tells one refusal from another.
    const cause = new Error(why, { cause: trouble });
    const options = { code: 'ERR_EGRESS_REFUSED', sent: 'no', cause } as const;
    return new HttpError('This address cannot be called.', options);
  };
  const textsOf = ({ addresses }: Found) => addresses.map(({ address }) => address);
  return {
    async resolve(url) {
      const found = await find(url);
      const facts = { resolvedAddresses: textsOf(found), policy: options.policy() };
      const decision = checkEgressTarget(url.href, facts);
      if (!decision.allowed) throw refusal(url, decision, found.trouble);
      return found.addresses.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
    },
    async permit(url, { ports }) {
      const found = await find(url);
      const facts = { resolvedAddresses: textsOf(found), policy: options.policy(), ports };
      const decision = checkProxiedTarget(url.href, facts);
      if (!decision.allowed) throw refusal(url, decision, found.trouble);
    },
  };
}

interface Found {
  readonly addresses: readonly LookupAddress[];
  /** Why nothing was found. */
  readonly trouble: unknown;
}

type Refused = Extract<EgressDecision, { readonly allowed: false }>;

/** What was looked up; rejects when it takes longer, for a resolver cannot be stopped. */
async function inTime<T>(looked: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The look-up takes too long.')), milliseconds);
  });
  return Promise.race([looked, late]).finally(() => clearTimeout(timer));
}
