import { openTag, tagWorth } from '../allocation/open-tag.ts';
import { attendeePinValues } from '../allocation/pin-values.ts';
import { globalObjectIdOf, type MeetingKey } from '../identity/meeting-key.ts';
import type { OutboxContext } from '../lease/worker-context.ts';
import type {
  BodyRewrite,
  LocateResult,
  OrganizerCalendars,
  RewriteOutcome,
} from '../mailbox/organizer-calendars.ts';
import { pinsOf } from '../meetings/conference-edits.ts';
import { takesPlace } from '../meetings/instances.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { isNewer } from '../meetings/meeting-version.ts';
import type { OrganizerUpdateEffect, ReplyEffect } from '../meetings/outbox-entry.ts';
import type { MessageBody } from '../message-body/message-body.ts';
import { allEnded } from '../runtime/all-ended.ts';
import { uuidV7 } from '../runtime/random.ts';
import { chooseTag } from '../tags/choose-tag.ts';
import { tagIdOf } from '../tags/scheduling-tag.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS, shift } from '../time/instant.ts';
import { type DueEffect, type EffectChange, setEffectStates } from './effect-state.ts';
import { renewBody } from './renew-body.ts';
import { clearRewriteAlarms, type RewriteTrouble, raiseRewriteAlarm } from './rewrite-alarms.ts';

/** Rewrites of one meeting an hour; more means that somebody writes the token back each time. */
const REWRITES_AN_HOUR = 3;
/** How long an organizer's calendar may lag behind the request that it sent. */
const LAG_MS = HOUR_MS;
const SHORTEST_PAUSE_MS = 5 * SECOND_MS;
const LONGEST_PAUSE_MS = 10 * MINUTE_MS;

type Due = DueEffect<OrganizerUpdateEffect>;

/** What a look at an organizer's meeting, or the attempt to rewrite it, came to. */
type Outcome =
  | RewriteOutcome
  | Exclude<LocateResult, { kind: 'found' }>
  /** It is there, and nothing in it is to be replaced. */
  | { readonly kind: 'no-token' };

interface Look {
  readonly effect: Due;
  readonly found: BodyRewrite | Outcome;
}

interface Ended {
  readonly effect: Due;
  readonly outcome: Outcome;
}

/**
 * Puts joining instructions into organizers' meetings: where the placeholder and the token tag stand, in the place of
 * another meeting's, or to the top. What counts is the body as it is now: where they stand already nothing is written, so a repeat after an unknown fate is harmless.
 */
export async function sendOrganizerUpdates(due: readonly Due[], context: OutboxContext): Promise<void> {
  const byCalendars = new Map<OrganizerCalendars, Due[]>();
  const unwritable: Promise<EffectChange>[] = [];
  for (const effect of due) {
    const calendars = calendarsOf(effect, context);
    if (tooMany(effect.stored.value, context))
      unwritable.push(answerInstead(effect, 'rewrite-loop', context));
    else if (calendars === null) unwritable.push(answerInstead(effect, 'organizer-not-allowed', context));
    else byCalendars.set(calendars, [...(byCalendars.get(calendars) ?? []), effect]);
  }
  const rewritten = [...byCalendars].map(([calendars, effects]) => rewrite(effects, calendars, context));
  await allEnded([writeAll(unwritable, context), ...rewritten]);
}

async function rewrite(
  effects: readonly Due[],
  calendars: OrganizerCalendars,
  context: OutboxContext,
): Promise<void> {
  const queries = effects.map(({ stored, entry }) => ({
    organizer: stored.value.organizer?.email ?? '',
    identity: { globalObjectId: globalObjectIdOf(stored.id as MeetingKey), uid: null },
    instance: entry.instance,
  }));
  const located = await calendars.locate(queries);
  const looks = await Promise.allSettled(
    effects.map((effect, index) =>
      look(effect, located[index] ?? { kind: 'unavailable', retryAfterMs: MINUTE_MS }, context),
    ),
  );
  const seen = looks.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const ready = seen.flatMap(({ effect, found }) => ('body' in found ? [{ effect, ...found }] : []));
  await settle(
    seen.flatMap(({ effect, found }) => ('body' in found ? [] : [{ effect, outcome: found }])),
    context,
  );
  const outcomes =
    ready.length === 0 ? [] : await calendars.rewriteBodies(ready.map(({ ref, body }) => ({ ref, body })));
  const sent = ready.filter((_, index) => outcomes[index]?.kind === 'sent');
  // Before any other outcome raises one again.
  await clearRewriteAlarms(
    sent.map(({ effect }) => effect.stored.value),
    context,
  );
  await settle(
    ready.map(({ effect }, index) => ({ effect, outcome: outcomes[index] ?? { kind: 'unknown' } })),
    context,
  );
  const failed = looks.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}

