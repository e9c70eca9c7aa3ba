import { takesPlace } from '../meetings/instances.ts';
import type { Meeting } from '../meetings/meeting.ts';
import type { Stored } from '../store/document-collection.ts';
import { changeMeeting } from '../worker/change-meeting.ts';
import type { WorkerContext } from '../worker/worker-context.ts';
import {
  DECLINES,
  type EffectState,
  instanceOf,
  isAnswered,
  type OutboxEntry,
  type ReplyEffect,
  waitsUntil,
} from './outbox-entry.ts';

/** One effect, with the meeting that holds it. */
export interface DueEffect<E extends OutboxEntry = OutboxEntry> {
  readonly stored: Stored<Meeting>;
  readonly entry: E;
}

/**
 * Writes an effect's new state, unless another worker moved it on since it was read. Returns the meeting as it stands
 * after the write; null when nothing was written.
 */
export function setEffectState(
  { stored, entry }: DueEffect,
  state: EffectState,
  context: WorkerContext,
  also: (meeting: Meeting) => Meeting = (meeting) => meeting,
): Promise<Meeting | null> {
  return changeMeeting(
    stored,
    (meeting) => {
      const standing = meeting.outbox.find(({ id }) => id === entry.id);
      if (standing === undefined || waitsUntil(standing.state) === null) return null;
      if (state.kind === 'sending' && standing.state.kind !== 'pending' && entry.kind === 'reply')
        return null;
      const begins = state.kind === 'sending' && standing.state.kind === 'pending';
      const goes = begins
        ? !isNeedless(meeting, standing)
        : state.kind !== 'pending' || mayStillGo(meeting, standing);
      const next = goes ? state : superseded(context);
      const changed = { ...standing, state: next, attempts: standing.attempts + (begins ? 1 : 0) };
      return also({
        ...meeting,
        outbox: meeting.outbox.map((each) => (each.id === entry.id ? changed : each)),
      });
    },
    context,
  );
}

/**
 * Whether an effect that was begun and did not go out may be tried again: not an acceptance of what is off meanwhile,
 * nor what a newer answer of the same instance took the place of (S4.8).
 */
function mayStillGo(meeting: Meeting, entry: OutboxEntry): boolean {
  const accepts = entry.kind !== 'reply' || !DECLINES.has(entry.text);
  if (accepts && !takesPlace(meeting, instanceOf(entry))) return false;
  if (entry.kind !== 'reply') return true;
  const later = meeting.outbox.slice(meeting.outbox.findIndex(({ id }) => id === entry.id) + 1);
  return !later.some((other) => other.kind === 'reply' && takesPlaceOf(other, entry, meeting));
}

/** What another mailbox of the pool was asked takes no place, unless the meeting has moved there. */
function takesPlaceOf(other: ReplyEffect, entry: ReplyEffect, { mailboxId }: Meeting): boolean {
  if (other.to.instance !== entry.to.instance) return false;
  return other.mailboxId === entry.mailboxId || other.mailboxId === mailboxId;
}

/** What it was to stand in for has gone out after all. */
function isNeedless(meeting: Meeting, entry: OutboxEntry): boolean {
  if (entry.kind !== 'reply' || entry.insteadOf === undefined || entry.state.kind !== 'pending') return false;
  const first = meeting.outbox.find(({ id }) => id === entry.insteadOf);
  return first !== undefined && first.state.kind === 'done' && isAnswered(first.state);
}

function superseded({ clock }: WorkerContext): EffectState {
  return { kind: 'superseded', at: clock.now() };
}
