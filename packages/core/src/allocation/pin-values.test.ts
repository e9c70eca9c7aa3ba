import { expect, test } from 'vitest';
import { attendeePinValues, organizerPinValues, type TellablePins } from './pin-values.ts';

const both = { host: '4711', guest: '0815' };

test.each<[string, TellablePins | null, object, object]>([
  ['no PINs', null, {}, {}],
  [
    'guests allowed',
    { ...both, allowGuests: true },
    { guest_pin: '0815' },
    { pin: '4711', guest_pin: '0815' },
  ],
  [
    'guests allowed without a PIN',
    { host: '4711', guest: null, allowGuests: true },
    { guest_pin: null },
    { pin: '4711', guest_pin: null },
  ],
  [
    'no guests',
    { host: '4711', guest: null, allowGuests: false },
    { pin: '4711' },
    { pin: '4711', guest_pin: null },
  ],
])('what attendees and the organizer are told, %s', (_, pins, attendees, organizer) => {
  expect(attendeePinValues(pins)).toEqual(attendees);
  expect(organizerPinValues(pins)).toEqual(organizer);
});
