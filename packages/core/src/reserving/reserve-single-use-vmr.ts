import { type OpenedTag, openTag } from '../allocation/open-tag.ts';
import { attendeePinValues } from '../allocation/pin-values.ts';
import type { ReservationService } from '../allocation/reservation-service.ts';
import type { IntegrationCallers } from '../callers/caller.ts';
import { verifyCaller } from '../callers/verify-caller.ts';
import { NotAllowedError } from '../errors/vmrkit-error.ts';
import type { MeetingKey } from '../identity/meeting-key.ts';
import type { Clock } from '../runtime/clock.ts';
import type { TagReader } from '../tags/tag-reader.ts';
import type { IntegrationTexts } from '../templates/integration-texts.ts';
import type { Instant } from '../time/instant.ts';
import type { InvitedMailbox } from './edge-snapshot.ts';
import { type DraftVerdict, judgeDraft, wholeTags } from './judge-draft.ts';
import type { ReserveAnswer, ReserveRequest } from './manager-calls.ts';
import type { PoolBalancer, PoolMailbox } from './pool-balancer.ts';

/** An equipment mailbox of an integration's pool. */
export interface PooledMailbox extends InvitedMailbox, PoolMailbox {
  /** `draining`: named for no new meeting. */
  readonly state: 'active' | 'draining';
}

/** What a reservation needs of its integration and of the manager. */
export interface ReserveDeps {
  readonly callers: IntegrationCallers;
  /** Counts an allocation; throws or rejects with ThrottledError when the caller had its share. */
  readonly limiter: { take(callerKey: string): void | Promise<void> };
  readonly reservations: ReservationService;
  readonly tags: TagReader;
  readonly texts: IntegrationTexts;
  /** All mailboxes of the integration. */
  readonly pool: readonly PooledMailbox[];
  readonly balancer: PoolBalancer;
  readonly clock: Clock;
  /** The location gets the room's SIP address. */
  readonly sipUriInLocation?: boolean;
  /** Whether a meeting that is live has an occurrence with this start. */
  takesPlaceAt(meeting: MeetingKey, start: Instant): Promise<boolean>;
}

/**
 * Verifies who asks, reserves two aliases, names the mailbox of the pool with the least to do, and renders the joining
 * instructions. A draft that carries a live tag gets nothing new, and one whose tag may be another meeting's a question
 * unless its author has answered it; one that asks again is told the mailbox of its first answer, also when that one drains meanwhile. Rejects with what the verifiers reject with,
 * ThrottledError `ERR_ALLOCATION_LIMITED` for a caller who asks too often, NotAllowedError `ERR_INTEGRATION_OFF` when no
 * mailbox is active, ConflictError `ERR_ALIAS_SPACE_FULL` and its siblings.
 */
export async function reserveSingleUseVmr(
  request: ReserveRequest,
  deps: ReserveDeps,
): Promise<ReserveAnswer> {
  const { callers, clock, texts, reservations } = deps;
  const { draftKey, language, correlationId, replace } = request;
  const caller = await verifyCaller(request.token, { ...callers, at: clock.now() });
  await deps.limiter.take(caller.key);
  const next = deps.balancer.choose(deps.pool.filter(({ state }) => state === 'active'));
  if (next === null) {
    throw new NotAllowedError('This integration has no active equipment mailbox.', {
      code: 'ERR_INTEGRATION_OFF',
    });
  }
  const verdict = await verdictOn(request, { ...deps, callerKey: caller.key });
  if (verdict === 'already' || (verdict === 'ask' && !replace)) {
    const { name, email } = next;
    return {
      kind: verdict,
      html: '',
      location: '',
      replaces: false,
      mailbox: { name, email },
      correlationId,
    };
  }
  const reservation = await reservations.reserve({
    mailboxId: next.id,
    callerKey: caller.key,
    language,
    draftKey,
    correlationId,
  });
  if (reservation.isNew) deps.balancer.named(next.id);
  const mailbox = deps.pool.find(({ id }) => id === reservation.mailboxId) ?? next;
  const values = {
    alias: reservation.alias,
    numeric_alias: reservation.numericAlias,
    alias_uuid: reservation.tag,
    ...attendeePinValues(
      await deps.reservations.openPins({ reservationId: reservation.id }, reservation.pins),
    ),
  };
  return {
    kind: 'reserved',
    html: texts.joiningInstructions(values, language),
    location: deps.sipUriInLocation ? `sip:${reservation.alias}` : '',
    replaces: verdict !== 'none',
    mailbox: { name: mailbox.name, email: mailbox.email },
    correlationId,
  };
}

/** Keys that begin so are kept where copies of an appointment take them along. */
const COPIED_KEY = 'copied_';

/** A bound tag is this draft's own by the draft's key, unless a copy may have brought that along, or by the start of its meeting. */
async function verdictOn(
  { bodyTags, draftKey, start = null }: ReserveRequest,
  { reservations, tags, clock, takesPlaceAt, callerKey }: ReserveDeps & { readonly callerKey: string },
): Promise<DraftVerdict> {
  const own = new Set<OpenedTag>();
  return judgeDraft(wholeTags(bodyTags), {
    async open(tag) {
      const opened = await openTag(tag, { reservations, tags, at: clock.now() });
      const boundTo = opened !== null && 'boundTo' in opened.fact ? opened.fact.boundTo : null;
      if (opened === null || boundTo === null) return opened;
      const id = opened.fact.kind === 'reservation' ? opened.fact.reservationId : null;
      const isOfDraft =
        id !== null &&
        draftKey !== null &&
        !draftKey.startsWith(COPIED_KEY) &&
        (await reservations.isOfDraft({ reservationId: id, callerKey, draftKey }));
      // What is quoted is another meeting's by its form, whenever that takes place.
      const hint = tag.quoted ? null : start;
      if (isOfDraft || (hint !== null && (await takesPlaceAt(boundTo, hint)))) own.add(opened);
      return opened;
    },
    isThisMeeting: (bound) => own.has(bound),
  });
}
