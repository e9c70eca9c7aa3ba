import { aliasClaim } from '../allocation/claim.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { joinWindow, lastEndOf, occurrencesOf } from '../meetings/occurrences.ts';
import type { SchedulingPolicy } from '../meetings/scheduling-policy.ts';
import type { Clock } from '../runtime/clock.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import type { Store } from '../store/store.ts';
import { type Instant, MINUTE_MS, shift } from '../time/instant.ts';
import type { AdmissionDecision, AdmissionQuestion, ClosedReason } from './join-adapter.ts';

/** What admission reads. */
export interface AdmitDeps {
  readonly store: Pick<Store, 'claims' | 'meetings'>;
  /** Buffers and theme of an integration as its record stands now (S2.11); null: the integration is gone. */
  policyOf(integrationId: string): SchedulingPolicy | null;
  readonly clock: Clock;
}

/** Answers whether a participant may join: two point reads at most, by alias and by meeting (S5.1, S5.2). */
export async function admit(question: AdmissionQuestion, deps: AdmitDeps): Promise<AdmissionDecision> {
  const [claim] = await deps.store.claims.load(DEPLOYMENT, [aliasClaim(question.alias)]);
  if (!claim || claim.value.meetingKey === null || !maySee(question, claim.value.tenantId))
    return { kind: 'unknown' };
  const [meeting] = await deps.store.meetings.load(claim.value.tenantId, [claim.value.meetingKey]);
  const policy = meeting ? deps.policyOf(meeting.value.integrationId) : null;
  if (!meeting || policy === null) return { kind: 'unknown' };
  return decideAdmission(question, meeting.value, policy, deps.clock.now());
}

/** The decision itself, pure: open from start minus buffer to end plus buffer of some occurrence (S5.1). */
export function decideAdmission(
  question: Pick<AdmissionQuestion, 'alias' | 'mayHearReason'>,
  meeting: Meeting,
  policy: SchedulingPolicy,
  now: Instant,
): AdmissionDecision {
  const { conference, status } = meeting;
  if (conference === null || !names(question.alias, [conference.alias, conference.numericAlias])) {
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
      theme: policy.theme,
      ownerEmail: meeting.organizer?.email ?? null,
      aliases: [conference.numericAlias, conference.alias],
      closesAt: window.closesAt,
    },
  };
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
