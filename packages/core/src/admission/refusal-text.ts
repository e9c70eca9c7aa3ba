import { formatInstant } from '../time/instant.ts';
import type { AdmissionDecision } from './join-adapter.ts';

/** Why nobody is let in, in a sentence for participants: no more than the decision tells. */
export function refusalText(decision: Exclude<AdmissionDecision, { readonly kind: 'admitted' }>): string {
  if (decision.kind === 'unknown') return 'There is no such meeting.';
  const { reason, opensAt } = decision;
  if (reason === 'over') return 'The meeting is over.';
  if (reason === 'cancelled') return 'The meeting was cancelled.';
  if (reason === null) return 'The meeting cannot be joined now.';
  return `The meeting is not open yet.${opensAt === null ? '' : ` It opens at ${formatInstant(opensAt)}.`}`;
}
