import { NotAllowedError } from '../errors/vmrkit-error.ts';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { loadOne } from '../store/document-steps.ts';
import { openSchedulingTag, type SchedulingTagContent } from '../tags/scheduling-tag.ts';
import { DAY_MS, HOUR_MS, shift } from '../time/instant.ts';
import { aliasClaim, type Claim, draftClaim, nameClaim, tokenClaim } from './claim.ts';
import {
  type AllocationPolicy,
  type HeldReservation,
  heldReservation,
  type Redemption,
  type TaggedReservation,
  type Unobtainable,
} from './held-reservation.ts';
import { holdClaims, releaseClaims } from './hold-claims.ts';
import { numberSpaceId } from './number-space.ts';
import { jumpAhead, numbersDrawn, setAwaiting } from './number-space-recovery.ts';
import { ensureNumberSpace } from './number-spaces.ts';
import type { TellablePins } from './pin-values.ts';
import { restartQuarantine } from './quarantine.ts';
import type { Reservation } from './reservation.ts';
import { bindReservation, findReservationByTag, releaseReservation } from './reservation-lifecycle.ts';
import { type ReserveAliasesDeps, reservationClaims, reserveAliases } from './reserve-aliases.ts';
import { aliasesOf, isRestorable, restoreReservation, type TaggedMeeting } from './restore-reservation.ts';
import { openPins, type PinsHolder, type SealedPins } from './sealed-pins.ts';

/** When a claim that a meeting holds is looked at first: long after the commit that relies on it. */
const FIRST_REVIEW_MS = HOUR_MS;

/** The reservations and claims of one integration, as the scheduling rules use them. */
export class ReservationService {
  readonly #policy: AllocationPolicy;
  readonly #deps: ReserveAliasesDeps;

  constructor(policy: AllocationPolicy, deps: ReserveAliasesDeps) {
    this.#policy = policy;
    this.#deps = deps;
  }

  /** What the tag with this sealed id stands for; null: another integration's, or damaged. Writes nothing. */
  async lookUp(tagId: string): Promise<TaggedReservation | null> {
    const { store, tagKeys, clock } = this.#deps;
    const { tenantId, integrationId } = this.#policy;
    const found = await findReservationByTag(store, { tenantId, integrationId, tagId, keys: tagKeys });
    if (found.kind === 'found') {
      const { state } = found.reservation;
      const boundTo = state.kind === 'bound' ? state.meetingKey : null;
      return { kind: 'reservation', reservation: heldReservation(found.id, found.reservation), boundTo };
    }
    if (found.kind === 'invalid') return null;
    const told = found.kind === 'released' && found.forgetAt !== null && found.forgetAt > clock.now();
    return { kind: told ? 'released' : 'unknown' };
  }

