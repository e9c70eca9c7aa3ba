import type { SenderHint } from '../mailbox/equipment-mailbox.ts';
import type { SchedulingPolicy } from '../meetings/scheduling-policy.ts';

/** S4.10: vouched for by the mail system, or of a domain that the integration trusts. */
export function isTrustedSender({ email, authenticated }: SenderHint, policy: SchedulingPolicy): boolean {
  if (authenticated && policy.trustAuthenticatedSenders) return true;
  const domain = email?.split('@').at(-1)?.toLowerCase();
  return domain !== undefined && policy.trustedDomains.includes(domain);
}