/** The rewrite that is to be written, or why there is none. */
async function look(effect: Due, located: LocateResult, context: OutboxContext): Promise<Look> {
  if (located.kind !== 'found') return { effect, found: located };
  const { tokenHash: hash } = effect.entry;
  const body =
    hash === null
      ? await withInstructions(located.body, effect.stored, context)
      : context.tags.replaceToken(located.body, {
          hash,
          ...(await textsFor(effect.stored.value, context)),
        });
  return { effect, found: body === null ? { kind: 'no-token' } : { ref: located.ref, body } };
}

/** Null: they stand there already, or a tag whose own update is on its way. */
async function withInstructions(body: MessageBody, stored: Due['stored'], context: OutboxContext) {
  const { reservations, tags, clock } = context;
  const { conference, language } = stored.value;
  const key = stored.id as MeetingKey;
  const chosen = await chooseTag(tags.find(body), {
    ownTagId: conference && tagIdOf(conference.tag),
    open: (tag) => openTag(tag, { reservations, tags, at: clock.now() }),
    worthOf: ({ fact }) => tagWorth(fact, (boundTo) => boundTo === key),
  });
  const isUsable = chosen.kind === 'own' || (chosen.kind === 'found' && chosen.worth === 'usable');
  if (conference === null || isUsable) return null;
  const pins = await reservations.openPins(...pinsOf(conference));
  return renewBody(body, { key, conference, pins, updateMessage: '', language }, context);
}

function settle(ended: readonly Ended[], context: OutboxContext): Promise<void> {
  const changes = ended.map(({ effect, outcome }) => {
    context.logger.info('Rewrote an organizer’s meeting.', {
      correlation_id: effect.entry.correlationId,
      outcome: outcome.kind,
      reason: 'reason' in outcome ? outcome.reason : undefined,
    });
    return changeFor(effect, outcome, context);
  });
  return writeAll(changes, context);
}

/** Writes all that is known; one change that could not be made ready spoils no other. */
async function writeAll(
  changes: readonly Promise<EffectChange | null>[],
  context: OutboxContext,
): Promise<void> {
  const ends = await Promise.allSettled(changes);
  const ready = ends.flatMap((end) => (end.status === 'fulfilled' && end.value ? [end.value] : []));
  await setEffectStates(ready, context);
  await allEnded(changes);
}

/** Null: nothing is written; it is looked at again after its deadline. */
async function changeFor(
  effect: Due,
  outcome: Outcome,
  context: OutboxContext,
): Promise<EffectChange | null> {
  const at = context.clock.now();
  switch (outcome.kind) {
    case 'sent':
      return { effect, state: { kind: 'done', at, how: outcome.kind } };
    case 'no-token':
    case 'gone':
      return lookAgain(effect, outcome.kind, context);
    case 'not-allowed':
      return answerInstead(effect, 'organizer-not-allowed', context);
    case 'refused':
      return answerInstead(effect, 'rewrite-refused', context);
    case 'conflict':
      return { effect, state: { kind: 'pending', notBefore: shift(at, SECOND_MS) } };
    case 'unavailable':
    case 'not-sent': {
      const pauseMs = Math.min(outcome.retryAfterMs, 5 * MINUTE_MS);
      return { effect, state: { kind: 'pending', notBefore: shift(at, pauseMs) } };
    }
    case 'unknown':
      return null;
  }
}

/**
 * The calendar does not show what the request said: a client in cached mode writes its meeting seconds to minutes after
 * it sent it. The pauses grow with the time since, so that a restart changes nothing about them.
 */
