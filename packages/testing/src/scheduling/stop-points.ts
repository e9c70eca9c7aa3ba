import type { OrganizerCalendars } from '@vmrkit/core';
import type { FakeMailboxWorld } from '../mailbox/fakes/fake-mailbox-world.ts';
import { FakeClock } from '../runtime/fake-clock.ts';
import { createSeededRandom } from '../runtime/seeded-random.ts';
import { CrashError } from '../store/crash-error.ts';
import { createWeakMemoryDatabase } from '../store/weak-memory-database.ts';
import { SchedulingRig, type SchedulingRigOptions } from './scheduling-rig.ts';

/** How long a successor needs at most: the lease's time-out, a send's deadline, and some. */
const TAKE_OVER_MS = 100_000;

/** What a flow acts on. */
export interface FlowStage {
  readonly clock: FakeClock;
  readonly world: FakeMailboxWorld;
  /** Another process on the same store: the edge's side, and the judge. It is never stopped. */
  readonly desk: SchedulingRig;
  /** Lets the manager work; where it was stopped, starts another one and lets that work. */
  settle(milliseconds?: number): Promise<void>;
}

/** Something that organizers do, and what can be seen of it in the end. */
export interface Flow {
  readonly createWorld: (clock: FakeClock) => FakeMailboxWorld;
  readonly withoutRights?: boolean;
  readonly settings?: SchedulingRigOptions['settings'];
  /** Acts, settles, and gives back what must be the same wherever the manager was stopped. */
  run(stage: FlowStage): Promise<unknown>;
}

/** One run of a flow. */
export interface FlowRun {
  readonly seen: unknown;
  /** Names of the points passed by the first manager, in order. */
  readonly points: readonly string[];
}

/**
 * Runs a flow, stopping the manager at its point number `stopAt` (null: nowhere). Points lie before and after each
 * write to the store, and before and after each call of a port and each effect inside of it. From there on nothing
 * that the stopped manager does reaches the store or the mail system.
 */
export async function runFlow(flow: Flow, stopAt: number | null): Promise<FlowRun> {
  const clock = new FakeClock();
  const world = flow.createWorld(clock);
  const database = createWeakMemoryDatabase();
  const points: string[] = [];
  let stopped = false;
  const stopsAt = (point: string): boolean => {
    if (!stopped) {
      stopped = points.length === stopAt;
      points.push(point);
    }
    return stopped;
  };
  const rigOn = (
    options: Pick<SchedulingRigOptions, 'database' | 'mailbox' | 'owner'>,
    calendars: OrganizerCalendars,
  ) =>
    new SchedulingRig({
      clock,
      random: createSeededRandom(options.owner === 'second' ? 8 : 7),
      calendars: flow.withoutRights ? null : calendars,
      settings: flow.settings ?? {},
      ...options,
    });
  const ports = world.connect({
    step: async (step) => {
      if (stopsAt(step)) throw new CrashError();
    },
  });
  const connection = database.connect({
    crash: (moment, { kind, collection }) =>
      kind === 'write' ? stopsAt(`${moment} write ${collection}`) : stopped,
  });
  const first = rigOn({ database: connection, mailbox: ports.mailbox, owner: 'first' }, ports.calendars);
  const desk = rigOn(
    { database: database.connect(), mailbox: world.mailbox, owner: 'desk' },
    world.calendars,
  );
  let second: SchedulingRig | null = null;
  first.start();
  const settle = async (milliseconds = 30_000) => {
    await clock.advance(milliseconds);
    if (!stopped || second !== null) return;
    second = rigOn(
      { database: database.connect(), mailbox: world.mailbox, owner: 'second' },
      world.calendars,
    );
    second.start();
    await clock.advance(TAKE_OVER_MS + milliseconds);
  };
  try {
    const seen = await flow.run({ clock, world, desk, settle });
    return { seen, points };
  } finally {
    const ends = [first.stop(), (second as SchedulingRig | null)?.stop()];
    await clock.advance(120_000);
    await Promise.all(ends);
    await world.close();
  }
}
