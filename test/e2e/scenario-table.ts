import { type DemoIntegration, integrations, people, type Reservation, until } from '@vmrkit/example-demo';
import type { MeetingName } from '@vmrkit/sandbox';
import type { ExchangeWorld } from '../support/exchange-world.ts';

/** One thing that must hold whatever Exchange is like; throws when it does not. */
export interface Scenario {
  readonly name: string;
  run(world: ExchangeWorld, given: Given): Promise<void>;
}

/** What a scenario is told of the reality that it plays in. */
export interface Given {
  /** Instructions from an edge without a manager: placeholder and token tag. */
  readonly deferredHtml: string;
  /** Exchange calls an invitation after a removal out of date, and takes no answer to it. */
  readonly takesNoAnswerAfterRemoval: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BEFORE = 30 * MINUTE;
const ROOM = integrations.sales.mailbox.email;

/** The scenarios that the table has a column for. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'new',
    run: async (world) => {
      const meeting = await booked(world, { subject: 'New' });
      await doorOpens(world, meeting, meeting.start - BEFORE);
      await hasAnswers(world, meeting, ['Accept']);
    },
  },
  {
    name: 'moved',
    run: async (world) => {
      const meeting = await booked(world, { subject: 'Moved' });
      const start = meeting.start + 3 * HOUR;
      await world.organizer.move(meeting.name, { start, end: start + HOUR });
      await doorOpens(world, meeting, start - BEFORE);
      await hasAnswers(world, meeting, ['Accept', 'Accept']);
    },
  },
  {
    name: 'cancelled',
    run: async (world) => {
      const meeting = await booked(world, { subject: 'Cancelled' });
      await world.sandbox.cancel(meeting.name);
      await doorSays(world, meeting, 'cancelled');
      await hasAnswers(world, meeting, ['Accept']);
    },
  },
  {
    name: 'removed and added again',
    run: async (world, { takesNoAnswerAfterRemoval }) => {
      const meeting = await booked(world, { subject: 'There and back' });
      const attendee = people.attendee.email;
      await world.sandbox.update(meeting.name, { attendees: [attendee], send: 'all' });
      await doorSays(world, meeting, 'cancelled');
      await world.sandbox.update(meeting.name, { attendees: [attendee, ROOM], send: 'all' });
      await doorOpens(world, meeting, meeting.start - BEFORE);
      await hasAnswers(world, meeting, takesNoAnswerAfterRemoval ? ['Accept'] : ['Accept', 'Accept']);
    },
  },
  {
    name: 'series, one cancelled',
    run: async (world) => {
      const meeting = await booked(world, { subject: 'Series', daily: 4 });
      await doorOpens(world, meeting, meeting.start - BEFORE);
      await world.sandbox.cancelOccurrence(meeting.name, { originalStart: text(meeting.start) });
      await doorOpens(world, meeting, meeting.start + DAY - BEFORE);
    },
  },
  {
    name: 'series, one moved',
    run: async (world) => {
      const meeting = await booked(world, { subject: 'Series', daily: 4 });
      const start = meeting.start + 2 * HOUR;
      await world.sandbox.updateOccurrence(meeting.name, {
        originalStart: text(meeting.start),
        start: text(start),
        end: text(start + HOUR),
      });
      await doorOpens(world, meeting, start - BEFORE);
      await hasAnswers(world, meeting, ['Accept', 'Accept']);
    },
  },
  {
    name: 'token tag',
    run: async (world, { deferredHtml }) => {
      const start = nextMinute() + 2 * HOUR;
      const draft = { subject: 'Deferred', html: deferredHtml, start, end: start + HOUR };
      const name = await world.organizer.invite(draft, integrations.sales);
      const body = await until(
        async () => {
          const { body } = await world.sandbox.meeting(name);
          return body.includes('PXPS:-') ? body : null;
        },
        { what: 'instructions in the organizer’s meeting', timeoutMs: 20_000 },
      );
      const [alias = ''] = /\b55\d{6}\b/.exec(body) ?? [];
      await doorOpens(world, { alias }, start - BEFORE);
      await hasAnswers(world, { name }, ['Accept']);
    },
  },
  {
    name: 'foreign tag',
    run: async (world) => {
      const { html } = await reserved(world, integrations.support);
      const start = nextMinute() + 2 * HOUR;
      const draft = { subject: 'Foreign', html, start, end: start + HOUR };
      const name = await world.organizer.invite(draft, integrations.sales);
      await hasAnswers(world, { name }, ['Decline']);
    },
  },
  {
    name: 'past',
    run: async (world) => {
      const meeting = await invited(world, { subject: 'Past', start: nextMinute() - 4 * HOUR });
      await hasAnswers(world, meeting, ['Decline']);
    },
  },
  {
    name: 'forged cancellation',
    run: async (world) => {
      const meeting = await booked(world, { subject: 'Forged' });
      const from = { email: people.outsider.email, name: people.organizer.name };
      await world.sandbox.forge({ kind: 'cancellation', to: [ROOM], from, copyOf: meeting.name });
      await booked(world, { subject: 'After the forgery' });
      await doorOpens(world, meeting, meeting.start - BEFORE);
      await hasAnswers(world, meeting, ['Accept']);
    },
  },
];

interface Invited {
  readonly name: MeetingName;
  readonly alias: string;
  readonly start: number;
}

/** Asks for a room; an edge whose manager was away a moment ago may take a while to ask it again. */
export function reserved(
  { addIn }: Pick<ExchangeWorld, 'addIn'>,
  integration: DemoIntegration,
): Promise<Reservation> {
  const look = async () => {
    const reservation = await addIn.reserve(integration);
    return reservation.kind === 'reserved' ? reservation : null;
  };
  return until(look, { what: 'a reservation by the manager', pauseMs: 500 });
}

/** Asks for a room and sends the invitation. */
export async function invited(
  world: ExchangeWorld,
  draft: {
    readonly subject: string;
    readonly start?: number;
    readonly daily?: number;
    readonly html?: string;
  },
  integration: DemoIntegration = integrations.sales,
): Promise<Invited> {
  const { html, aliases } = await reserved(world, integration);
  const start = draft.start ?? nextMinute() + 2 * HOUR;
  const full = { ...draft, html: `${html}${draft.html ?? ''}`, start, end: start + HOUR };
  const name = await world.organizer.invite(full, integration);
  return { name, alias: aliases[0] ?? '', start };
}

/** The same, and waits until it is accepted. */
export async function booked(
  world: ExchangeWorld,
  draft: {
    readonly subject: string;
    readonly start?: number;
    readonly daily?: number;
    readonly html?: string;
  },
): Promise<Invited> {
  const meeting = await invited(world, draft);
  const { verdict, text: words } = await world.organizer.nextAnswer(meeting.name, ROOM);
  if (verdict !== 'Accept') throw new Error(`${draft.subject} was answered with ${verdict}: ${words}`);
  return meeting;
}

/** Waits until the join window of a meeting opens at a time. */
export async function doorOpens(
  { platform }: ExchangeWorld,
  { alias }: Pick<Invited, 'alias'>,
  at: number,
): Promise<void> {
  let last = '';
  const look = async () => {
    const answer = await platform.ask(alias);
    last = JSON.stringify(answer);
    return answer.opens_at === text(at) ? true : null;
  };
  await until(look, { what: `a join window that opens at ${text(at)}` }).catch((error: Error) => {
    throw new Error(`${error.message}; it says ${last}`);
  });
}

/** Waits for the alias to be refused for this reason. */
export async function doorSays(
  { platform }: ExchangeWorld,
  { alias }: Pick<Invited, 'alias'>,
  reason: string,
): Promise<void> {
  const look = async () => ((await platform.ask(alias)).reason === reason ? true : null);
  await until(look, { what: `a join window that says ${reason}` });
}

/** Waits for these answers of the equipment mailbox, and holds that there are no more. */
export async function hasAnswers(
  { organizer }: ExchangeWorld,
  { name }: Pick<Invited, 'name'>,
  verdicts: readonly string[],
): Promise<void> {
  await organizer.nextAnswer(name, ROOM, verdicts.length);
  const found = (await organizer.answers(name, ROOM)).map(({ verdict }) => verdict);
  if (found.join() !== verdicts.join()) throw new Error(`answers: ${found.join()}, not ${verdicts.join()}`);
}

/** The next full minute: calendars know no shorter times. */
export function nextMinute(): number {
  return Math.ceil(Date.now() / MINUTE) * MINUTE;
}

function text(at: number): string {
  return new Date(at).toISOString();
}
