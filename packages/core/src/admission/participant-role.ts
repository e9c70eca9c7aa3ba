import type { AdmittedConference, ParticipantRole } from './join-adapter.ts';

/**
 * The role of a participant who typed `pin` (empty: none), for platforms that leave the check of PINs to us; null: not
 * let in. A room without PINs tells no host from guests, so everybody in it is a guest.
 */
export function participantRole(
  { pins, allowGuests }: Pick<AdmittedConference, 'pins' | 'allowGuests'>,
  pin: string,
): ParticipantRole | null {
  if (pins === null || pins.host === null) return guestRole(pins?.guest ?? null, pin);
  if (isSame(pins.host, pin)) return 'host';
  return allowGuests === true ? guestRole(pins.guest, pin) : null;
}

function guestRole(expected: string | null, pin: string): ParticipantRole | null {
  return expected === null || isSame(expected, pin) ? 'guest' : null;
}

/** Looks at every digit, so that the time which it takes tells nothing of the PIN. */
function isSame(expected: string, given: string): boolean {
  let different = expected.length ^ given.length;
  for (let at = 0; at < expected.length; at += 1) different |= expected.charCodeAt(at) ^ given.charCodeAt(at);
  return different === 0;
}