  /** Starts the quarantine of this tag's number again, unless the number is live: an invitation with it is in use. */
  async restartQuarantine(tagId: string): Promise<void> {
    const content = this.#open(tagId);
    if (content === null) return;
    const until = shift(this.#deps.clock.now(), this.#policy.quarantineDays * DAY_MS);
    const spaceId = numberSpaceId(content.prefix, content.length);
    await restartQuarantine(this.#deps.store, { spaceId, number: content.number, until });
  }

  /** The meeting that owns this token already; null: none. */
  async tokenOwner(tokenHash: string): Promise<MeetingKey | null> {
    const id = tokenClaim(tokenHash);
    const claim = await loadOne(this.#deps.store.claims, { partition: DEPLOYMENT, id });
    return claim?.value.meetingKey ?? null;
  }

  /** Holds a claim for a meeting, or holds it again. False: another one has it. */
  async hold(claimId: string, meetingKey: MeetingKey): Promise<boolean> {
    const { store, clock } = this.#deps;
    const claim: Claim = {
      tenantId: this.#policy.tenantId,
      owner: { kind: 'meeting', id: meetingKey },
      meetingKey,
      reviewAt: shift(clock.now(), FIRST_REVIEW_MS),
    };
    return (await holdClaims(store.claims, [{ id: claimId, claim }])).kind === 'held';
  }

  /** Binds a reservation to the meeting and holds its aliases for it. Idempotent for the same meeting. */
  async bind(reservationId: string, meetingKey: MeetingKey): Promise<HeldReservation | Unobtainable> {
    const { store, clock } = this.#deps;
    const { tenantId } = this.#policy;
    const now = clock.now();
    const bound = await bindReservation(store, { tenantId, id: reservationId, meetingKey, now });
    if (bound.kind === 'conflict') return 'alias-conflict';
    if (bound.kind !== 'bound') return 'alias-deleted';
    const { reservation } = bound;
    const reviewAt = shift(now, FIRST_REVIEW_MS);
    const claims = reservationClaims(reservationId, { reservation, meetingKey, reviewAt });
    const aliases = await holdClaims(store.claims, claims);
    return aliases.kind === 'held' ? heldReservation(reservationId, reservation) : 'alias-conflict';
  }

  /**
   * The reservation that the token entitles to, bound to the meeting: the same for 24 hours, as a draft's. A meeting that was
   * committed with one asks no more.
   */
  async redeem({
    tokenHash,
    meetingKey,
    mailboxId,
    correlationId,
  }: Redemption): Promise<HeldReservation | Unobtainable> {
    if (!(await this.hold(tokenClaim(tokenHash), meetingKey))) return 'alias-conflict';
    const { id } = await this.reserve({
      mailboxId,
      callerKey: null,
      language: null,
      draftKey: `token:${tokenHash}`,
      correlationId,
    });
    return this.bind(id, meetingKey);
  }

  /**
   * Reserves two aliases for a draft; `isNew` false: the draft had them already, with the mailbox that was named
   * then. Throws NotAllowedError `ERR_ALLOCATION_OFF`, and what
   * `reserveAliases` throws.
   */
  async reserve(
    input: Pick<Reservation, 'mailboxId' | 'callerKey' | 'language' | 'correlationId'> & {
      readonly draftKey: string | null;
    },
  ): Promise<HeldReservation & { readonly isNew: boolean }> {
    const { tenantId, integrationId, aliasFormat, pins, reservationLapseDays, quarantineDays } = this.#policy;
    if (aliasFormat === null) {
      throw new NotAllowedError('This integration gives out no single-use VMRs.', {
        code: 'ERR_ALLOCATION_OFF',
      });
    }
    const { id, reservation, isNew } = await reserveAliases(
      {
        ...input,
        tenantId,
        integrationId,
        prefix: aliasFormat.prefix,
        length: aliasFormat.suffixLength,
        domain: aliasFormat.domain,
        pins,
        lapseAfterMs: reservationLapseDays * DAY_MS,
        quarantineMs: quarantineDays * DAY_MS,
      },
      this.#deps,
    );
    return { ...heldReservation(id, reservation), isNew };
  }

  /** Whether the draft with this key in this caller's pane was given the reservation within the last 24 hours. */
  async isOfDraft(draft: {
    readonly reservationId: string;
    readonly callerKey: string;
    readonly draftKey: string;
  }): Promise<boolean> {
    const { integrationId } = this.#policy;
    const id = draftClaim({ integrationId, ...draft });
    const claim = await loadOne(this.#deps.store.claims, { partition: DEPLOYMENT, id });
    return claim?.value.owner.id === draft.reservationId;
  }

  /** The PINs of one of this integration's reservations or conferences, opened for its texts; null: it has none. Rejects as the sealer does. */
  async openPins(holder: PinsHolder, pins: SealedPins | null): Promise<TellablePins | null> {
    if (pins === null) return null;
    const { tenantId, integrationId } = this.#policy;
    const ref = { tenantId, integrationId, ...holder };
    return { ...(await openPins(pins, { ref, sealer: this.#deps.sealer })), allowGuests: pins.allowGuests };
  }

  /** Gives back what a meeting had: aliases and name (if any) free, number in quarantine. Idempotent. */
  async release(
    meetingKey: MeetingKey,
    {
      reservationId,
      name,
      aliases = [],
    }: {
      readonly reservationId: string;
      readonly name: string | null;
      readonly aliases?: readonly string[];
    },
  ): Promise<void> {
    const { store, clock } = this.#deps;
    const { tenantId, quarantineDays } = this.#policy;
    const quarantineMs = quarantineDays * DAY_MS;
    await releaseReservation(store, { tenantId, id: reservationId, now: clock.now(), quarantineMs });
    await releaseClaims(store.claims, {
      owner: { kind: 'meeting', id: meetingKey },
      ids: [...(name === null ? [] : [nameClaim(tenantId, name)]), ...aliases.map(aliasClaim)],
    });
  }

  /**
   * The aliases that stand behind a sealed tag of this integration, whether or not the store knows it. Null: no key
   * opens it, it is another integration's, or no domain is configured any more.
   */
  aliasesBehind(tagId: string): Pick<Reservation, 'alias' | 'numericAlias'> | null {
    const tagged = this.#tagged(tagId);
    return tagged && aliasesOf(tagged);
  }

  /** Whether a key of this deployment opens the tag, whosever integration's it is. */
  isSealedHere(tagId: string): boolean {
    return openSchedulingTag(tagId, this.#deps.tagKeys) !== null;
  }

  /** Whether {@link ReservationService.restore} would succeed now. Writes nothing. */
  async isRestorable(
    tagId: string,
    meeting: Pick<TaggedMeeting, 'meetingKey' | 'mailboxId'>,
  ): Promise<boolean> {
    const tagged = this.#tagged(tagId);
    return tagged !== null && (await isRestorable({ ...tagged, ...meeting }, this.#deps));
  }

  /**
   * The reservation of a sealed tag as `isRestorable` would have it, made anew where the store has forgotten it;
   * to be bound then. Null: its aliases are not available to this meeting. Idempotent.
   */
  async restore(
    tagId: string,
    meeting: Pick<TaggedMeeting, 'meetingKey' | 'mailboxId'> & Pick<Reservation, 'correlationId'>,
  ): Promise<HeldReservation | null> {
    const tagged = this.#tagged(tagId);
    if (tagged === null) return null;
    const { pins, reservationLapseDays, quarantineDays } = this.#policy;
    const times = { lapseAfterMs: reservationLapseDays * DAY_MS, quarantineMs: quarantineDays * DAY_MS };
    const restored = await restoreReservation({ ...tagged, ...meeting, ...times, pins }, this.#deps);
    return restored && heldReservation(restored.id, restored.reservation);
  }

  /** How far the counter of the integration's number space stands. */
  async drawn(): Promise<number> {
    const spaceId = this.#spaceId();
    return spaceId === null ? 0 : numbersDrawn(this.#deps.store, spaceId);
  }

  /** Passes over what the space of a restored store gave out since, and may have given out besides. Idempotent. */
  async jumpAhead(drawn: number): Promise<void> {
    const spaceId = this.#spaceId();
    if (spaceId !== null) await jumpAhead(this.#deps.store, { spaceId, drawn });
  }

  /** Holds allocation back until {@link ReservationService.endWait}, for numbers that a mailbox's recovery gives back. */
  async awaitRecovery(mailboxId: string): Promise<void> {
    const { tenantId, aliasFormat } = this.#policy;
    if (aliasFormat === null) return;
    const { prefix, suffixLength: length } = aliasFormat;
    const space = await ensureNumberSpace(this.#deps, { tenantId, prefix, length });
    await setAwaiting(this.#deps.store, { spaceId: space.id, mailboxId, awaiting: true });
  }

  /** Lets allocation go on as far as this mailbox is concerned. Idempotent. */
  async endWait(mailboxId: string): Promise<void> {
    const spaceId = this.#spaceId();
    if (spaceId !== null) await setAwaiting(this.#deps.store, { spaceId, mailboxId, awaiting: false });
  }

  #spaceId(): string | null {
    const { aliasFormat } = this.#policy;
    return aliasFormat && numberSpaceId(aliasFormat.prefix, aliasFormat.suffixLength);
  }

  #tagged(tagId: string): Omit<TaggedMeeting, 'meetingKey' | 'mailboxId'> | null {
    const { tenantId, integrationId, aliasFormat } = this.#policy;
    const content = this.#open(tagId);
    if (content === null || aliasFormat === null) return null;
    return { tenantId, integrationId, tagId, content, domain: aliasFormat.domain };
  }

  /** What is sealed in a tag of this integration; null: it is none. */
  #open(tagId: string): SchedulingTagContent | null {
    const content = openSchedulingTag(tagId, this.#deps.tagKeys);
    return content?.integrationId === this.#policy.integrationId ? content : null;
  }
}
