import {
  type AddIn,
  type Admission,
  aliasesIn,
  integrations,
  Organizer,
  type Platform,
  people,
  until,
} from '@vmrkit/example-demo';
import type { MeetingName, SandboxClient } from '@vmrkit/sandbox';
import { reserved } from '../support/bookings.ts';
import { textName } from './answer-wordings.ts';
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
const ROOM = integrations.sales.mailbox;
/** A zone without changes of time, so that a series keeps its hours on whatever day it runs. */
const ZONE = 'Asia/Tokyo';
const addresses: Readonly<Record<Person, { readonly email: string; readonly name: string }>> = {
  alice: people.organizer,
  bob: people.attendee,
  mallory: people.outsider,
};

/** A running deployment over the simulated Exchange, and what scenarios may do to it. */
export interface ExchangeParts {
  readonly sandbox: SandboxClient;
  readonly addIn: AddIn;
  readonly platform: Platform;
  /** Unix milliseconds of 09:00 on day 1. */
  readonly begin: number;
  /** Instructions that an edge gave while it had no manager. */
  deferredHtml(): Promise<string>;
  /** An invitation after a removal counts as outdated, and takes no answer. */
  readonly takesNoAnswerAfterRemoval?: boolean;
  /** Left out where other scenarios take place meanwhile. */
  readonly whole?: {
    now(): number;
    moveClockTo(at: number): Promise<void>;
    stopManager(): Promise<void>;
    startManager(): Promise<void>;
    changeScheduling(scheduling: object): Promise<void>;
    letIn(where: 'everywhere' | 'equipment'): Promise<void>;
  };
}

const switches: Readonly<Record<Switch, object>> = {
  'rooms without the add-in': { without_add_in: { enabled: true } },
  'rooms at the VMR': { without_add_in: { enabled: true, keyword: 'VMR' } },
  'rooms for copies': { rooms_for_copies: true },
  limits: { limits: { longest_minutes: 120, most_occurrences: 5 } },
};

interface Booked {
  readonly name: MeetingName;
  readonly html: string;
  readonly booking: Booking;
}

