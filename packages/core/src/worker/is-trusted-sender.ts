import type { SenderHint } from '../mailbox/equipment-mailbox.ts';
import type { SchedulingPolicy } from '../meetings/scheduling-policy.ts';

/** One address with nothing about it; the domain in ASCII, since other letters may have the same lower case. */
const PLAIN_ADDRESS = /^[^\s@"<>()[\],;:\\%!]+@([a-z0-9._-]+)$/i;

/** Authenticated by the mail system, or of a domain that the integration trusts. */
export function isTrustedSender({ email, authenticated }: SenderHint, policy: SchedulingPolicy): boolean {
  if (authenticated && policy.trustAuthenticatedSenders) return true;
  const domain = PLAIN_ADDRESS.exec(email ?? '')?.[1]?.toLowerCase();
  return domain !== undefined && policy.trustedDomains.includes(domain);
}
