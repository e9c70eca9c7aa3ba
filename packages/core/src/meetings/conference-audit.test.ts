import { createSeededRandom } from '@vmrkit/testing';
import { expect, it, test } from 'vitest';
import { HOUR_MS, shift } from '../time/instant.ts';
import { conferenceNotes, withConferenceAudit } from './conference-audit.ts';
import { known, later, occurrence } from './known-meetings.fixture.ts';
import { after, applyIntent, live, now, request, start, step } from './meeting.fixture.ts';
import type { Meeting } from './meeting.ts';

function meeting(name: string): Meeting {
  const found = known[name]?.();
  if (!found) throw new Error(`There is no meeting ${name}.`);
  return found;
}

const renamed = (): Meeting => {
  const seen = live();
  return { ...seen, conference: seen.conference && { ...seen.conference, name: 'Other' } };
};
const replaced = (): Meeting => {
  const seen = live();
  return { ...seen, conference: seen.conference && { ...seen.conference, id: 'another' } };
};
const moved = (): Meeting =>
  after(
    live(),
    step(
      request({ ...later, messageId: '<2>', end: shift(start, 2 * HOUR_MS) }),
      applyIntent({ grant: { kind: 'kept' } }),
    ),
  );

it.each<[string, Meeting | null, () => Meeting, readonly string[]]>([
  ['a room that may be joined', null, () => live(), ['conference.created']],
  ['a meeting that was declined', null, () => meeting('declined'), []],
  ['nothing new', live(), () => ({ ...live(), echoAwaited: true }), []],
  ['another name', live(), renamed, ['conference.changed']],
  ['another time', live(), moved, ['conference.changed']],
  [
    'an instance that moved',
    meeting('live series'),
    () => meeting('live series, moved'),
    ['conference.changed'],
  ],
  ['another room', live(), replaced, ['conference.removed', 'conference.created']],
  ['a cancellation', live(), () => meeting('cancelled single'), ['conference.removed']],
  [
    'a room that was cancelled and comes back',
    meeting('cancelled single'),
    () => live(),
    ['conference.created'],
  ],
  ['the end of its retention', live(), () => meeting('removed'), ['conference.removed']],
  ['the end of what was cancelled before', meeting('cancelled single'), () => meeting('removed'), []],
  ['a single instance', null, () => live(occurrence), ['conference.created']],
])('%s is told as it should be', (_, before, next, actions) => {
  expect(conferenceNotes(before, next()).map(({ action }) => action)).toEqual(actions);
});

test('an entry names integration, conference and correlation, and waits behind those before it', () => {
  const by = { actor: 'mail', now, random: createSeededRandom(1), correlationId: 'trail' };
  const created = withConferenceAudit(null, live(), by);
  const gone = withConferenceAudit(
    created,
    { ...meeting('cancelled single'), audit: created.audit ?? [] },
    by,
  );
  const { id: conferenceId } = live().conference ?? {};
  expect(gone.audit).toMatchObject([
    {
      action: 'conference.created',
      integrationId: live().integrationId,
      conferenceId,
      correlationId: 'trail',
    },
    { action: 'conference.removed', details: { because: 'cancelled' }, conferenceId, correlationId: 'trail' },
  ]);
});
