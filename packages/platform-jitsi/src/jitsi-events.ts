import { InvalidInputError, instant, type PlatformEvent, type PlatformEvents } from '@vmrkit/core';
import { z } from 'zod';

const text = z.string().min(1).max(1_000);
/** Unix seconds. */
const seconds = z.number().min(0).max(1e11);
/** Of an occupant only what tells one joining from another is read; it is hashed, and kept nowhere as it is. */
const eventSchema = z.object({
  event_name: text,
  room_name: text,
  room_jid: text,
  is_breakout: z.boolean().optional(),
  created_at: seconds.optional(),
  destroyed_at: seconds.optional(),
  occupant: z.object({ occupant_jid: text, joined_at: seconds }).optional(),
});

/**
 * What Prosody's module `event_sync` tells: rooms that were created and destroyed, and occupants that joined. Rooms are
 * named by an alias. `path` is where its paths begin.
 */
export function jitsiEvents(path: string): PlatformEvents {
  const names = ['room/created', 'room/destroyed', 'occupant/joined', 'occupant/left'];
  return {
    routes: names.map((name) => ({ method: 'POST', path: `${path}/events/${name}` })),
    parse({ body }) {
      const sent = eventSchema.safeParse(body);
      if (!sent.success) {
        throw new InvalidInputError('An event has event_name, room_name and room_jid.', {
          code: 'ERR_JITSI_EVENT',
        });
      }
      const event = eventOf(sent.data);
      return sent.data.is_breakout === true || event === null ? [] : [event];
    },
  };
}

function eventOf(sent: z.output<typeof eventSchema>): PlatformEvent | null {
  const { event_name: name, room_name, room_jid, created_at = 0, destroyed_at = created_at, occupant } = sent;
  const room = { alias: room_name.replace(/^\[[^\]]*\]/, '') };
  const run = JSON.stringify([room_jid, created_at]);
  const at = (time: number) => instant(Math.round(time * 1_000));
  if (name === 'muc-room-created') return { kind: 'started', room, run, key: `+${run}`, at: at(created_at) };
  if (name === 'muc-room-destroyed')
    return { kind: 'ended', room, run, key: `-${run}`, at: at(destroyed_at) };
  if (name !== 'muc-occupant-joined' || occupant === undefined) return null;
  const { occupant_jid, joined_at } = occupant;
  return { kind: 'joined', room, run: '', key: JSON.stringify([occupant_jid, joined_at]), at: at(joined_at) };
}
