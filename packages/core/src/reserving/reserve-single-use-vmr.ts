import { openTag } from '../allocation/open-tag.ts';
import { attendeePinValues } from '../allocation/pin-values.ts';
import type { ReservationService } from '../allocation/reservation-service.ts';
import type { IntegrationCallers } from '../callers/caller.ts';
import { verifyCaller } from '../callers/verify-caller.ts';
import { NotAllowedError } from '../errors/vmrkit-error.ts';
import type { Clock } from '../runtime/clock.ts';
import type { TagReader } from '../tags/tag-reader.ts';
import type { IntegrationTexts } from '../templates/integration-texts.ts';
import type { InvitedMailbox } from './edge-snapshot.ts';
import { judgeDraft, wholeTags } from './judge-draft.ts';
import type { ReserveAnswer, ReserveRequest } from './manager-calls.ts';
import type { PoolBalancer, PoolMailbox } from './pool-balancer.ts';
import type { ReservationLimiter } from './reservation-limiter.ts';

/** An equipment mailbox of an integration's pool. */
export interface PooledMailbox extends InvitedMailbox, PoolMailbox {
  /** `draining`: named for no new meeting. */
  readonly state: 'active' | 'draining';
}

/** What a reservation needs of its integration and of the manager. */
export interface ReserveDeps {
  readonly callers: IntegrationCallers;
  readonly limiter: ReservationLimiter;
  readonly reservations: ReservationService;
  readonly tags: TagReader;
  readonly texts: IntegrationTexts;
  /** All mailboxes of the integration. */
  readonly pool: readonly PooledMailbox[];
  readonly balancer: PoolBalancer;
  readonly clock: Clock;
}

/**
 * Verifies who asks, reserves two aliases, names the mailbox of the pool with the least to do, and renders the joining
 * instructions. A draft that carries a live tag gets nothing new; one that asks again is told
 * the mailbox of its first answer, also when that one drains meanwhile. Rejects with what the verifiers reject with,
 * ThrottledError `ERR_ALLOCATION_LIMITED` for a caller who asks too often, NotAllowedError `ERR_INTEGRATION_OFF` when no
 * mailbox is active, ConflictError `ERR_ALIAS_SPACE_FULL` and its siblings.
 */
export async function reserveSingleUseVmr(
  request: ReserveRequest,
  deps: ReserveDeps,
): Promise<ReserveAnswer> {
  const { callers, clock, texts, reservations, tags } = deps;
  const { draftKey, bodyTags, language, correlationId } = request;
  const caller = await verifyCaller(request.token, { ...callers, at: clock.now() });
  deps.limiter.take(caller.key);
  const next = deps.balancer.choose(deps.pool.filter(({ state }) => state === 'active'));
  if (next === null) {
    throw new NotAllowedError('This integration has no active equipment mailbox.', {
      code: 'ERR_INTEGRATION_OFF',
    });
  }
  const verdict = await judgeDraft(wholeTags(bodyTags), {
    open: (tag) => openTag(tag, { reservations, tags, at: clock.now() }),
    // The pane tells nothing yet by which a sent meeting could be known again.
    isThisMeeting: () => true,
  });
  if (verdict === 'already') {
    return { kind: 'already', html: '', mailbox: { name: next.name, email: next.email }, correlationId };
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
    join_url: '',
    ...attendeePinValues(await deps.reservations.openPins(reservation.id, reservation.pins)),
  };
  return {
    kind: 'reserved',
    html: texts.joiningInstructions(values, language),
    mailbox: { name: mailbox.name, email: mailbox.email },
    correlationId,
  };
}
