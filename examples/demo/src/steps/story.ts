import type { MeetingName } from '@vmrkit/sandbox';
import type { Reservation } from '../world/add-in.ts';
import type { Admission } from '../world/admission.ts';
import type { DemoWorld } from '../world/demo-world.ts';
import { integrations } from '../world/server-files.ts';
import { until } from '../world/until.ts';

/** Milliseconds. */
export const MINUTE = 60_000;
/** Milliseconds. */
export const HOUR = 60 * MINUTE;
/** Milliseconds. */
export const DAY = 24 * HOUR;

/** A meeting that the story is about. Times in Unix milliseconds. */
export interface BookedMeeting {
  readonly name: MeetingName;
  readonly reservation: Reservation;
  readonly aliases: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** What one step passes on to the next. */
export interface Story {
  readonly world: DemoWorld;
  meeting?: BookedMeeting;
  series?: BookedMeeting;
  reservation?: Reservation;
}

/** The equipment mailbox that steps write to unless they say otherwise. */
export const room = integrations.sales.mailbox.email;

/** Throws unless `holds`. */
export function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

/** What an earlier step left behind; throws when it did not. */
export function given<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`An earlier step left no ${what}.`);
  return value;
}

/** Reserves a room and sends an invitation with its instructions. */
export async function book(
  world: DemoWorld,
  draft: { readonly subject: string; readonly start: number; readonly end: number; readonly daily?: number },
): Promise<BookedMeeting> {
  const reservation = await world.addIn.reserve(integrations.sales);
  const name = await world.organizer.invite({ ...draft, html: reservation.html }, integrations.sales);
  const { start, end } = draft;
  return { name, reservation, aliases: reservation.aliases, start, end };
}

/** Asks admission until the answer is as it should be. */
export function admission(
  { platform }: DemoWorld,
  alias: string,
  { what, is }: { readonly what: string; readonly is: (answer: Admission) => boolean },
): Promise<Admission> {
  const look = async () => {
    const answer = await platform.ask(alias);
    return is(answer) ? answer : null;
  };
  return until(look, { what });
}

/** A time as a line of output shows it. */
export function clockText(at: number | string | null): string {
  return at === null ? 'never' : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