/** Scenarios over the simulated Exchange, the reference server and whatever protocol its integration speaks. */
export class ExchangeScenarioWorld implements ScenarioWorld {
  readonly #parts: ExchangeParts;
  readonly #booked = new Map<string, Booked>();
  #scheduling: object = {};

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  /** Gives back what a scenario took from everybody. */
  async close(): Promise<void> {
    if (this.#parts.whole === undefined) return;
    await this.#parts.whole.letIn('everywhere');
    await this.#parts.whole.startManager();
  }

  async book(booking: Booking): Promise<void> {
    // What the scenario before switched on.
    await this.#parts.whole?.changeScheduling(this.#scheduling);
    const html = await this.#html(booking.body);
    const organizer = addresses[booking.by].email;
    const { meeting } = await this.#parts.sandbox.invite({
      organizer,
      subject: booking.title,
      location: booking.location ?? '',
      ...(booking.delegate === undefined ? {} : { sender: addresses[booking.delegate].email }),
      body: html,
      schedule: this.#schedule(booking, booking.start),
      attendees: [{ ...ROOM, role: 'required' }, people.attendee.email],
    });
    this.#booked.set(booking.title, { name: { organizer, cleanId: meeting.cleanId }, html, booking });
  }

  async change(title: string, { start, nth, subject, body }: Change): Promise<void> {
    const { name, booking } = this.#find(title);
    const said = {
      ...(subject === undefined ? {} : { subject }),
      ...(body === undefined ? {} : { body: await this.#html(body) }),
    };
    const { sandbox } = this.#parts;
    if (nth !== undefined) {
      const time = start === undefined ? {} : this.#time(booking, start);
      await sandbox.updateOccurrence(name, { ...this.#occurrence(title, nth), ...time, ...said });
      return;
    }
    const schedule = start === undefined ? {} : { schedule: this.#schedule(booking, start) };
    await sandbox.update(name, { ...schedule, ...said });
  }

  async cancel(title: string, nth: number | null): Promise<void> {
    const { name } = this.#find(title);
    if (nth === null) await this.#parts.sandbox.cancel(name);
    else await this.#parts.sandbox.cancelOccurrence(name, this.#occurrence(title, nth));
  }

  async split(title: string, nth: number, into: string): Promise<void> {
    const { name, booking } = this.#find(title);
    const schedule = this.#schedule({ ...booking, daily: nth - 1 }, booking.start);
    await this.#parts.sandbox.update(name, { schedule });
    await this.book(followingOf(booking, nth, into));
  }

  async uninvite(title: string): Promise<void> {
    await this.#parts.sandbox.update(this.#find(title).name, { attendees: [people.attendee.email] });
  }

  async reinvite(title: string): Promise<void> {
    const attendees = [people.attendee.email, { ...ROOM, role: 'required' as const }];
    await this.#parts.sandbox.update(this.#find(title).name, { attendees });
  }

  async sendCopy(title: string, copy: Copy): Promise<void> {
    const { name, booking } = this.#find(title);
    const { sandbox } = this.#parts;
    if (copy.kind === 'forwarded')
      await sandbox.sendCopy(name, { to: ROOM.email, by: addresses[copy.by].email });
    else if (copy.kind === 'for-a-delegate') await sandbox.sendCopy(name, { to: ROOM.email });
    else if (copy.kind === 'again') await sandbox.redeliver(ROOM.email, name.cleanId);
    else {
      const { start } = copy;
      const said =
        start === undefined
          ? { kind: 'cancellation' as const }
          : { kind: 'request' as const, schedule: this.#schedule(booking, start) };
      const from = { email: addresses[copy.by].email, name: addresses[booking.by].name };
      await sandbox.forge({
        ...said,
        to: [ROOM.email],
        from,
        organizer: addresses[booking.by],
        copyOf: name,
      });
    }
    await this.#untilRead();
  }

  async moveTo(moment: Moment): Promise<void> {
    const whole = this.#whole();
    const at = this.#parts.begin + moment;
    if (at > whole.now()) await whole.moveClockTo(at);
  }

  stopManager(): Promise<void> {
    return this.#whole().stopManager();
  }

  startManager(): Promise<void> {
    return this.#whole().startManager();
  }

  async dropOrganizerRights(): Promise<void> {
    await this.#whole().letIn('equipment');
  }

  async switchOn(what: Switch): Promise<void> {
    this.#scheduling = switches[what];
    await this.#whole().changeScheduling(this.#scheduling);
  }

  async loseCursors(): Promise<void> {
    this.#whole();
    await this.#parts.sandbox.expireSyncStates();
    await this.#parts.sandbox.endStreams();
  }

  async expectAnswers(title: string, expected: readonly ExpectedAnswer[]): Promise<void> {
    const { takesNoAnswerAfterRemoval = false } = this.#parts;
    const wanted = expected
      .filter(({ unlessOutdated }) => !(unlessOutdated && takesNoAnswerAfterRemoval))
      .map(({ answer }) => answer);
    if (wanted.length === 0) await this.#untilRead();
    else
      await until(async () => (await this.#answers(title))[wanted.length - 1] ?? null, {
        what: 'answers',
        pauseMs: 200,
        timeoutMs: 40_000,
      });
    same((await this.#answers(title)).join(', '), wanted.join(', '));
  }

  async expectOpening(title: string, at: Moment): Promise<void> {
    const opens_at = new Date(this.#parts.begin + at).toISOString();
    await this.#hears(title, { opens_at }, (admission) => ({ opens_at: admission.opens_at }));
  }

  async expectJoining(title: string, refusal: Refusal | null): Promise<void> {
    await this.#hears(title, refusal ?? 'admitted', ({ decision, reason }) =>
      decision === 'closed' ? reason?.replace('_', ' ') : decision,
    );
  }

  async expectName(title: string, expected: string): Promise<void> {
    await this.#hears(title, expected, ({ conference, decision }) => conference?.name ?? decision);
  }

  async expectInstructions(title: string): Promise<void> {
    const { name } = this.#find(title);
    const look = async () => {
      const { body } = await this.#parts.sandbox.meeting(name);
      return body.includes('PXPS:-') && !/TOK:-|will follow/.test(body) ? true : null;
    };
    await until(look, { what: 'instructions in the organizer’s meeting', timeoutMs: 20_000 });
  }

  /** Waits until the platform hears what is expected of the meeting's alias. */
  async #hears(title: string, expected: unknown, part: (admission: Admission) => unknown): Promise<void> {
    let found: unknown = null;
    const look = async () => {
      found = part(await this.#parts.platform.ask(await this.#alias(title)));
      return JSON.stringify(found) === JSON.stringify(expected) ? true : null;
    };
    await until(look, { what: JSON.stringify(expected), pauseMs: 200, timeoutMs: 40_000 }).catch(() =>
      same(found, expected),
    );
  }

  /** From the instructions that it was sent with, that the meeting got later, or that an answer gave. */
  async #alias(title: string): Promise<string> {
    const { name, html, booking } = this.#find(title);
    // A copy may get other instructions than it was sent with.
    const [sent] = booking.body.kind === 'copied' ? [] : aliasesIn(html, integrationOf(booking.body));
    if (sent !== undefined) return sent;
    const { body } = await this.#parts.sandbox.meeting(name);
    const organizer = new Organizer(this.#parts.sandbox, name.organizer);
    const texts = (await organizer.answers(name, ROOM.email)).map(({ text }) => text);
    const [alias] = aliasesIn([body, ...texts].join('\n'), integrations.sales);
    if (alias === undefined) throw new Error('There are no aliases yet.');
    return alias;
  }

  /** Whatever was sent before has been dealt with: the next request is answered. */
  async #untilRead(): Promise<void> {
    const { html } = await reserved(this.#parts, integrations.sales);
    const start = this.#parts.begin + 300 * DAY;
    const organizer = new Organizer(this.#parts.sandbox);
    const probe = await organizer.invite(
      { subject: 'The next one', html, start, end: start + DAY },
      integrations.sales,
    );
    await organizer.nextAnswer(probe, ROOM.email);
  }

  async #answers(title: string): Promise<readonly string[]> {
    const { name } = this.#find(title);
    const answers = await new Organizer(this.#parts.sandbox, name.organizer).answers(name, ROOM.email);
    return answers.map(({ verdict, text }) => `${verdict.toLowerCase()} ${textName(text)}`);
  }

  async #html(body: Body): Promise<string> {
    if (body.kind === 'none') return '<p>Agenda</p>';
    if (body.kind === 'deferred') return this.#parts.deferredHtml();
    if (body.kind === 'copied') return this.#find(body.of).html;
    const { html } = await reserved(this.#parts, integrationOf(body));
    if (body.kind === 'damaged') return html.replace(/(PXPS:-.{20})[^<]*/, '$1');
    return body.kind === 'quoting' ? `${html}<blockquote>${this.#find(body.of).html}</blockquote>` : html;
  }

  #find(title: string): Booked {
    const booked = this.#booked.get(title);
    if (booked === undefined) throw new Error(`Nobody has booked "${title}".`);
    return booked;
  }

  #whole(): NonNullable<ExchangeParts['whole']> {
    if (this.#parts.whole === undefined) throw new TypeError('Other scenarios take place here meanwhile.');
    return this.#parts.whole;
  }

  #occurrence(title: string, nth: number): { readonly originalStart: string } {
    const { start } = this.#find(title).booking;
    return { originalStart: new Date(this.#parts.begin + start + (nth - 1) * DAY).toISOString() };
  }

  #time({ start, end }: Booking, to: Moment): { readonly start: string; readonly end: string } {
    const from = this.#parts.begin + to;
    return { start: new Date(from).toISOString(), end: new Date(from + end - start).toISOString() };
  }

  #schedule(booking: Booking, to: Moment) {
    const time = { ...this.#time(booking, to), timeZone: ZONE };
    if (booking.daily === null) return time;
    const pattern = { type: 'daily' as const, interval: 1 };
    return { ...time, recurrence: { pattern, range: { type: 'numbered' as const, count: booking.daily } } };
  }
}

function integrationOf({ kind }: Body) {
  return kind === 'foreign' ? integrations.support : integrations.sales;
}
