import type { TemplateValues } from '../templates/template-engine.ts';
import type { Pins } from './derive-pins.ts';

/** PINs, and whether guests may join besides the host. */
export interface TellablePins extends Pins {
  readonly allowGuests: boolean;
}

/** The PINs that joining instructions may tell: where guests may join, the host's never. */
export function attendeePinValues(pins: TellablePins | null): TemplateValues {
  if (pins === null) return {};
  return pins.allowGuests ? { guest_pin: pins.guest } : { pin: pins.host };
}

/** The PINs that an acceptance may tell, which only the organizer gets. */
export function organizerPinValues(pins: TellablePins | null): TemplateValues {
  return pins === null ? {} : { pin: pins.host, guest_pin: pins.guest };
}
