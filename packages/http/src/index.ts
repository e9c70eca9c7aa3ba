export type { WebProxy } from './client/web-proxy.ts';
export { createHttp, type HttpOptions } from './create-http.ts';
export type { EgressPolicy, EgressRefusal, OwnListener } from './egress/check-egress-target.ts';
export { createDnsEgressResolver, type DnsEgressResolverOptions } from './egress/dns-egress-resolver.ts';
export type { EgressResolver, PinnedAddress } from './egress/egress-resolver.ts';