async function lookAgain(
  effect: Due,
  how: 'no-token' | 'gone',
  context: OutboxContext,
): Promise<EffectChange> {
  const { entry, stored } = effect;
  const at = context.clock.now();
  if (isOvertaken(stored.value, entry)) return { effect, state: { kind: 'done', at, how } };
  const lastLookAt = shift(entry.createdAt, LAG_MS);
  if (at >= lastLookAt) return answerInstead(effect, 'rewrite-not-found', context);
  const pauseMs = Math.min(Math.max((at - entry.createdAt) / 2, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
  const next = shift(at, Math.ceil(pauseMs));
  return { effect, state: { kind: 'pending', notBefore: next < lastLookAt ? next : lastLookAt } };
}

/** A newer request about the same came since. It held no token, or a rewrite of its own stands for it. */
function isOvertaken(meeting: Meeting, { instance, version }: OrganizerUpdateEffect): boolean {
  if (version === null) return false;
  if (instance === null) return meeting.version !== null && isNewer(meeting.version, version);
  const known = meeting.instances.find(({ originalStart }) => originalStart === instance);
  if (known === undefined) return false;
  // An update of the series says nothing of the body of an exception.
  return isNewer(known.version, version) && isNewer(known.version, meeting.version);
}

/**
 * S4.7, and where no rewrite is possible for another reason: the request itself is accepted, its text names the
 * aliases, and an alarm says what attendees lack.
 */
async function answerInstead(
  effect: Due,
  kind: RewriteTrouble,
  context: OutboxContext,
): Promise<EffectChange> {
  const { random, clock } = context;
  const at = clock.now();
  const meeting = effect.stored.value;
  const { entry } = effect;
  const reply: ReplyEffect = {
    id: uuidV7(random, at),
    kind: 'reply',
    createdAt: at,
    correlationId: entry.correlationId,
    mailboxId: entry.mailboxId,
    urgency: meeting.schedule?.kind === 'series' ? 0 : 1,
    attempts: 0,
    state: { kind: 'pending', notBefore: at },
    to: entry.request,
    text: meeting.schedule?.kind === 'series' ? 'series-new' : 'single-new',
  };
  // Before the write: a process that stops between the two comes here again.
  await raiseRewriteAlarm(kind, meeting, context);
  const also = (standing: Meeting): Meeting => ({
    ...standing,
    echoAwaited: false,
    outbox: isOwed(standing, entry) ? [...standing.outbox, reply] : standing.outbox,
  });
  return { effect, state: { kind: 'failed', at, reason: kind }, also };
}

/** Not what is off meanwhile; and moved to another mailbox of the pool, the meeting is answered there. */
function isOwed(meeting: Meeting, { mailboxId, instance }: OrganizerUpdateEffect): boolean {
  return meeting.mailboxId === mailboxId && takesPlace(meeting, instance);
}

function calendarsOf({ stored }: Due, context: OutboxContext): OrganizerCalendars | null {
  return stored.value.organizer === null ? null : context.organizerCalendars(stored.value.organizer.email);
}

/** A search without a rewrite is no sign of a loop: several requests with one token were under way together. */
function tooMany(meeting: Meeting, { clock }: OutboxContext): boolean {
  const recent = meeting.outbox.filter(
    ({ kind, createdAt, state }) =>
      kind === 'organizer-update' &&
      createdAt > clock.now() - HOUR_MS &&
      state.kind !== 'superseded' &&
      (state.kind !== 'done' || state.how === 'sent'),
  );
  return recent.length > REWRITES_AN_HOUR;
}

async function textsFor({ conference, language }: Meeting, { texts, reservations }: OutboxContext) {
  const pins = conference && (await reservations.openPins(...pinsOf(conference)));
  const values = {
    alias: conference?.alias ?? '',
    numeric_alias: conference?.numericAlias ?? '',
    alias_uuid: conference?.tag ?? '',
    ...attendeePinValues(pins),
  };
  return {
    placeholder: texts.placeholder(language),
    instructions: texts.joiningInstructions(values, language),
  };
}
