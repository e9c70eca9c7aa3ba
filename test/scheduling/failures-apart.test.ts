import { DAY_MS, MINUTE_MS, type OrganizerCalendars, shift, UnavailableError } from '@vmrkit/core';
import type { Meeting } from '@vmrkit/core/composition';
import type { StepHook } from '@vmrkit/testing';
import { afterEach, expect, it } from 'vitest';
import { Stage, start } from './stage.ts';

const bea = { name: 'Bea', email: 'bea@corp.example' };

afterEach(Stage.closeAll);

/** Two requests that come in one batch. */
async function inviteTwo(stage: Stage) {
  const [one, two] = [await stage.rig.reserve(), await stage.rig.reserve()];
  stage.world.hold();
  const bad = await stage.invite(stage.rig.invitation(one), { subject: 'Bad' });
  const good = await stage.invite(stage.rig.invitation(two), { subject: 'Good' });
  stage.world.release();
  return { bad, good, reservation: one };
}

it('[S4.8a] an answer whose PINs cannot be opened waits, and holds up no other', async () => {
  const stage = new Stage({ pins: { hostPin: true } });
  const book = stage.rig.reservations;
  const openPins = book.openPins.bind(book);
  let sealed = '';
  book.openPins = async (holder, pins) => {
    if ('reservationId' in holder && holder.reservationId === sealed)
      throw new UnavailableError('No key opens it.', { code: 'ERR_SECRET_UNREADABLE' });
    return openPins(holder, pins);
  };
  const { bad, good, reservation } = await inviteTwo(stage);
  sealed = reservation.id;
  await stage.settle(2 * MINUTE_MS);
  expect(await stage.answers(good)).toEqual(['accept single-new']);
  expect(await stage.answers(bad)).toEqual([]);
  sealed = '';
  await stage.settle(5 * MINUTE_MS);
  expect(await stage.answers(bad)).toEqual(['accept single-new']);
});

it.each([
  ['at once', null],
  ['one by one', 30],
])(
  '[S4.8a, S12.2a] a meeting whose outbox cannot be written holds up no other’s answer, sent %s',
  async (_, repliesPerMinute) => {
    const stage = new Stage({ world: { repliesPerMinute } });
    const { meetings } = stage.rig.store;
    const commit = meetings.commit.bind(meetings);
    const begins = ({ subject, outbox }: Meeting) =>
      subject === 'Bad' && outbox.some(({ state }) => state.kind === 'sending');
    meetings.commit = async (partition, changes) => {
      if (changes.some((change) => change.op === 'replace' && begins(change.value)))
        throw new Error('Too large.');
      return commit(partition, changes);
    };
    const { good } = await inviteTwo(stage);
    const others = [];
    for (let count = 0; count < 10; count += 1) {
      others.push(await stage.invite(stage.rig.invitation(await stage.rig.reserve())));
    }
    stage.world.release();
    await stage.settle(MINUTE_MS);
    const answers = await Promise.all([good, ...others].map((each) => stage.answers(each)));
    expect(answers).toEqual(answers.map(() => ['accept single-new']));
  },
);

/** A stage whose organizers' calendars, Ada's at least, cannot be asked. */
function withoutCalendars(step: StepHook = async () => undefined) {
  const stage = new Stage({ stopped: true });
  const { mailbox, calendars } = stage.world.connect({ step });
  const locate = () => Promise.reject(new UnavailableError('Away.', { code: 'ERR_MAILBOX_AWAY' }));
  const away: OrganizerCalendars = { locate, rewriteBodies: calendars.rewriteBodies.bind(calendars) };
  const rig = stage.addRig('second', { mailbox, calendars: away });
  const context = rig.context.bind(rig);
  rig.context = (fence) => ({
    ...context(fence),
    organizerCalendars: (email) => (email === bea.email ? null : away),
  });
  return { stage, rig };
}

it('[S4.7a] calendars that cannot be asked hold up no other organizer', async () => {
  const { stage, rig } = withoutCalendars();
  const html = () => rig.deferredInvitation(stage.clock.now());
  await stage.invite(html());
  const other = await stage.invite(html(), { organizer: bea });
  rig.start();
  await stage.settle();
  expect(await stage.answers(other)).toEqual(['accept single-new']);
});

it('[S4.8f] answers that are still under way are not asked for because a rewrite failed', async () => {
  const steps: string[] = [];
  const { stage, rig } = withoutCalendars(async (step) => {
    steps.push(step);
    if (step === 'before answer') await stage.clock.sleep(90_000);
  });
  await stage.invite(rig.deferredInvitation(stage.clock.now()));
  const meeting = await stage.invite(rig.invitation(await rig.reserve()));
  rig.start();
  await stage.settle(4 * MINUTE_MS);
  expect(steps.filter((step) => step === 'before answer' || step === 'before findAnswers')).toHaveLength(1);
  expect(await stage.answers(meeting)).toEqual(['accept single-new']);
});

it('[S4.4d] a meeting whose aliases cannot be given back holds up no series’ look at the calendar', async () => {
  const stage = new Stage();
  const book = stage.rig.reservations;
  book.release = () => Promise.reject(new Error('It cannot be read.'));
  const { meeting } = await stage.accepted();
  await stage.world.update(meeting, { html: stage.rig.invitation(await stage.rig.reserve()) });
  const { reservation } = await stage.accepted({ repeat: { everyDays: 1, count: 20 } });
  stage.jump(6 * DAY_MS);
  await stage.settle(2 * MINUTE_MS);
  expect(await stage.doors(reservation, shift(start, 6 * DAY_MS))).toEqual(['admitted']);
});

it('what ends a worker is told, and it starts again after a pause', async () => {
  const stage = new Stage();
  await stage.settle(1_000);
  const { alarms } = stage.rig.store;
  const load = alarms.load.bind(alarms);
  let tries = 0;
  alarms.load = async (partition, ids) => {
    tries += 1;
    if (tries > 100) return load(partition, ids);
    throw new Error('It cannot be read.');
  };
  await stage.invite(stage.rig.invitation(await stage.rig.reserve()));
  await stage.settle(10_000);
  expect(tries).toBeLessThan(50);
  expect(stage.rig.logger.lines.map(({ message }) => message)).toContain(
    'The worker of a mailbox starts again.',
  );
});

it('what ends a worker again and again starts again ever more rarely', async () => {
  const stage = new Stage();
  const { alarms } = stage.rig.store;
  const load = alarms.load.bind(alarms);
  alarms.load = () => Promise.reject(new Error('It cannot be read.'));
  const starts = () =>
    stage.rig.logger.lines.filter(({ message }) => message === 'The worker of a mailbox starts again.');
  const meeting = await stage.invite(stage.rig.invitation(await stage.rig.reserve()));
  await stage.settle(10 * MINUTE_MS);
  expect(starts().length).toBeLessThan(20);
  alarms.load = load;
  await stage.settle(2 * MINUTE_MS);
  expect(await stage.answers(meeting)).toEqual(['accept single-new']);
  // It worked for a while since: the next failure waits no longer than the first did.
  alarms.load = () => Promise.reject(new Error('It cannot be read.'));
  await stage.world.update(meeting, { subject: 'Plan B' });
  const before = starts().length;
  await stage.settle(8_000);
  expect(starts().length - before).toBeGreaterThan(1);
});
