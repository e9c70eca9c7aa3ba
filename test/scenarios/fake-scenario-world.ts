import { type Instant, type Interval, shift } from '@vmrkit/core';
import { type HeldReservation, plainOptions, type SchedulingOptions } from '@vmrkit/core/composition';
import type { FakeClock, FakeMailboxWorld, WorldMeeting } from '@vmrkit/testing';
import { createWeakMemoryDatabase } from '@vmrkit/testing';
import { at, rigSecrets, type SchedulingRig } from '../scheduling/scheduling-rig.ts';
import { Stage } from '../scheduling/stage.ts';
import { followingOf } from './following-of.ts';
import { same } from './same.ts';
import type {
  Body,
  Booking,
  Change,
  Copy,
  ExpectedAnswer,
  Moment,
  Person,
  Refusal,
  ScenarioWorld,
  Switch,
} from './scenario-world.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const BEGIN = at('2026-01-05T09:00:00Z');
const OTHER_KEY = new Uint8Array(32).fill(8);
const people = {
  alice: { name: 'Alice Martin', email: 'alice@corp.example' },
  bob: { name: 'Bob Okafor', email: 'bob@corp.example' },
  mallory: { name: 'Mallory', email: 'mallory@outside.example' },
} as const satisfies Record<Person, unknown>;

const switches: Readonly<Record<Switch, Partial<SchedulingOptions>>> = {
  'rooms without the add-in': { withoutAddIn: { keyword: null } },
  'rooms at the VMR': { withoutAddIn: { keyword: 'VMR' } },
  'rooms for copies': { roomsForCopies: true },
  limits: { longestMinutes: 120, mostOccurrences: 5 },
};

interface Booked {
  readonly meeting: WorldMeeting;
  readonly time: Interval;
  /** The body as it was sent. */
  readonly html: string;
  /** It may get other instructions than it was sent with. */
  readonly isCopy: boolean;
  readonly booking: Booking;
}

/** Scenarios over the rules of scheduling and a mail system in memory; an act ends when all that it caused is done. */
export class FakeScenarioWorld implements ScenarioWorld {
  readonly #stage: Stage;
  readonly #booked = new Map<string, Booked>();
  #rig: SchedulingRig;
  #rigs = 0;
  /** How the manager differs from the plain one by now. */
  #over: NonNullable<Parameters<Stage['addRig']>[1]> = {};

  constructor(createWorld: (clock: FakeClock) => FakeMailboxWorld) {
    this.#stage = new Stage({ createWorld });
    this.#rig = this.#stage.rig;
  }

