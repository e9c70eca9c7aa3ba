import { InvalidInputError, instant, type PlatformEvent, type PlatformEvents } from '@vmrkit/core';
import { z } from 'zod';

const text = z.string().max(250);
const eventSchema = z.object({
  node: text,
  seq: z.int(),
  /** Unix seconds. */
  time: z.number().min(0).max(1e11),
  event: text,
  data: z.unknown(),
});
/** `tag` is our service tag; every node tells of its own start and end, which `start_time` (Unix seconds) tells apart. */
const conferenceSchema = z.object({ tag: text.min(1), start_time: z.number().optional() });
/** A participant’s event has our service tag as `service_tag`; names and addresses in it are not read. */
const participantSchema = z.object({ service_tag: text.min(1) });

const kinds = new Map<string, PlatformEvent['kind']>([
  ['conference_started', 'started'],
  ['conference_ended', 'ended'],
  ['participant_connected', 'joined'],
]);

/**
 * Pexip Infinity's event sink, version 1 or 2: JSON, one event, or a bulk of them as `data` of an `eventsink_bulk`. Of
 * other events nothing is used. The fields are those that receivers of
 * others read; nobody has compared them with a live node.
 */
export const pexipEvents: PlatformEvents = {
  routes: [{ method: 'POST', path: '/event-sink/v1/events' }],
  parse({ body }) {
    const sent = eventSchema.safeParse(body);
    if (!sent.success) {
      throw new InvalidInputError('An event has node, seq, time, event and data.', {
        code: 'ERR_PEXIP_EVENT',
      });
    }
    const { event, data } = sent.data;
    if (event !== 'eventsink_bulk') return eventsOf(sent.data);
    return (Array.isArray(data) ? data : []).flatMap((each) => {
      const one = eventSchema.safeParse(each);
      return one.success ? eventsOf(one.data) : [];
    });
  },
};

function eventsOf({ node, seq, time, event, data }: z.output<typeof eventSchema>): readonly PlatformEvent[] {
  const kind = kinds.get(event);
  if (kind === undefined) return [];
  // A node counts anew after each restart, so its number alone names no event.
  const base = { kind, key: JSON.stringify([node, time, seq]), at: instant(Math.round(time * 1_000)) };
  if (kind === 'joined') {
    const participant = participantSchema.safeParse(data);
    return participant.success ? [{ ...base, run: '', room: { id: participant.data.service_tag } }] : [];
  }
  const conference = conferenceSchema.safeParse(data);
  if (!conference.success) return [];
  const { tag, start_time = 0 } = conference.data;
  return [{ ...base, run: JSON.stringify([node, start_time]), room: { id: tag } }];
}
