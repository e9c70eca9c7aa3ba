import type { ModifiedOccurrence } from '../mailbox/meeting-message.ts';
import { DAY_MS, HOUR_MS, shift } from '../time/instant.ts';
import { daily, now, start } from './meeting.fixture.ts';
import type { Meeting } from './meeting.ts';

export const second = shift(start, DAY_MS);
export const later = {
  stamp: shift(now, 1_000),
  sequence: 2,
  receivedAt: shift(now, 1_000),
  messageId: '<2>',
};
export const latest = {
  stamp: shift(now, 2_000),
  sequence: 3,
  receivedAt: shift(now, 2_000),
  messageId: '<3>',
};
export const series = { series: daily };
export const moved: ModifiedOccurrence = {
  originalStart: second,
  start: shift(second, HOUR_MS),
  end: shift(second, 2 * HOUR_MS),
};

export const states = ({ outbox }: Meeting) => outbox.map(({ kind, state }) => `${kind} ${state.kind}`);
