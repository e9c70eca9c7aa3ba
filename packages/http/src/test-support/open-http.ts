import { silentLogger } from '@vmrkit/core';
import { createHttp } from '../create-http.ts';
import type { OwnListener } from '../egress/check-egress-target.ts';
import { createDnsEgressResolver } from '../egress/dns-egress-resolver.ts';

/** Calls behind the real gate, with loopback allowed and names that stand in no DNS. */
export function openHttp(
  lookUp: (host: string) => readonly string[] = () => ['127.0.0.1'],
  ownListeners: readonly OwnListener[] = [],
) {
  const egress = createDnsEgressResolver({
    logger: silentLogger,
    policy: () => ({ allowLoopback: true, allowedPrivateRanges: [], ownListeners }),
    lookUp: async (host) =>
      lookUp(host).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  });
  return createHttp({ egress });
}

/** What a call was refused with; fails when it was not. */
export async function refusal(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => Promise.reject(new Error('It was not refused.')),
    (error: unknown) => error,
  );
}
