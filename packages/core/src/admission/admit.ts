import type { KeySealer } from '../allocation/allocation-store.ts';
import { aliasClaim } from '../allocation/claim.ts';
import type { Pins } from '../allocation/derive-pins.ts';
import { openPins } from '../allocation/sealed-pins.ts';
import type { Store } from '../collections/store.ts';
import { aliasesOf, ownerOf, pinsOf, themeOf } from '../meetings/conference-edits.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { type JoinWindow, joinWindow, lastEndOf, occurrencesOf } from '../meetings/occurrences.ts';
import type { SchedulingPolicy } from '../meetings/scheduling-policy.ts';
import { findRoom } from '../personal-rooms/room-records.ts';
import type { Clock } from '../runtime/clock.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { type Instant, MINUTE_MS, shift } from '../time/instant.ts';
import type { AdmissionDecision, AdmissionQuestion, ClosedReason } from './join-adapter.ts';

/** What admission reads. */
export interface AdmitDeps {
  readonly store: Pick<Store, 'claims' | 'meetings' | 'rooms'>;
  /** Buffers and theme of an integration as its record stands now (S2.11); null: the integration is gone. */
  policyOf(integrationId: string): SchedulingPolicy | null;
  /** Opens PINs; see {@link openPins}. */
  readonly sealer: Pick<KeySealer, 'open'>;
  readonly clock: Clock;
}

/**
 * Answers whether a participant may join: two point reads at most, by alias and by meeting or
 * personal room (S5.1, S5.2). Rejects as
 * the store does, and as the sealer does where PINs cannot be opened: a room is not told without the PINs that it has.
 */
export async function admit(question: AdmissionQuestion, deps: AdmitDeps): Promise<AdmissionDecision> {
  const [claim] = await deps.store.claims.load(DEPLOYMENT, [aliasClaim(question.alias)]);
  if (!claim || !maySee(question, claim.value.tenantId)) return { kind: 'unknown' };
  const { tenantId, owner, meetingKey } = claim.value;
  if (owner.kind === 'room') return admitToRoom(question, { tenantId, id: owner.id }, deps);
  if (meetingKey === null) return { kind: 'unknown' };
  const [meeting] = await deps.store.meetings.load(tenantId, [meetingKey]);
  const policy = meeting ? deps.policyOf(meeting.value.integrationId) : null;
  if (!meeting || policy === null) return { kind: 'unknown' };
  const decision = decideAdmission(question, meeting.value, policy, deps.clock.now());
  if (decision.kind !== 'admitted') return decision;
  const pins = await openPinsOf(meeting.value, deps);
  return { ...decision, conference: { ...decision.conference, pins } };
}

/** A personal room is always open; who comes shows its PIN to the platform. */
async function admitToRoom(
  { alias }: AdmissionQuestion,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
  { store, sealer }: AdmitDeps,
): Promise<AdmissionDecision> {
  const room = await findRoom({ tenantId, id }, store);
  if (room === null || !names(alias, room.value.aliases)) return { kind: 'unknown' };
  const { name, description, ownerEmail, aliases, pins: sealed, allowGuests } = room.value;
  const pins = sealed && (await openPins(sealed, { ref: { tenantId, roomId: id }, sealer }));
  return {
    kind: 'admitted',
    conference: {
      id,
      name,
      description,
      subject: '',
      aliasDescription: '',
      theme: null,
      ownerEmail,
      aliases,
      pins,
      allowGuests: pins === null ? null : allowGuests,
      signedIn: null,
      lobbyUntil: null,
      closesAt: null,
    },
  };
}

/** The PINs of a meeting's room; null: it has none. Rejects as the sealer does. */
export async function openPinsOf(
  { tenantId, integrationId, conference }: Meeting,
  { sealer }: Pick<AdmitDeps, 'sealer'>,
): Promise<Pins | null> {
  if (conference === null) return null;
  const [holder, pins] = pinsOf(conference);
  return pins && openPins(pins, { ref: { tenantId, integrationId, ...holder }, sealer });
}

/**
 * The decision itself, pure: open from start minus buffer to end plus buffer of some occurrence (S5.1). Its PINs are
 * still sealed, so it tells none.
 */
export function decideAdmission(
  question: Pick<AdmissionQuestion, 'alias' | 'mayHearReason'>,
  meeting: Meeting,
  policy: SchedulingPolicy,
  now: Instant,
): AdmissionDecision {
  const { conference, status } = meeting;
  if (conference === null || !names(question.alias, aliasesOf(conference))) {
    return { kind: 'unknown' };
  }
  const window = joinWindow(occurrencesOf(meeting), policy, now);
  if (status !== 'live') return closed('cancelled', null, question);
  if (!window.open)
    return closed(isOver(meeting, policy, now) ? 'over' : 'not-yet', window.opensAt, question);
  return {
    kind: 'admitted',
    conference: {
      id: conference.id,
      name: conference.name,
      description: conference.description,
      subject: conference.subject,
      aliasDescription: conference.aliasDescription,
      theme: themeOf(conference, policy.theme),
      ownerEmail: ownerOf(meeting),
      aliases: aliasesOf(conference),
      pins: null,
      allowGuests: pinsOf(conference)[1]?.allowGuests ?? null,
      signedIn: policy.signedIn,
      lobbyUntil: lobbyUntil(window, policy, now),
      closesAt: window.closesAt,
    },
  };
}

/** The scheduled start of the occurrence whose window is open, as long as it lies ahead. */
function lobbyUntil({ opensAt }: JoinWindow, policy: SchedulingPolicy, now: Instant): Instant | null {
  const start = opensAt && shift(opensAt, policy.joinBeforeMinutes * MINUTE_MS);
  return policy.lobbyUntilStart && start !== null && start > now ? start : null;
}

/** Past the last occurrence; the known ones of a series reach only some days ahead. */
function isOver(meeting: Meeting, { joinAfterMinutes }: SchedulingPolicy, now: Instant): boolean {
  const lastEnd = lastEndOf(meeting);
  return lastEnd !== null && shift(lastEnd, joinAfterMinutes * MINUTE_MS) < now;
}

function closed(
  reason: ClosedReason,
  opensAt: Instant | null,
  { mayHearReason }: Pick<AdmissionQuestion, 'mayHearReason'>,
): AdmissionDecision {
  return mayHearReason
    ? { kind: 'closed', reason, opensAt }
    : { kind: 'closed', reason: null, opensAt: null };
}

function maySee({ tenants }: AdmissionQuestion, tenantId: string): boolean {
  return tenants === 'all' || tenants.includes(tenantId);
}

function names(alias: string, aliases: readonly string[]): boolean {
  return aliases.some((each) => each.toLowerCase() === alias.toLowerCase());
}
