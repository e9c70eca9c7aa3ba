import type { KeySealer } from '../allocation/allocation-store.ts';
import { findReservationByTag } from '../allocation/reservation-lifecycle.ts';
import type { Store } from '../collections/store.ts';
import type { SchedulingPolicy } from '../meetings/scheduling-policy.ts';
import type { Clock } from '../runtime/clock.ts';
import { openJoinToken } from '../tags/join-token.ts';
import { openSchedulingTag, type TagKeyRing } from '../tags/scheduling-tag.ts';
import type { IntegrationTexts } from '../templates/integration-texts.ts';
import type { Instant } from '../time/instant.ts';
import { decideAdmission, openPinsOf } from './admit.ts';
import type { AdmittedConference, ClosedReason, PlatformEntrance } from './join-adapter.ts';

/** Whether somebody who joins is asked for a PIN. */
export type AskedPin = 'none' | 'optional' | 'required';

/** What becomes of somebody who follows a join link (S5.3, S5.4). */
export type FollowedLink =
  /** Damaged, forged, of another deployment, or its meeting is gone: nobody can tell which. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'closed'; readonly reason: ClosedReason; readonly opensAt: Instant | null }
  /** `target`: a URL that a browser may open. */
  | { readonly kind: 'open'; readonly target: string }
  /** The room is open, and who comes is asked first. `origin`: the only place to which that leads. */
  | {
      readonly kind: 'form';
      readonly pin: AskedPin;
      readonly origin: string;
      /** Why the last try did not let in; null: there was none. */
      readonly fault: 'pin' | 'limited' | null;
    }
  /** Nobody can be let in now: the platform is not there, or not set up for it. */
  | { readonly kind: 'away' };

/** The integration that a link names, as it stands now. */
export interface LinkedIntegration {
  readonly tenantId: string;
  readonly policy: SchedulingPolicy;
  readonly texts: Pick<IntegrationTexts, 'joinTarget'>;
  /** The platform whose entrance its links lead to; null: its template says where they lead. */
  readonly joinPlatform: string | null;
}

/** What following a link reads. */
export interface FollowDeps {
  readonly linkKeys: TagKeyRing;
  readonly tagKeys: TagKeyRing;
  readonly store: Store;
  readonly clock: Clock;
  readonly sealer: Pick<KeySealer, 'open'>;
  /** Null: there is none. */
  integration(integrationId: string): LinkedIntegration | null;
  /** The entrance of a platform that may see the tenant; null: there is none. */
  entrance(platform: string, tenantId: string): PlatformEntrance | null;
}

/** The room behind a link, open now. */
export interface OpenRoom {
  readonly tagId: string;
  readonly alias: string;
  readonly numericAlias: string;
  readonly integration: LinkedIntegration;
  /** With its PINs. */
  readonly conference: AdmittedConference;
}

/** What a link leads to that leads to no open room. */
export type ShutLink = Extract<FollowedLink, { kind: 'unknown' | 'closed' }>;

/**
 * Follows the link of a scheduled meeting; changes nothing. It names the meeting by its tag, so it dies with the meeting
 * although the alias may be given out again, and gives nobody more than the alias would.
 */
export async function followJoinLink(token: string, deps: FollowDeps): Promise<FollowedLink> {
  const room = await findOpenRoom(token, deps);
  if ('kind' in room) return room;
  const { joinPlatform, tenantId } = room.integration;
  if (joinPlatform === null) return openByTemplate(room);
  const entrance = deps.entrance(joinPlatform, tenantId);
  if (entrance === null) return { kind: 'away' };
  return { kind: 'form', pin: askedPin(room.conference), origin: entrance.origin, fault: null };
}

/** The room behind a link, or why there is none that is open. Rejects as the store and the sealer do. */
export async function findOpenRoom(token: string, deps: FollowDeps): Promise<OpenRoom | ShutLink> {
  const unknown: ShutLink = { kind: 'unknown' };
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
  const [stored] = await deps.store.meetings.load(tenantId, [state.meetingKey]);
  if (!stored) return unknown;
  const { value: meeting } = stored;
  const question = { alias, mayHearReason: true };
  const decision = decideAdmission(question, meeting, integration.policy, deps.clock.now());
  if (decision.kind === 'unknown') return unknown;
  if (decision.kind === 'closed')
    return { kind: 'closed', reason: decision.reason ?? 'over', opensAt: decision.opensAt };
  const pins = integration.joinPlatform === null ? null : await openPinsOf(meeting, deps);
  const conference = { ...decision.conference, pins };
  return { tagId, alias, numericAlias, integration, conference };
}

/** Where the record's template leads to. */
export function openByTemplate({ integration, alias, numericAlias }: OpenRoom): FollowedLink {
  const target = integration.texts.joinTarget({ alias, numeric_alias: numericAlias });
  return target === null ? { kind: 'unknown' } : { kind: 'open', target };
}

/** A host has a PIN to type where guests need none. */
export function askedPin({ pins, allowGuests }: Pick<AdmittedConference, 'pins' | 'allowGuests'>): AskedPin {
  if (pins === null) return 'none';
  if (pins.guest !== null) return 'required';
  if (pins.host === null) return 'none';
  return allowGuests === true ? 'optional' : 'required';
}
