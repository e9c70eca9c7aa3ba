import { hkdfSync } from 'node:crypto';
import { schedulingTagKey, type TagKeyRing, tagIdOf } from '../tags/scheduling-tag.ts';

/** Which PINs an integration gives to single-use VMRs. */
export interface PinSettings {
  readonly hostPin: boolean;
  /** Guests may join too. */
  readonly allowGuests: boolean;
  /** Guests need a PIN of their own. */
  readonly guestPin: boolean;
  /** Digits of a PIN, 4 to 20. */
  readonly length: number;
}

/** The PINs of one VMR. */
export interface Pins {
  readonly host: string | null;
  /** Null: guests need none, or may not join. */
  readonly guest: string | null;
}

/** Whose PINs are derived. */
export interface PinsOwner {
  /** The whole scheduling tag. */
  readonly tag: string;
  readonly numericAlias: string;
}

/**
 * The PINs of the reservation with this tag. They come from the tag's random nonce under the key that sealed it: nobody
 * can tell them from the tag alone, and a reservation restored from its tag has the PINs that its invitation tells,
 * as long as the settings are the same. A PIN is never trivial, nor part of the alias; the guests' is never the host's.
 */
export function derivePins(owner: PinsOwner, settings: PinSettings, keys: TagKeyRing): Pins {
  const key = schedulingTagKey(tagIdOf(owner.tag), keys);
  if (key === null) throw new TypeError('The tag was not sealed with these keys.');
  const { length, hostPin, allowGuests, guestPin } = settings;
  const host = hostPin ? derivePin('host', { key, owner, length, not: null }) : null;
  const wantsGuest = allowGuests && guestPin;
  return { host, guest: wantsGuest ? derivePin('guest', { key, owner, length, not: host }) : null };
}

interface DerivePinOptions {
  readonly key: Uint8Array;
  readonly owner: PinsOwner;
  readonly length: number;
  readonly not: string | null;
}

function derivePin(role: 'host' | 'guest', { key, owner, length, not }: DerivePinOptions): string {
  for (let attempt = 0; ; attempt += 1) {
    const info = `vmrkit pin 1 ${role} ${attempt}`;
    const bytes = Buffer.from(hkdfSync('sha256', key, tagIdOf(owner.tag), info, 32));
    // 256 bits for at most 20 digits: no digit is likelier than another by more than 2^-189.
    const pin = String(BigInt(`0x${bytes.toString('hex')}`) % 10n ** BigInt(length)).padStart(length, '0');
    if (pin !== not && !isTrivial(pin) && !owner.numericAlias.includes(pin)) return pin;
  }
}

/** Whether a PIN is among the first that somebody tries: one digit over and over, pairs, or digits in a row. */
function isTrivial(pin: string): boolean {
  const steps = new Set(
    Array.from(pin.slice(1), (digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10),
  );
  const [step = 0] = steps;
  const inARow = steps.size === 1 && (step === 0 || step === 1 || step === 9);
  return inARow || pin === pin.slice(0, 2).repeat(pin.length).slice(0, pin.length);
}
