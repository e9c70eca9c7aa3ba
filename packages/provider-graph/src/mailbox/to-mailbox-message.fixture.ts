import { eventSchema, messageSchema } from './entities.ts';
import { peopleOf } from './people.ts';
import { toMailboxMessage } from './to-mailbox-message.ts';

export const ROOM = 'room@corp.example';
export const CLEAN =
  '040000008200e00074c5b7101a82e0080000000070e935cd4281dd010000000000000000100000008c140dfe24418a4759b29b9ed9c45f4f';
export const person = (address: string | null, name = '') => ({ emailAddress: { name, address } });
export const utc = (dateTime: string) => ({ dateTime: `${dateTime}.0000000`, timeZone: 'UTC' });

export function eventOf(more: object = {}) {
  return eventSchema.parse({
    id: 'E1',
    iCalUId: CLEAN.toUpperCase(),
    type: 'singleInstance',
    start: utc('2026-12-01T09:00:00'),
    end: utc('2026-12-01T10:00:00'),
    originalStartTimeZone: 'W. Europe Standard Time',
    organizer: person('ada@corp.example', 'Ada'),
    ...more,
  });
}

export function messageOf(more: object = {}) {
  return messageSchema.parse({
    '@odata.type': '#microsoft.graph.eventMessageRequest',
    id: 'M1',
    receivedDateTime: '2026-11-30T08:00:00Z',
    sentDateTime: '2026-11-30T07:59:00Z',
    meetingMessageType: 'meetingRequest',
    subject: 'Plan',
    body: { contentType: 'html', content: '<p>x</p>' },
    from: person('ada@corp.example', 'Ada'),
    sender: person('ada@corp.example', 'Ada'),
    startDateTime: utc('2026-12-01T09:00:00'),
    endDateTime: utc('2026-12-01T10:00:00'),
    ...more,
  });
}

export function read(message: object = {}, event: object | null = {}, mailboxZone: string | null = null) {
  const own = event && eventOf(event);
  const whole = messageOf(message);
  const people = peopleOf(whole, { event: own, master: null, mailbox: ROOM });
  return toMailboxMessage(whole, {
    ref: { id: 'M1' },
    mailbox: ROOM,
    people,
    event: own,
    mailboxZone,
    authenticatedAs: null,
    bodyUnreadable: false,
    bodyEncrypted: false,
  });
}

export const extended = (properties: Record<string, string>) => ({
  singleValueExtendedProperties: Object.entries(properties).map(([id, value]) => ({ id, value })),
});
