import type { IntegrationRef, TenantId } from '../identity/tenancy.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { KeySealContext, KeySealer } from './allocation-store.ts';
import type { Pins } from './derive-pins.ts';

/** PINs as a reservation and its conference, or a personal room, keep them: sealed for the one they belong to. */
export interface SealedPins {
  readonly host: string | null;
  readonly guest: string | null;
  /** Whether guests may join, as it was when the reservation was made: what its invitation tells depends on it. */
  readonly allowGuests: boolean;
}

/** Whose PINs of one integration they are: a reservation's, or those that a conference was given by hand. */
export type PinsHolder = { readonly reservationId: string } | { readonly conferenceId: string };

/** Whose PINs they are: of a holder in an integration, or a personal room's, which belongs to no single integration. */
export type PinsRef =
  | (IntegrationRef & PinsHolder)
  | { readonly tenantId: TenantId; readonly roomId: string };

/** Seals PINs; null where there is none to be kept. */
export async function sealPins(
  { host, guest }: Pins,
  {
    ref,
    sealer,
    allowGuests,
  }: { readonly ref: PinsRef; readonly sealer: KeySealer; readonly allowGuests: boolean },
): Promise<SealedPins | null> {
  if (host === null && guest === null) return null;
  const sealed = async (pin: string | null, name: keyof Pins) =>
    pin === null ? null : sealer.seal(pin, contextOf(ref, name));
  return { host: await sealed(host, 'host'), guest: await sealed(guest, 'guest'), allowGuests };
}

/** Opens PINs. Rejects as the sealer does, also where they were sealed for another reservation. */
export async function openPins(
  { host, guest }: Pick<SealedPins, 'host' | 'guest'>,
  { ref, sealer }: { readonly ref: PinsRef; readonly sealer: Pick<KeySealer, 'open'> },
): Promise<Pins> {
  const opened = async (sealed: string | null, name: keyof Pins) =>
    sealed === null ? null : sealer.open(sealed, contextOf(ref, name));
  return { host: await opened(host, 'host'), guest: await opened(guest, 'guest') };
}

/** Seals PINs with the present key; the same object where it sealed them. Rejects as `SecretBox.rotate` does. */
export async function rotatePins(
  pins: SealedPins,
  { ref, secretBox }: { readonly ref: PinsRef; readonly secretBox: Pick<SecretBox, 'rotate'> },
): Promise<SealedPins> {
  const rotated = async (sealed: string | null, name: keyof Pins) =>
    sealed === null ? null : secretBox.rotate(sealed, contextOf(ref, name));
  const [host, guest] = [await rotated(pins.host, 'host'), await rotated(pins.guest, 'guest')];
  return host === pins.host && guest === pins.guest ? pins : { ...pins, host, guest };
}

function contextOf(ref: PinsRef, name: keyof Pins): KeySealContext {
  const { tenantId } = ref;
  if ('roomId' in ref) return { tenantId, integrationId: '*', field: `rooms.${ref.roomId}.pins.${name}` };
  const { integrationId } = ref;
  const holder =
    'conferenceId' in ref ? `conferences.${ref.conferenceId}` : `reservations.${ref.reservationId}`;
  return { tenantId, integrationId, field: `${holder}.pins.${name}` };
}
