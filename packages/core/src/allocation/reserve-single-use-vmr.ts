import type { CallerPolicy, CallerVerifier } from '../callers/caller.ts';
import { verifyCaller } from '../callers/verify-caller.ts';
import type { InvitedMailbox } from '../edge/edge-snapshot.ts';
import type { ReserveAnswer, ReserveRequest } from '../edge/manager-client.ts';
import type { Clock } from '../runtime/clock.ts';
import type { IntegrationTexts } from '../templates/integration-texts.ts';
import type { AllocationLimiter } from './allocation-limiter.ts';
import { carriesLiveTag } from './carries-live-tag.ts';
import type { ReservationBook } from './reservation-book.ts';
import type { TagReader } from './tag-reader.ts';

/** An equipment mailbox that may be given to new meetings. */
export interface ActiveMailbox extends InvitedMailbox {
  readonly id: string;
}

/** What a reservation needs of its integration and of the manager. */
export interface ReserveDeps {
  readonly callers: CallerPolicy;
  readonly verifiers: readonly CallerVerifier[];
  readonly limiter: AllocationLimiter;
  readonly reservations: ReservationBook;
  readonly tags: TagReader;
  readonly texts: IntegrationTexts;
  /** Chooses the mailbox of the pool for the next meeting. */
  chooseMailbox(): ActiveMailbox;
  readonly clock: Clock;
}

/**
 * Verifies who asks, reserves two aliases and renders the joining instructions (S3.1, S3.3); a draft that carries a
 * live tag gets nothing new (S3.5). Rejects with what the
 * verifiers reject with, ThrottledError `ERR_ALLOCATION_LIMITED` for a caller who asks too often, ConflictError
 * `ERR_ALIAS_SPACE_FULL` and its siblings.
 */
export async function reserveSingleUseVmr(
  request: ReserveRequest,
  deps: ReserveDeps,
): Promise<ReserveAnswer> {
  const { callers, verifiers, clock, texts, reservations, tags } = deps;
  const { draftKey, bodyTags, language, correlationId } = request;
  const caller = await verifyCaller(request.token, { verifiers, policy: callers, at: clock.now() });
  deps.limiter.take(caller.key);
  const { id: mailboxId, name, email } = deps.chooseMailbox();
  const answer = { mailbox: { name, email }, correlationId };
  if (await carriesLiveTag(bodyTags, { reservations, tags, now: clock.now() })) {
    return { kind: 'already', html: '', ...answer };
  }
  const reservation = await reservations.allocate({
    mailboxId,
    callerKey: caller.key,
    draftKey,
    correlationId,
  });
  const values = {
    alias: reservation.alias,
    numeric_alias: reservation.numericAlias,
    alias_uuid: reservation.tag,
    join_url: '',
  };
  return { kind: 'reserved', html: texts.joiningInstructions(values, language).text, ...answer };
}
