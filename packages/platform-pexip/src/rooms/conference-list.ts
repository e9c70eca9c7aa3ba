import { type PersonalRoom, sortAliases } from '@vmrkit/core';
import { z } from 'zod';

/** Most characters of a name, a description and an alias; the platform takes no more. */
const text = z.string().max(250);
const pin = z
  .string()
  .regex(/^\d{0,20}$/)
  .nullish();

/** A page of `/api/admin/configuration/v1/conference/`. Every conference is judged by itself. */
export const conferencePageSchema = z.object({
  meta: z.object({ next: z.string().nullable() }),
  objects: z.array(z.unknown()).max(1_000),
});

/** A Virtual Meeting Room or Virtual Auditorium, of what the platform tells. */
const conferenceSchema = z.object({
  id: z.union([z.int().nonnegative(), z.string().regex(/^\d{1,20}$/)]),
  name: text.min(1),
  description: text.nullish(),
  service_type: z.string(),
  aliases: z.array(z.object({ alias: text.min(1) })).max(500),
  primary_owner_email_address: z.string().nullish(),
  allow_guests: z.boolean().nullish(),
  pin,
  guest_pin: pin,
});

const roomTypes: ReadonlySet<string> = new Set(['conference', 'lecture']);

/**
 * The personal room that a conference is to `owner`: null where it is somebody else's, has no alias, is of another type of
 * service, or cannot be read. The platform is not believed that it filtered.
 */
export function toPersonalRoom(conference: unknown, owner: string): PersonalRoom | null {
  const { data } = conferenceSchema.safeParse(conference);
  if (data === undefined || !roomTypes.has(data.service_type) || data.aliases.length === 0) return null;
  if (data.primary_owner_email_address?.trim().toLowerCase() !== owner.toLowerCase()) return null;
  const { id, name, description, aliases, allow_guests: allowGuests, pin: host, guest_pin: guest } = data;
  return {
    id: String(id),
    name,
    description: description ?? '',
    aliases: sortAliases(aliases.map(({ alias }) => alias)),
    pins: host ? { host, guest: guest || null } : null,
    allowGuests: allowGuests ?? false,
  };
}
