import { type AuditNote, withAudit } from '../audit/audit-entry.ts';
import { changesBetween } from '../audit/changes-between.ts';
import type { Random } from '../runtime/random.ts';
import { formatInstant, type Instant, type Interval } from '../time/instant.ts';
import type { Meeting } from './meeting.ts';

/** How a change of a meeting came about. */
export interface ConferenceAuthor {
  /** `mail`, `manager` or `recovery`. */
  readonly actor: string;
  readonly now: Instant;
  readonly random: Random;
  /** Of the message or call that it came of; null: of none. */
  readonly correlationId: string | null;
}

/** What the audit trail tells of a meeting that changed from one state to another; pure. */
export function conferenceNotes(
  before: Meeting | null,
  after: Meeting,
): readonly Pick<AuditNote, 'action' | 'details' | 'changes' | 'conferenceId'>[] {
  const [was, is] = [shownOf(before), shownOf(after)];
  if (was !== null && was.id === is?.id) {
    const changes = changesBetween(was.shown, is.shown);
    if (changes.length === 0) return [];
    return [{ action: 'conference.changed', details: {}, changes, conferenceId: is.id }];
  }
  const because = is === null ? after.status : 'replaced';
  const gone = was && { action: 'conference.removed', details: { because }, conferenceId: was.id };
  const made = is && {
    action: 'conference.created',
    details: {},
    changes: changesBetween({}, is.shown),
    conferenceId: is.id,
  };
  return [gone, made].filter((note) => note !== null);
}

/**
 * The meeting with audit entries of its conference: it is created when it may be joined, changed, and removed when nobody
 * may join it any more; one that is cancelled and restored is created again.
 */
export function withConferenceAudit(
  before: Meeting | null,
  after: Meeting,
  { now, random, actor, correlationId }: ConferenceAuthor,
): Meeting {
  const about = {
    integrationId: after.integrationId,
    ...(correlationId !== null && { correlationId }),
  };
  const notes = conferenceNotes(before, after);
  if (notes.length === 0) return after;
  let audit = after.audit ?? [];
  for (const note of notes) audit = withAudit(audit, { at: now, random, actor, ...about, ...note });
  return { ...after, audit };
}

/** What of a conference people would miss if it changed; null: there is none that may be joined. */
function shownOf(meeting: Meeting | null) {
  if (meeting === null || meeting.status !== 'live' || meeting.conference === null) return null;
  const { conference, schedule, instances } = meeting;
  const { id, name, alias, numericAlias } = conference;
  const { kind, first, series } = schedule ?? { kind: null, first: null, series: null };
  return {
    id,
    shown: {
      name,
      alias,
      numeric_alias: numericAlias,
      kind,
      ...timesOf(first),
      ...(series !== null && {
        pattern: series.pattern,
        last_ends_at: series.lastEnd && formatInstant(series.lastEnd),
      }),
      ...(instances.length > 0 && {
        instances: instances.map(({ originalStart, moved }) => ({
          original_starts_at: formatInstant(originalStart),
          ...timesOf(moved),
        })),
      }),
    },
  };
}

function timesOf(interval: Interval | null) {
  return {
    starts_at: interval && formatInstant(interval.start),
    ends_at: interval && formatInstant(interval.end),
  };
}