  async book(booking: Booking): Promise<void> {
    const { by, title, start, end, daily, body, delegate, location = '' } = booking;
    const time = { start: shift(BEGIN, start), end: shift(BEGIN, end) };
    const html = await this.#html(body);
    const repeat = daily === null ? {} : { repeat: { everyDays: 1, count: daily } };
    const meeting = await this.#stage.invite(html, {
      organizer: people[by],
      subject: title,
      location,
      ...(delegate === undefined ? {} : { sentBy: people[delegate] }),
      ...time,
      ...repeat,
    });
    this.#booked.set(title, { meeting, time, html, isCopy: body.kind === 'copied', booking });
    await this.#stage.settle(MINUTE);
  }

  async change(title: string, { start, nth, subject, body }: Change): Promise<void> {
    const { meeting, time } = this.#find(title);
    const change = {
      ...(start === undefined ? {} : { time: moved(time, start) }),
      ...(subject === undefined ? {} : { subject }),
      ...(body === undefined ? {} : { html: await this.#html(body) }),
    };
    await this.#stage.world.update(meeting, change, this.#instance(title, nth ?? null));
    await this.#stage.settle(MINUTE);
  }

  async cancel(title: string, nth: number | null): Promise<void> {
    await this.#stage.world.cancel(this.#find(title).meeting, this.#instance(title, nth));
    await this.#stage.settle(MINUTE);
  }

  async split(title: string, nth: number, into: string): Promise<void> {
    const { meeting, booking } = this.#find(title);
    await this.#stage.world.repeat(meeting, { everyDays: 1, count: nth - 1 });
    await this.book(followingOf(booking, nth, into));
  }

  async uninvite(title: string): Promise<void> {
    await this.#stage.world.uninvite(this.#find(title).meeting);
    await this.#stage.settle(MINUTE);
  }

  async reinvite(title: string): Promise<void> {
    await this.#stage.world.reinvite(this.#find(title).meeting);
    await this.#stage.settle(MINUTE);
  }

  async sendCopy(title: string, copy: Copy): Promise<void> {
    const { meeting, time } = this.#find(title);
    const { world } = this.#stage;
    if (copy.kind === 'forwarded') await world.forward(meeting, people[copy.by]);
    else if (copy.kind === 'for-a-delegate') await world.delegateCopy(meeting);
    else if (copy.kind === 'again') world.duplicate(meeting, 'copy');
    else {
      const said = copy.start === undefined ? { kind: 'cancellation' as const } : moved(time, copy.start);
      await world.forge({ meeting, sender: people[copy.by], ...said });
    }
    await this.#stage.settle(MINUTE);
  }

  async moveTo(moment: Moment): Promise<void> {
    this.#stage.clock.jumpTo(shift(BEGIN, moment));
    await this.#stage.settle(MINUTE / 2);
  }

  async stopManager(): Promise<void> {
    const stopped = this.#rig.stop();
    await this.#stage.settle(MINUTE);
    await stopped;
  }

  async startManager(): Promise<void> {
    this.#start();
    await this.#stage.settle(MINUTE);
  }

  async dropOrganizerRights(): Promise<void> {
    await this.stopManager();
    this.#over = { ...this.#over, calendars: null };
    this.#start();
  }

  async switchOn(what: Switch): Promise<void> {
    await this.stopManager();
    this.#over = { ...this.#over, policy: { options: { ...plainOptions, ...switches[what] } } };
    this.#start();
    await this.#stage.settle(MINUTE);
  }

  async loseCursors(): Promise<void> {
    await this.#stage.world.loseCursors();
    await this.#stage.settle(MINUTE);
  }

  async expectAnswers(title: string, answers: readonly ExpectedAnswer[]): Promise<void> {
    const found = await this.#stage.answers(this.#find(title).meeting);
    same(found.join(', '), answers.map(({ answer }) => answer).join(', '));
  }

  async expectOpening(title: string, opens: Moment): Promise<void> {
    const decision = await this.#rig.admit(await this.#alias(title));
    same(decision, { kind: 'closed', reason: 'not-yet', opensAt: shift(BEGIN, opens) });
  }

  async expectJoining(title: string, refusal: Refusal | null): Promise<void> {
    const alias = await this.#alias(title);
    // The second alias of a room is the first without its domain.
    for (const name of [alias, alias.split('@')[0] ?? '']) {
      const decision = await this.#rig.admit(name);
      if (decision.kind === 'closed') same(decision.reason?.replace('-', ' '), refusal);
      else same(decision.kind, refusal ?? 'admitted');
    }
  }

  async expectName(title: string, name: string): Promise<void> {
    const decision = await this.#rig.admit(await this.#alias(title));
    same(decision.kind === 'admitted' ? decision.conference.name : decision.kind, name);
  }

  async expectInstructions(title: string): Promise<void> {
    const html = (await this.#stage.world.organizerView(this.#find(title).meeting))?.html ?? '';
    same(/PXPS:-/.test(html) && !/TOK:-|will follow/.test(html), true);
  }

  #start(): void {
    this.#rigs += 1;
    this.#rig = this.#stage.addRig(`manager-${this.#rigs}`, this.#over);
    this.#rig.start();
  }

  async #html(body: Body): Promise<string> {
    const rig = this.#rig;
    if (body.kind === 'none') return '<p>Agenda</p>';
    if (body.kind === 'deferred') return rig.deferredInvitation(this.#stage.clock.now());
    if (body.kind === 'copied') return this.#find(body.of).html;
    const held = body.kind === 'foreign' ? await this.#reserveElsewhere() : await rig.reserve();
    if (body.kind === 'damaged') return rig.invitation({ ...held, tag: held.tag.slice(0, 20) });
    const own = rig.invitation(held);
    return body.kind === 'quoting' ? `${own}<blockquote>${this.#find(body.of).html}</blockquote>` : own;
  }

  /** In an integration that has other keys. */
  #reserveElsewhere(): Promise<HeldReservation> {
    const keys = { sealer: rigSecrets, tagKeys: { current: OTHER_KEY, retired: [] } };
    return this.#stage.addRig('elsewhere', { keys, database: createWeakMemoryDatabase() }).reserve();
  }

  #find(title: string): Booked {
    const booked = this.#booked.get(title);
    if (booked === undefined) throw new Error(`Nobody has booked "${title}".`);
    return booked;
  }

  #instance(title: string, nth: number | null): Instant | undefined {
    return nth === null ? undefined : shift(this.#find(title).time.start, (nth - 1) * DAY);
  }

  /** From the instructions that it was sent with, that the meeting got later, or that an answer gave. */
  async #alias(title: string): Promise<string> {
    const { meeting, html, isCopy } = this.#find(title);
    const view = await this.#stage.world.organizerView(meeting);
    const answers = await this.#stage.world.answers(meeting);
    const read = [isCopy ? '' : html, view?.html ?? '', ...answers.map(({ text }) => text)].join('\n');
    return /meet\.\d{6}@vmr\.example/.exec(read)?.[0] ?? '';
  }
}

/** The same length from another begin on. */
function moved({ start, end }: Interval, to: Moment): Interval {
  return { start: shift(BEGIN, to), end: shift(BEGIN, to + end - start) };
}
