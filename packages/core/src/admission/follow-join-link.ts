import { findReservationByTag } from '../allocation/reservation-lifecycle.ts';
import type { Store } from '../collections/store.ts';
import type { SchedulingPolicy } from '../meetings/scheduling-policy.ts';
import type { Clock } from '../runtime/clock.ts';
import { openJoinToken } from '../tags/join-token.ts';
import { openSchedulingTag, type TagKeyRing } from '../tags/scheduling-tag.ts';
import type { IntegrationTexts } from '../templates/integration-texts.ts';
import type { Instant } from '../time/instant.ts';
import { decideAdmission } from './admit.ts';
import type { ClosedReason } from './join-adapter.ts';

/** What becomes of somebody who follows a join link (S5.3, S5.4). */
export type FollowedLink =
  /** Damaged, forged, of another deployment, or its meeting is gone: nobody can tell which. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'closed'; readonly reason: ClosedReason; readonly opensAt: Instant | null }
  /** `target`: a URL that a browser may open. */
  | { readonly kind: 'open'; readonly target: string };

/** The integration that a link names, as it stands now. */
export interface LinkedIntegration {
  readonly tenantId: string;
  readonly policy: SchedulingPolicy;
  readonly texts: Pick<IntegrationTexts, 'joinTarget'>;
}

/** What following a link reads. */
export interface FollowDeps {
  readonly linkKeys: TagKeyRing;
  readonly tagKeys: TagKeyRing;
  readonly store: Store;
  readonly clock: Clock;
  /** Null: there is none. */
  integration(integrationId: string): LinkedIntegration | null;
}

/**
 * Follows the link of a scheduled meeting; changes nothing. It names the meeting by its tag, so it dies with the meeting
 * although the alias may be given out again, and gives nobody more than the alias would.
 */
export async function followJoinLink(token: string, deps: FollowDeps): Promise<FollowedLink> {
  const unknown: FollowedLink = { kind: 'unknown' };
  const tagId = openJoinToken(token, deps.linkKeys);
  const content = tagId === null ? null : openSchedulingTag(tagId, deps.tagKeys);
  const integration = content && deps.integration(content.integrationId);
  if (tagId === null || content === null || integration === null) return unknown;
  const { tenantId } = integration;
  const found = await findReservationByTag(deps.store, {
    tenantId,
    integrationId: content.integrationId,
    tagId,
    keys: deps.tagKeys,
  });
  if (found.kind !== 'found') return unknown;
  const { alias, numericAlias, state } = found.reservation;
  // Sent, and not accepted yet.
  if (state.kind !== 'bound') return { kind: 'closed', reason: 'not-yet', opensAt: null };
  const [meeting] = await deps.store.meetings.load(tenantId, [state.meetingKey]);
  if (!meeting) return unknown;
  const question = { alias, mayHearReason: true };
  const decision = decideAdmission(question, meeting.value, integration.policy, deps.clock.now());
  if (decision.kind === 'unknown' || (decision.kind === 'closed' && decision.reason === null)) return unknown;
  if (decision.kind === 'closed')
    return { kind: 'closed', reason: decision.reason ?? 'over', opensAt: decision.opensAt };
  const target = integration.texts.joinTarget({ alias, numeric_alias: numericAlias });
  return target === null ? unknown : { kind: 'open', target };
}
