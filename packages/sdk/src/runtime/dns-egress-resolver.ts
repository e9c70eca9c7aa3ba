import { promises as dns, type LookupAddress } from 'node:dns';
import { type EgressResolver, type Logger, UnavailableError } from '@vmrkit/core';
import { checkEgressTarget, type EgressPolicy, explainRefusal } from '@vmrkit/core/composition';

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
  return {
    async resolve(url) {
      const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
      let trouble: unknown;
      const found = await inTime(lookUp(host), lookUpMs).catch((error: unknown) => {
        trouble = error;
        return [];
      });
      const resolvedAddresses = found.map(({ address }) => address);
      const decision = checkEgressTarget(url.href, { resolvedAddresses, policy: options.policy() });
      if (decision.allowed) {
        return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
      }
      const { reason, address } = decision;
      const why = explainRefusal(url.hostname, decision);
      logger.warn('A call to a configured address was refused.', { host: url.host, reason, address, why });
      // Only the cause, which stays with the operator, tells one refusal from another.
      const cause = new Error(why, { cause: trouble });
      throw new UnavailableError('This address cannot be called.', { code: 'ERR_EGRESS_REFUSED', cause });
    },
  };
}

/** What was looked up; rejects when it takes longer, for a resolver cannot be stopped. */
async function inTime<T>(looked: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The look-up takes too long.')), milliseconds);
  });
  return Promise.race([looked, late]).finally(() => clearTimeout(timer));
}
