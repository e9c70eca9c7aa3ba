import { nameClaim } from '../allocation/claim.ts';
import type { ReservationService } from '../allocation/reservation-service.ts';
import type { MeetingKey } from '../identity/meeting-key.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { Abandoned } from './meeting.ts';

/** How often a name is tried with a higher number before the conference's own id makes it unique. */
const NAME_TRIES = 20;
/** Platforms cut longer names (250 characters); what makes it unique must still fit. */
const NAME_LIMIT = 200;

/** For whom a name is held. */
export interface NameHolder {
  readonly tenantId: TenantId;
  readonly key: MeetingKey;
  readonly conferenceId: string;
  /** What the meeting still has to give back: no name of it is free before. */
  readonly abandoned: readonly Abandoned[];
  readonly reservations: Pick<ReservationService, 'hold'>;
}

/** Holds `name`, or holds it again; false when another meeting of the tenant has it, or had it until now. */
export async function holdName(
  name: string,
  { tenantId, key, abandoned, reservations }: NameHolder,
): Promise<boolean> {
  if (abandoned.some((each) => each.name === name)) return false;
  return reservations.hold(nameClaim(tenantId, name), key);
}

/** Holds `wanted`, or the first of `wanted 2`, `wanted 3`, … that nobody has, and returns it. */
export async function holdUniqueName(wanted: string, holder: NameHolder): Promise<string> {
  const base = Array.from(wanted).slice(0, NAME_LIMIT).join('').trim();
  for (let number = 1; number <= NAME_TRIES; number += 1) {
    const name = number === 1 ? base : `${base} ${number}`;
    if (await holdName(name, holder)) return name;
  }
  const name = `${base} ${holder.conferenceId}`;
  await holdName(name, holder);
  return name;
}
