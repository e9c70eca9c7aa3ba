import { DAY_MS, HOUR_MS, type Instant, type Interval, shift } from '@vmrkit/core';
import type { HeldReservation } from '@vmrkit/core/composition';
import type { FakeMailboxWorld, WorldInvitation, WorldMeeting } from '@vmrkit/testing';
import {
  createEwsLikeWorld,
  createSeededRandom,
  createWeakMemoryDatabase,
  type EwsLikeWorldOptions,
  FakeClock,
  type WeakMemoryDatabase,
} from '@vmrkit/testing';
import { at, SchedulingRig, type SchedulingRigOptions } from './scheduling-rig.ts';

/** An organizer, and when meetings of a {@link Stage} take place unless told otherwise. */
export const organizer = { name: 'Ada', email: 'ada@corp.example' };
export const start = at('2026-01-06T10:00:00Z');
export const end = at('2026-01-06T11:00:00Z');

/** How a {@link Stage} differs from the plain one. */
export interface StageOptions
  extends Partial<Pick<SchedulingRigOptions, 'policy' | 'pins' | 'settings' | 'database'>> {
  readonly createWorld?: (clock: FakeClock) => FakeMailboxWorld;
  readonly world?: EwsLikeWorldOptions;
  readonly withoutRights?: boolean;
  /** The worker is started by the test. */
  readonly stopped?: boolean;
}

/** One integration at work on one mailbox in memory, with short words for what tests do most. */
export class Stage {
  static readonly #open: Stage[] = [];
  readonly clock = new FakeClock();
  readonly database: WeakMemoryDatabase = createWeakMemoryDatabase();
  readonly world: FakeMailboxWorld;
  readonly rig: SchedulingRig;
  readonly #options: StageOptions;
  readonly #rigs: SchedulingRig[] = [];

  constructor(options: StageOptions = {}) {
    this.#options = options;
    this.world =
      options.createWorld?.(this.clock) ?? createEwsLikeWorld({ ...options.world, clock: this.clock });
    this.rig = this.addRig('first');
    if (!options.stopped) this.rig.start();
    Stage.#open.push(this);
  }

  /** Stops all that runs; for `afterEach`. */
  static async closeAll(): Promise<void> {
    for (const stage of Stage.#open.splice(0)) {
      const stopped = stage.#rigs.map((rig) => rig.stop());
      await stage.clock.advance(120_000);
      await Promise.all(stopped);
      await stage.world.close();
    }
  }

  /** A further manager on the same store and mailbox, not started yet. */
  addRig(owner: string, over: Partial<SchedulingRigOptions> = {}): SchedulingRig {
    const { policy = {}, pins = {}, settings = {}, withoutRights, database = this.database } = this.#options;
    const { mailbox, calendars } = this.world.connect();
    const rig = new SchedulingRig({
      clock: this.clock,
      random: createSeededRandom(owner.length),
      database,
      mailbox,
      email: this.world.email,
      calendars: withoutRights ? null : calendars,
      policy,
      pins,
      settings,
      owner,
      ...over,
    });
    this.#rigs.push(rig);
    return rig;
  }

  /** A further equipment mailbox of the integration's pool with its worker, and the world as seen from there. */
  addMailbox(mailboxId = 'mailbox-2'): { readonly world: FakeMailboxWorld; readonly rig: SchedulingRig } {
    const world = this.world.addMailbox(`${mailboxId}@corp.example`);
    const { mailbox, calendars } = world.connect();
    const rig = this.addRig(mailboxId, { mailbox, calendars, mailboxId, email: world.email });
    rig.start();
    return { world, rig };
  }

  /** Lets time pass until what was caused is done. */
  settle(milliseconds = 30_000): Promise<void> {
    return this.clock.advance(milliseconds);
  }

  /** Sets the clock on the wall ahead. */
  jump(milliseconds: number): void {
    this.clock.jumpTo(shift(this.clock.now(), milliseconds));
  }

  invite(html: string, over: Partial<WorldInvitation> = {}, world = this.world): Promise<WorldMeeting> {
    return world.invite({ organizer, subject: 'Plan', html, start, end, ...over });
  }

  /** A meeting with a fresh reservation, settled. */
  async accepted(over: Partial<WorldInvitation> = {}) {
    const reservation = await this.rig.reserve();
    const meeting = await this.invite(this.rig.invitation(reservation), over);
    await this.settle();
    return { reservation, meeting };
  }

  /** What admission says at these times. */
  async doors({ alias }: Pick<HeldReservation, 'alias'>, ...times: readonly Instant[]) {
    const decisions = await Promise.all(times.map((time) => this.rig.admit(alias, time)));
    return decisions.map((decision) =>
      decision.kind === 'closed' ? `closed: ${decision.reason}` : decision.kind,
    );
  }

  /** Answers to a meeting, by one mailbox: the fixture's name of each text. */
  async answers(meeting: WorldMeeting, world = this.world): Promise<readonly string[]> {
    return (await world.answers(meeting)).map(({ verdict, text }) => `${verdict} ${textName(text)}`);
  }

  /** All answers that went out. */
  allAnswers(): readonly string[] {
    return this.world.allAnswers().map(({ verdict, text }) => `${verdict} ${textName(text)}`);
  }

  /** Kinds of the alarms that stand. */
  async alarms(): Promise<readonly string[]> {
    const page = await this.rig.store.alarms.find('default', {
      index: 'standing',
      equals: ['default'],
      limit: 50,
    });
    return page.items.map(({ value }) => value.kind).sort();
  }

  /** What was decided, from the log. */
  decided(): readonly string[] {
    return this.rig.logger.lines
      .filter(({ message }) => message === 'Decided about a message.')
      .map(({ fields }) => [fields.intent, fields.because].filter(Boolean).join(': '));
  }
}

/** The same time of day some hours later. */
export function hoursLater(hours: number, from: Interval = { start, end }): Interval {
  return { start: shift(from.start, hours * HOUR_MS), end: shift(from.end, hours * HOUR_MS) };
}

/** The time of {@link start}, some days later. */
export function day(count: number): Instant {
  return shift(start, count * DAY_MS);
}

/** The hour that begins some hours after `from`. */
export function hourAfter(from: Instant, hours: number): Interval {
  return hoursLater(hours, { start: from, end: shift(from, HOUR_MS) });
}

function textName(text: string): string {
  return /[a-z]+(?:-[a-z]+)+/.exec(text)?.[0] ?? text;
}
