import { type Child, equipment, people } from '@vmrkit/example-demo';
import { type RealitySwitches, realitySwitches, realitySwitchesSchema } from '@vmrkit/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExchangeScenarioWorld } from '../scenarios/exchange-scenario-world.ts';
import { scenarios as all, play } from '../scenarios/read-scenarios.ts';
import { nextMinute } from '../support/bookings.ts';
import { ExchangeWorld } from '../support/exchange-world.ts';
import { startWithOutage } from '../support/outage.ts';

/** They take place side by side, in one deployment whose clock is the machine's. */
const scenarios = all.filter(({ alone }) => !alone);

/** Under a switch that is flipped, every third scenario is played, in turn; VMRKIT_ALL_REALITIES plays all. */
const SHARE = process.env.VMRKIT_ALL_REALITIES === undefined ? 3 : 1;

/** How many invitations of a row are written while the manager is away. */
const deferrals = scenarios
  .flatMap(({ steps }) => steps)
  .filter(({ text }) => text.includes('while the manager is away')).length;

/** One row: every switch at its standard but one, and how the equipment mailbox's calendar is processed. */
interface Reality {
  readonly title: string;
  readonly switches: Partial<RealitySwitches>;
  readonly processing: 'AutoUpdate' | 'None';
}

const loseAnswer = ({ sandbox }: ExchangeWorld) =>
  sandbox.plan({ kind: 'lost-answer', operation: 'CreateItem', mailbox: equipment.sales.email });

/** What must happen for a switch to matter at all; in the standard's row all of it does. */
const provocations: Partial<Record<keyof RealitySwitches, (world: ExchangeWorld) => Promise<unknown>>> = {
  secondAnswer: loseAnswer,
  answerCopyInSentItems: loseAnswer,
  syncStateExpiredShape: ({ sandbox }) => sandbox.expireSyncStates(),
  subscriptionSurvivesClosed: ({ sandbox }) => sandbox.endStreams('closed'),
};
const isProvoked = (name: string): name is keyof typeof provocations => name in provocations;

const flips: readonly Reality[] = realitySwitches.flatMap(({ name, answers, standard }) =>
  answers
    .filter((answer) => answer !== standard)
    .map((answer) => ({
      title: `${name} = ${answer}`,
      switches: { [name]: answer },
      // The only switch that is about calendars without processing.
      processing: name === 'calendarEntryBeforeAccept' ? 'None' : 'AutoUpdate',
    })),
);
/** A manager learns once whether several answers may go out together: these rows come last, each with a new one. */
const isLearnt = ({ switches }: Reality) => switches.severalAnswersInOneCreateItem !== undefined;
const realities: readonly Reality[] = [
  { title: 'standard', switches: {}, processing: 'AutoUpdate' },
  { title: 'standard, processing None', switches: {}, processing: 'None' },
  ...flips.filter((reality) => !isLearnt(reality)),
  ...flips.filter(isLearnt),
];

function scenariosOf(reality: Reality) {
  const row = realities.indexOf(reality);
  return row < 2 ? scenarios : scenarios.filter((_, at) => at % SHARE === row % SHARE);
}

/** Every look at an inbox or a calendar reads it whole: what a row is done with would slow down those behind it. */
async function tidy({ sandbox }: ExchangeWorld): Promise<void> {
  const places = [
    [people.organizer.email, 'inbox'],
    [equipment.sales.email, 'calendar'],
  ] as const;
  for (const [email, folder] of places)
    for (const { id } of await sandbox.folder(email, folder)) await sandbox.removeItem(email, id);
}

describe('scenarios under each reality of Exchange', () => {
  const servers: Child[] = [];
  const deferred: string[] = [];
  let world: ExchangeWorld;

  beforeAll(async () => {
    world = await ExchangeWorld.create();
    const outage = await startWithOutage(world, realities.length * deferrals);
    servers.push(...outage.servers);
    deferred.push(...outage.deferred);
  });

  afterAll(async () => {
    await Promise.all(servers.map((child) => child.stop()));
    await world.close();
  });

  it.each(realities)('[S11.4a, S4.2f] holds with $title', async (reality) => {
    const { title, switches, processing } = reality;
    await world.sandbox.configure({ switches: { ...realitySwitchesSchema.parse({}), ...switches } });
    await world.sandbox.changeMailbox(equipment.sales.email, { processing });
    if (isLearnt(reality)) {
      await servers.pop()?.stop();
      servers.push(await world.deployment.start('manager'));
    }
    const names = title === 'standard' ? Object.keys(provocations) : Object.keys(switches);
    for (const name of names.filter(isProvoked)) await provocations[name]?.(world);
    const parts = {
      sandbox: world.sandbox,
      addIn: world.addIn,
      platform: world.platform,
      begin: nextMinute(),
      deferredHtml: async () => deferred.pop() ?? '',
      takesNoAnswerAfterRemoval: switches.removalRaisesMeetingSequence === false,
    };
    const ends = await Promise.allSettled(
      scenariosOf(reality).map((scenario) => play(scenario, new ExchangeScenarioWorld(parts))),
    );
    await tidy(world);
    const failed = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
    expect(failed).toEqual([]);
    const answers = (await world.sandbox.ledger()).filter(({ kind }) => kind === 'answer');
    expect(new Set(answers.map(({ answerOf }) => answerOf)).size).toBe(answers.length);
  });
});
