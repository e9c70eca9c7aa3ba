import { type DemoIntegration, integrations, type Reservation, until } from '@vmrkit/example-demo';
import type { MeetingName } from '@vmrkit/sandbox';
import type { ExchangeWorld } from './exchange-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ROOM = integrations.sales.mailbox.email;

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
