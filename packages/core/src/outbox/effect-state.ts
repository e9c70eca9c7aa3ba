import { changeMeeting } from '../lease/change-meeting.ts';
import type { OutboxContext } from '../lease/worker-context.ts';
import { takesPlace } from '../meetings/instances.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { withoutOldEffects } from '../meetings/meeting-outbox.ts';
import {
  DECLINES,
  type EffectState,
  instanceOf,
  isAnswered,
  type OutboxEntry,
  type ReplyEffect,
  waitsUntil,
} from '../meetings/outbox-entry.ts';
import { allEnded } from '../runtime/all-ended.ts';
import type { Stored } from '../store/document-collection.ts';
import { shift } from '../time/instant.ts';

/** One effect, with the meeting that holds it. */
export interface DueEffect<E extends OutboxEntry = OutboxEntry> {
  readonly stored: Stored<Meeting>;
  readonly entry: E;
}

/** What becomes of one effect. */
export interface EffectChange<E extends OutboxEntry = OutboxEntry> {
  readonly effect: DueEffect<E>;
  readonly state: EffectState;
  /** Changes the meeting in the same write; not called where the effect's state is left alone. */
  also?(meeting: Meeting): Meeting;
}

/**
 * Writes what became of effects, those of one meeting in one write: a meeting that holds hundreds would else be written
 * hundreds of times. Effects that another worker moved on since they were read are left alone.
 */
export async function setEffectStates(
  changes: readonly EffectChange[],
  context: OutboxContext,
): Promise<void> {
  const groups = byMeeting(changes, ({ effect }) => effect);
  await allEnded(groups.map((group) => changeEffects(group, context)));
}

/**
 * Writes that effects of one meeting are `sending`. Returns those that are: others changed meanwhile, and are left for
 * the next round.
 */
export async function beginEffects<E extends OutboxEntry>(
  effects: readonly DueEffect<E>[],
  context: OutboxContext,
): Promise<readonly DueEffect<E>[]> {
  const { clock, fence, settings } = context;
  const deadline = shift(clock.now(), settings.sendDeadlineMs);
  const state: EffectState = { kind: 'sending', fence, deadline };
  const stored = await changeEffects(
    effects.map((effect) => ({ effect, state })),
    context,
  );
  const begun = new Set(stored?.value.outbox.filter((each) => each.state === state).map(({ id }) => id));
  return stored === null
    ? []
    : effects.filter(({ entry }) => begun.has(entry.id)).map(({ entry }) => ({ stored, entry }));
}

/** Effects, or what is known of them, by meeting, in the order given. */
export function byMeeting<Item>(
  items: readonly Item[],
  effectOf: (item: Item) => DueEffect,
): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const { id } = effectOf(item).stored;
    const group = groups.get(id);
    if (group) group.push(item);
    else groups.set(id, [item]);
  }
  return [...groups.values()];
}

/** All changes are of effects of one meeting. Null: nothing was written. */
async function changeEffects(
  changes: readonly EffectChange[],
  context: OutboxContext,
): Promise<Stored<Meeting> | null> {
  const [first] = changes;
  if (first === undefined) return null;
  const change = (before: Meeting) => {
    const after = changes.reduce((meeting, each) => withState(meeting, each, context), before);
    return after === before ? null : { ...after, outbox: withoutOldEffects(after.outbox) };
  };
  return changeMeeting(first.effect.stored, change, context);
}

/** The meeting itself where the effect has ended, or was begun by another worker. */
function withState(
  meeting: Meeting,
  { effect: { entry }, state, also = (each) => each }: EffectChange,
  context: OutboxContext,
): Meeting {
  const standing = meeting.outbox.find(({ id }) => id === entry.id);
  if (standing === undefined || waitsUntil(standing.state) === null) return meeting;
  const isPending = standing.state.kind === 'pending';
  if (state.kind === 'sending' && !isPending && entry.kind === 'reply') return meeting;
  const begins = state.kind === 'sending' && isPending;
  const goes = begins
    ? !isNeedless(meeting, standing)
    : state.kind !== 'pending' || mayStillGo(meeting, standing);
  const next = goes ? state : superseded(context);
  const changed = { ...standing, state: next, attempts: standing.attempts + (begins ? 1 : 0) };
  return also({
    ...meeting,
    outbox: meeting.outbox.map((each) => (each.id === entry.id ? changed : each)),
  });
}

/**
 * Whether an effect that was begun and did not go out may be tried again: not an acceptance of what is off meanwhile,
 * nor what a newer answer of the same instance took the place of.
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

function superseded({ clock }: OutboxContext): EffectState {
  return { kind: 'superseded', at: clock.now() };
}
