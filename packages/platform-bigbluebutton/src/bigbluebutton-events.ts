import { InvalidInputError, instant, type PlatformEvent, type PlatformEvents } from '@vmrkit/core';
import { z } from 'zod';

const text = z.string().min(1).max(1_000);
/** Of a user only the id of this joining is read; it is hashed, and kept nowhere as it is. */
const eventSchema = z.object({
  data: z.object({
    id: text,
    attributes: z.object({
      meeting: z.object({ 'external-meeting-id': text, 'internal-meeting-id': text }),
      user: z.object({ 'internal-user-id': text }).optional(),
    }),
    /** Unix milliseconds. */
    event: z.object({ ts: z.number().min(0).max(1e14) }),
  }),
});
const formSchema = z.object({ event: z.string() });

const kinds = new Map<string, PlatformEvent['kind']>([
  ['meeting-created', 'started'],
  ['meeting-ended', 'ended'],
  ['user-joined', 'joined'],
]);

/**
 * What the webhooks of BigBlueButton tell: a form with the fields `domain`, `event` and `timestamp`, of which `event`
 * is a JSON list of one processed event (`getRaw=false`), or that event alone in older versions. Only
 * `meeting-created`, `meeting-ended` and `user-joined` are used. Shape by bigbluebutton/bbb-webhooks,
 * `src/out/webhooks/callback-emitter.js` and `example/events/mapped-events.json`, and by bigbluebutton/bigbluebutton,
 * `docs/docs/development/webhooks.md`. A callback that is not answered with 2xx comes again, unchanged.
 */
export function bigBlueButtonEvents(path: string): PlatformEvents {
  return {
    routes: [{ method: 'POST', path: `${path}/events`, body: 'form' }],
    parse({ body }) {
      const form = formSchema.safeParse(body);
      const list = form.success ? listIn(form.data.event) : null;
      if (list === null) {
        throw new InvalidInputError('The form has a field `event` with events in JSON.', {
          code: 'ERR_BIGBLUEBUTTON_EVENT',
        });
      }
      return list.flatMap((each) => {
        const event = eventSchema.safeParse(each);
        return event.success ? eventsOf(event.data) : [];
      });
    },
  };
}

function listIn(json: string): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : [value];
  } catch {
    return null;
  }
}

function eventsOf({
  data: { id, attributes, event },
}: z.output<typeof eventSchema>): readonly PlatformEvent[] {
  const kind = kinds.get(id);
  if (kind === undefined) return [];
  const { 'external-meeting-id': room, 'internal-meeting-id': run } = attributes.meeting;
  const user = attributes.user?.['internal-user-id'];
  if (kind === 'joined' && user === undefined) return [];
  const key = JSON.stringify([run, id, user ?? '']);
  return [
    { kind, key, run: kind === 'joined' ? '' : run, at: instant(Math.round(event.ts)), room: { id: room } },
  ];
}
