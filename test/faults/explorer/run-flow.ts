import {
  type DocumentDatabase,
  MINUTE_MS,
  type OrganizerCalendars,
  SECOND_MS,
  VmrKitError,
} from '@vmrkit/core';
import type { FakeMailboxWorld } from '@vmrkit/testing';
import {
  CrashError,
  createSeededRandom,
  createWeakMemoryDatabase,
  FakeClock,
  type WeakMemoryDatabase,
} from '@vmrkit/testing';
import { SchedulingRig, type SchedulingRigOptions } from '../../scheduling/scheduling-rig.ts';
import type { Fault } from './fault.ts';
import { FaultGate } from './fault-gate.ts';
import type { Flow, FlowStage } from './flow.ts';
import { gatedDatabase, storeAway } from './gated-database.ts';
import { judgeRun } from './judge-run.ts';
import { waitingEffects, whatShows } from './ledger.ts';

/** How long a manager may need once the trouble is over: its longest pause, a lease's time-out, a send's deadline. */
const RECOVERY_MS = 100 * SECOND_MS;
/** How long nothing must have changed before a manager counts as settled. */
const QUIET_MS = 30 * SECOND_MS;
const LONGEST_MS = 20 * MINUTE_MS;
const STEP_MS = 5 * SECOND_MS;
const COMMAND_TRIES = 8;
/** Calls of the store within one instant; more means that a manager asks again and again without a rest. */
const MOST_CALLS = 2_000;

/** One run of a flow. */
export interface FlowRun {
  /** What must be the same in every run. */
  readonly seen: object;
  /** Points passed until the fault struck, in order. */
  readonly points: readonly string[];
  /** What must never be, in words. */
  readonly problems: readonly string[];
  /** Answers beyond the first to their message. */
  readonly doubled: number;
  /** Whether the fault struck while an answer was on its way. */
  readonly heldAnswer: boolean;
  /** For each time that the flow let the manager work: when the last change came of it, in milliseconds. */
  readonly settledMs: readonly number[];
}

/** Runs a flow and lets the fault strike at its point number `strikeAt`, from 0; null: nowhere. */
export async function runFlow(flow: Flow, fault: Fault, strikeAt: number | null): Promise<FlowRun> {
  const clock = new FakeClock();
  const world = flow.createWorld(clock);
  const database = (await flow.prepare?.(clock, world)) ?? createWeakMemoryDatabase();
  const run = new Run({ flow, fault, strikeAt, clock, world, database });
  try {
    return await run.toItsEnd();
  } finally {
    await run.close();
  }
}

interface RunOptions {
  readonly flow: Flow;
  readonly fault: Fault;
  readonly strikeAt: number | null;
  readonly clock: FakeClock;
  readonly world: FakeMailboxWorld;
  readonly database: WeakMemoryDatabase;
}

class Run {
  readonly #options: RunOptions;
  readonly #gate: FaultGate;
  readonly #first: SchedulingRig;
  readonly #stage: FlowStage;
  #second: SchedulingRig | null = null;
  #shows = '';
  #recovered = false;
  readonly #settledMs: number[] = [];
  readonly #problems: string[] = [];
  readonly #calls = { atMs: 0, count: 0, tooMany: false };

