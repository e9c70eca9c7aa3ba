import { DAY_MS, HOUR_MS, type Interval, shift } from '@vmrkit/core';
import type { HeldReservation } from '@vmrkit/core/composition';
import type { WorldInvitation } from '@vmrkit/testing';
import { createEwsLikeWorld, createGraphLikeWorld } from '@vmrkit/testing';
import { at } from '../../../scheduling/scheduling-rig.ts';
import type { Flow, FlowStage } from '../flow.ts';

const ada = { name: 'Ada', email: 'ada@corp.example' };
const start = at('2026-01-06T10:00:00Z');
const end = at('2026-01-06T11:00:00Z');
/** The second day of a daily series. */
export const second = shift(start, DAY_MS);
const LATER_MS = 5 * HOUR_MS;
/** A daily series. */
export const daily = { repeat: { everyDays: 1, count: 5 } };

export const ews: Flow['createWorld'] = (clock) => createEwsLikeWorld({ clock });
export const graph: Flow['createWorld'] = (clock) => createGraphLikeWorld({ clock, eventDelayMs: 1_000 });

/** The time of a meeting five hours later than it was, on the first day or another. */
export function movedTo(day = start): Interval {
  return { start: shift(day, LATER_MS), end: shift(day, LATER_MS + HOUR_MS) };
}

/** An invitation with the joining instructions of a reservation, a token tag, or any other body. */
export async function invite(
  { world, desk, clock }: FlowStage,
  body: HeldReservation | 'token' | string,
  over: Partial<WorldInvitation> = {},
) {
  const text = body === 'token' ? desk.deferredInvitation(clock.now()) : body;
  const html = typeof text === 'string' ? text : desk.invitation(text);
  return world.invite({ organizer: ada, subject: 'Plan', html, start, end, ...over });
}

/** A meeting with a fresh reservation, settled. */
export async function accepted(stage: FlowStage, over: Partial<WorldInvitation> = {}) {
  const reservation = await stage.desk.reserve();
  const meeting = await invite(stage, reservation, over);
  await stage.settle();
  return { reservation, meeting };
}

/** What the join windows of both aliases say on two days, at the meeting's first time and five hours later. */
export async function joinable(
  { desk }: FlowStage,
  { alias, numericAlias }: Pick<HeldReservation, 'alias' | 'numericAlias'>,
) {
  const times = [start, second, shift(start, LATER_MS), shift(second, LATER_MS)];
  const asked = [alias, numericAlias].flatMap((each) => times.map((time) => desk.admit(each, time)));
  return (await Promise.all(asked)).map(({ kind }) => kind);
}
