import type { EgressDecision, EgressRefusal } from './check-egress-target.ts';

const words: Readonly<Record<EgressRefusal, string>> = {
  'not-a-url': 'this is no URL',
  scheme: 'only https is called, and http on this machine where egress.allow_loopback is on',
  userinfo: 'a URL may hold no user name or password',
  unresolved: 'its name is unknown; check the spelling and the name server',
  'bad-address': 'the name server gave no IP address',
  'address-mismatch': 'it would be called at another address than the one written',
  port: 'web_proxy.ports does not list its port, and the proxy is asked for no other',
  'own-listener': 'this server listens there itself',
  loopback: 'this is the machine itself; egress.allow_loopback allows it for trials',
  'link-local': 'link-local addresses are never called',
  metadata: 'addresses of metadata services are never called',
  private: 'this is a private address that egress.private_ranges does not list',
  reserved: 'this address is reserved and never called',
};

/** Why a target was refused and what to do, in words for the operator; a tenant never reads it. */
export function explainRefusal(
  host: string,
  { reason, address }: Extract<EgressDecision, { readonly allowed: false }>,
): string {
  const at = address === null || address === host.replace(/^\[(.*)\]$/, '$1') ? '' : ` (${address})`;
  return `${host}${at} is not called: ${words[reason]}.`;
}
