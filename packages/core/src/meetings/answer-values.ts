import { organizerPinValues, type TellablePins } from '../allocation/pin-values.ts';
import type { TemplateValues } from '../templates/template-engine.ts';
import type { Interval } from '../time/instant.ts';
import type { Meeting } from './meeting.ts';
import { formatMeetingTimes } from './meeting-time.ts';
import { DECLINES, type ReplyEffect } from './outbox-entry.ts';

/** The values that an answer's template may use, from the meeting as it stands and its conference's PINs. */
export function answerValues(
  meeting: Meeting,
  { to, text, correlationId }: ReplyEffect,
  pins: TellablePins | null,
): TemplateValues {
  if (text === 'general-error') return { correlation_id: correlationId };
  const { conference, schedule } = meeting;
  const time = timeOf(meeting, to.instance);
  const shown = time && schedule ? formatMeetingTimes({ ...schedule, ...time }) : { start: '', end: '' };
  return {
    alias: conference?.alias ?? '',
    numeric_alias: conference?.numericAlias ?? '',
    start_time: shown.start,
    end_time: shown.end,
    ...(DECLINES.has(text) ? {} : organizerPinValues(pins)),
  };
}

function timeOf(meeting: Meeting, instance: ReplyEffect['to']['instance']): Interval | null {
  const moved = meeting.instances.find(({ originalStart }) => originalStart === instance)?.moved;
  return moved ?? meeting.schedule?.first ?? null;
}
