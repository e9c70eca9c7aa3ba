import { attendeePinValues } from '../allocation/pin-values.ts';
import type { LocateResult, OrganizerCalendars, RewriteOutcome } from '../mailbox/organizer-calendars.ts';
import { takesPlace } from '../meetings/instances.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { globalObjectIdOf, type MeetingKey } from '../meetings/meeting-key.ts';
import { clearRewriteAlarms, type RewriteTrouble, raiseRewriteAlarm } from '../operations/rewrite-alarms.ts';
import { allEnded } from '../runtime/all-ended.ts';
import { uuidV7 } from '../runtime/random.ts';
import { HOUR_MS, MINUTE_MS, shift } from '../time/instant.ts';
import type { WorkerContext } from '../worker/worker-context.ts';
import { type DueEffect, setEffectState } from './effect-state.ts';
import type { EffectState, OrganizerUpdateEffect, ReplyEffect } from './outbox-entry.ts';

/** Rewrites of one meeting an hour; more means that somebody writes the token back each time. */
const REWRITES_AN_HOUR = 3;

type Due = DueEffect<OrganizerUpdateEffect>;

/**
 * Puts joining instructions where the placeholder and the token tag stand in organizers' meetings (S4.6). What counts
 * is the body as it is now: without the token there is nothing to do, so a repeat after an unknown fate is harmless.
 */
export async function sendOrganizerUpdates(due: readonly Due[], context: WorkerContext): Promise<void> {
  const byCalendars = new Map<OrganizerCalendars, Due[]>();
  const unwritable: Promise<void>[] = [];
  for (const effect of due) {
    const calendars = calendarsOf(effect, context);
    if (tooMany(effect.stored.value, context))
      unwritable.push(answerInstead(effect, 'rewrite-loop', context));
    else if (calendars === null) unwritable.push(answerInstead(effect, 'organizer-not-allowed', context));
    else byCalendars.set(calendars, [...(byCalendars.get(calendars) ?? []), effect]);
  }
  const rewritten = [...byCalendars].map(([calendars, effects]) => rewrite(effects, calendars, context));
  await allEnded([...unwritable, ...rewritten]);
}

async function rewrite(
  effects: readonly Due[],
  calendars: OrganizerCalendars,
  context: WorkerContext,
): Promise<void> {
  const queries = effects.map(({ stored, entry }) => ({
    organizer: stored.value.organizer?.email ?? '',
    identity: { globalObjectId: globalObjectIdOf(stored.id as MeetingKey), uid: null },
    instance: entry.instance,
  }));
  const located = await calendars.locate(queries);
  const ready: {
    readonly effect: Due;
    readonly ref: Extract<LocateResult, { kind: 'found' }>['ref'];
    readonly body: Extract<LocateResult, { kind: 'found' }>['body'];
  }[] = [];
  const looks = effects.map(async (effect, index) => {
    const result = located[index] ?? { kind: 'unavailable', retryAfterMs: MINUTE_MS };
    if (result.kind !== 'found') return settle(effect, result, context);
    const texts = await textsFor(effect.stored.value, context);
    const body = context.tags.replaceToken(result.body, { hash: effect.entry.tokenHash, ...texts });
    if (body === null) return settle(effect, { kind: 'needless' }, context);
    ready.push({ effect, ref: result.ref, body });
  });
  await Promise.allSettled(looks);
  const outcomes =
    ready.length === 0 ? [] : await calendars.rewriteBodies(ready.map(({ ref, body }) => ({ ref, body })));
  const sent = ready.filter((_, index) => outcomes[index]?.kind === 'sent');
  // Before any other outcome raises one again.
  await clearRewriteAlarms(
    sent.map(({ effect }) => effect.stored.value),
    context,
  );
  const ends = ready.map(({ effect }, index) =>
    settle(effect, outcomes[index] ?? { kind: 'unknown' }, context),
  );
  await allEnded([...looks, ...ends]);
}

async function settle(
  effect: Due,
  outcome: RewriteOutcome | Exclude<LocateResult, { kind: 'found' }> | { readonly kind: 'needless' },
  context: WorkerContext,
): Promise<void> {
  const at = context.clock.now();
  const { logger } = context;
  logger.info('Rewrote an organizer’s meeting.', {
    correlation_id: effect.entry.correlationId,
    outcome: outcome.kind,
    reason: 'reason' in outcome ? outcome.reason : undefined,
  });
  switch (outcome.kind) {
    case 'sent':
    case 'needless':
    case 'gone':
      await setEffectState(effect, { kind: 'done', at, how: outcome.kind }, context);
      break;
    case 'not-allowed':
      await answerInstead(effect, 'organizer-not-allowed', context);
      break;
    case 'refused':
      await answerInstead(effect, 'rewrite-refused', context);
      break;
    case 'conflict':
      await setEffectState(effect, { kind: 'pending', notBefore: at }, context);
      break;
    case 'unavailable':
    case 'not-sent':
      await setEffectState(
        effect,
        { kind: 'pending', notBefore: shift(at, Math.min(outcome.retryAfterMs, 5 * MINUTE_MS)) },
        context,
      );
      break;
    case 'unknown': // Looked at again after its deadline.
      break;
  }
}

/**
 * S4.7, and where no rewrite is to be had for another reason: the request itself is accepted, its text names the
 * aliases, and an alarm says what attendees lack.
 */
async function answerInstead(effect: Due, kind: RewriteTrouble, context: WorkerContext): Promise<void> {
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
  const failed: EffectState = { kind: 'failed', at, reason: kind };
  await setEffectState(effect, failed, context, (standing) => ({
    ...standing,
    echoAwaited: false,
    outbox: isOwed(standing, entry) ? [...standing.outbox, reply] : standing.outbox,
  }));
}

/** Not what is off meanwhile; and moved to another mailbox of the pool, the meeting is answered there. */
function isOwed(meeting: Meeting, { mailboxId, instance }: OrganizerUpdateEffect): boolean {
  return meeting.mailboxId === mailboxId && takesPlace(meeting, instance);
}

function calendarsOf({ stored }: Due, context: WorkerContext): OrganizerCalendars | null {
  return stored.value.organizer === null ? null : context.organizerCalendars(stored.value.organizer.email);
}

/** What turned out needless is no sign of a loop: several requests with one token were under way together. */
function tooMany(meeting: Meeting, { clock }: WorkerContext): boolean {
  const recent = meeting.outbox.filter(
    ({ kind, createdAt, state }) =>
      kind === 'organizer-update' &&
      createdAt > clock.now() - HOUR_MS &&
      state.kind !== 'superseded' &&
      (state.kind !== 'done' || state.how === 'sent'),
  );
  return recent.length > REWRITES_AN_HOUR;
}

async function textsFor({ conference, language }: Meeting, { texts, reservations }: WorkerContext) {
  const pins = conference && (await reservations.openPins(conference.reservationId, conference.pins));
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