  constructor(options: RunOptions) {
    const { clock, world, database, fault, strikeAt } = options;
    this.#options = options;
    this.#gate = new FaultGate(fault, strikeAt, options);
    const { mailbox, calendars } = this.#gate.ports();
    this.#first = this.#rig(
      { database: this.#watched(this.#gate.connect(database)), mailbox, owner: 'first' },
      calendars,
    );
    const desk = this.#rig(
      { database: database.connect(), mailbox: world.mailbox, owner: 'desk' },
      world.calendars,
    );
    this.#stage = {
      clock,
      world,
      desk,
      settle: (milliseconds) => this.#settle(milliseconds),
      operate: (command) => this.#operate(command),
    };
  }

  async toItsEnd(): Promise<FlowRun> {
    const { flow, fault, clock } = this.#options;
    if (!flow.commandsOnly) this.#first.start();
    if (fault.standby) {
      // The other one comes when the mailbox is taken.
      await clock.advance(SECOND_MS);
      this.#successor().start();
    }
    const seen = await flow.run(this.#stage);
    const { problems, alarms, doubled } = await judgeRun(this.#stage, {
      owners: flow.commandsOnly ? [] : this.#living(),
    });
    return {
      seen: { ...seen, alarms },
      points: this.#gate.points,
      problems: [...this.#problems, ...problems],
      doubled,
      heldAnswer: this.#gate.heldAnswer,
      settledMs: this.#settledMs,
    };
  }

  async #settle(milliseconds = 30 * SECOND_MS): Promise<void> {
    const { clock, desk, world } = this.#stage;
    const fromMs = clock.monotonicMs();
    let changedMs = fromMs;
    let waiting = 0;
    const endMs = () => {
      const { endsAtMs } = this.#gate;
      const plain = fromMs + milliseconds;
      if (endsAtMs === null || this.#recovered) return plain;
      const longest = waiting > 0 ? fromMs + LONGEST_MS : 0;
      return Math.max(plain, endsAtMs + RECOVERY_MS, changedMs + QUIET_MS, longest);
    };
    while (clock.monotonicMs() < endMs()) {
      await clock.advance(Math.min(STEP_MS, endMs() - clock.monotonicMs()));
      if (this.#gate.stopped && this.#second === null) this.#successor().start();
      const meetings = await desk.meetings();
      const shows = whatShows(meetings, world);
      if (shows !== this.#shows) changedMs = clock.monotonicMs();
      this.#shows = shows;
      waiting = waitingEffects(meetings);
    }
    this.#recovered = this.#gate.endsAtMs !== null;
    this.#settledMs.push(changedMs - fromMs);
  }

  async #operate(command: (rig: SchedulingRig) => Promise<boolean>): Promise<void> {
    const { clock } = this.#options;
    const fromMs = clock.monotonicMs();
    for (let attempt = 1; ; attempt += 1) {
      const rig = this.#gate.stopped ? this.#successor() : this.#first;
      const outcome = await this.#driven(command(rig).catch(failedCommand));
      if (outcome) break;
      if (attempt === COMMAND_TRIES) {
        this.#problems.push('the command did not come to its end');
        break;
      }
      await clock.advance(MINUTE_MS);
    }
    this.#settledMs.push(clock.monotonicMs() - fromMs);
    // What the stopped process had on the way arrives before anybody looks.
    const { endsAtMs } = this.#gate;
    if (endsAtMs !== null) await clock.advance(Math.max(0, endsAtMs + 1 - clock.monotonicMs()));
  }

  async close(): Promise<void> {
    await this.#driven(Promise.all([this.#first.stop(), this.#second?.stop()]));
    await this.#options.world.close();
  }

  /** Owners of the lease that may hold it in the end. */
  #living(): readonly string[] {
    if (this.#gate.stopped) return ['second'];
    return this.#second === null ? ['first'] : ['first', 'second'];
  }

  #successor(): SchedulingRig {
    const { database, world } = this.#options;
    this.#second ??= this.#rig(
      { database: this.#watched(database.connect()), mailbox: world.mailbox, owner: 'second' },
      world.calendars,
    );
    return this.#second;
  }

  #rig(
    options: Required<Pick<SchedulingRigOptions, 'database' | 'mailbox' | 'owner'>>,
    calendars: OrganizerCalendars,
  ): SchedulingRig {
    const { flow, clock, world } = this.#options;
    const { database, mailbox, owner } = options;
    const without = owner === 'desk' ? undefined : flow.without;
    return new SchedulingRig({
      clock,
      random: createSeededRandom(owner === 'second' ? 8 : 7),
      calendars: flow.withoutRights ? null : calendars,
      email: world.email,
      settings: flow.settings ?? {},
      policy: flow.policy ?? {},
      owner,
      database: without?.database?.(database) ?? database,
      mailbox: without?.mailbox?.(mailbox) ?? mailbox,
    });
  }

  /** Refuses calls that go on and on while no time passes, which would never end. */
  #watched(database: DocumentDatabase): DocumentDatabase {
    const calls = this.#calls;
    return gatedDatabase(database, database, async ({ work }) => {
      const nowMs = this.#options.clock.monotonicMs();
      calls.count = nowMs === calls.atMs ? calls.count + 1 : 0;
      calls.atMs = nowMs;
      if (!calls.tooMany && calls.count <= MOST_CALLS) return work();
      if (!calls.tooMany) this.#problems.push('a manager did not rest between its calls');
      calls.tooMany = true;
      throw storeAway();
    });
  }

  /** Lets time pass until the work is done. */
  async #driven<Result>(work: Promise<Result>): Promise<Result> {
    let done = false;
    const end = () => {
      done = true;
    };
    work.then(end, end);
    await this.#options.clock.advance(0);
    while (!done) await this.#options.clock.advance(STEP_MS);
    return work;
  }
}

/** Commands may fail as the kit's errors say, or end with their process. */
function failedCommand(error: unknown): boolean {
  if (error instanceof CrashError || VmrKitError.is(error)) return false;
  throw error;
}
