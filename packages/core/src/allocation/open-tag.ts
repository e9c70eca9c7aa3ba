import type { MeetingKey } from '../identity/meeting-key.ts';
import type { TagWorth } from '../tags/choose-tag.ts';
import type { TagFact } from '../tags/tag-fact.ts';
import type { FoundTag } from '../tags/tag-parser.ts';
import type { TagReader } from '../tags/tag-reader.ts';
import type { Instant } from '../time/instant.ts';
import type { ReservationService } from './reservation-service.ts';

/** A tag of this integration, with what it stands for. */
export interface OpenedTag {
  readonly fact: TagFact;
  /** Of the click that it comes from; null: the tag does not tell. */
  readonly correlationId: string | null;
}

/** What {@link openTag} opens with. */
export interface OpenTagDeps {
  readonly reservations: Pick<ReservationService, 'lookUp' | 'tokenOwner'>;
  readonly tags: Pick<TagReader, 'openToken'>;
  /** When the tag reached us: a token must have been valid then. */
  readonly at: Instant;
}

/** Opens a whole tag, for mailbox and pane alike; null: another integration's, or damaged. Rejects as `openToken` does. */
export async function openTag(
  { kind, id, quoted }: FoundTag,
  { reservations, tags, at }: OpenTagDeps,
): Promise<OpenedTag | null> {
  if (kind === 'token') {
    const token = await tags.openToken(id, at);
    if (token === null) return null;
    const { hash, valid, correlationId } = token;
    const boundTo = await reservations.tokenOwner(hash);
    return { fact: { kind: 'token', hash, valid, boundTo, quoted }, correlationId };
  }
  const looked = await reservations.lookUp(id);
  if (looked?.kind !== 'reservation') return looked && { fact: looked, correlationId: null };
  const { reservation, boundTo } = looked;
  const fact = { kind: 'reservation', reservationId: reservation.id, boundTo, quoted } as const;
  return { fact, correlationId: reservation.correlationId };
}

/** How much a tag counts for a meeting, which is known by what its tags are bound to. */
export function tagWorth(fact: TagFact, isThisMeeting: (boundTo: MeetingKey) => boolean): TagWorth {
  const isLive = fact.kind === 'reservation' || (fact.kind === 'token' && fact.valid);
  if (!isLive) return 'dead';
  return fact.boundTo === null || isThisMeeting(fact.boundTo) ? 'usable' : 'others';
}
