import { formatInstant, type Stored } from '@vmrkit/core';
import { type Room, type User, userName } from '@vmrkit/core/composition';
import { z } from 'zod';
import type { CsvColumn } from '../config/csv-file.ts';

/** The columns of a table of users. */
export const userColumns: Readonly<Record<string, CsvColumn>> = {
  email: 'text',
  first_name: 'text',
  last_name: 'text',
  display_name: 'text',
  msexchuid: 'text',
  amurl: 'text',
  entra_tenant_id: 'text',
  entra_object_id: 'text',
};

/** The columns of a table of personal rooms. */
export const roomColumns: Readonly<Record<string, CsvColumn>> = {
  name: 'text',
  owner_email: 'text',
  description: 'text',
  aliases: 'list',
  pin: 'text',
  guest_pin: 'text',
  allow_guests: 'boolean',
};

/** A user as programs are told. */
export const userItem = z.strictObject({
  id: z.string(),
  tenant_id: z.string(),
  email: z.string().nullable(),
  name: z.string(),
  known_by: z.array(z.enum(['exchange', 'entra', 'subject'])),
  created_by: z.enum(['sign-in', 'operator']),
  created_at: z.iso.datetime(),
});

/** A personal room as programs are told; PINs are not shown. */
export const roomItem = z.strictObject({
  id: z.string(),
  tenant_id: z.string(),
  name: z.string(),
  owner_email: z.string(),
  description: z.string(),
  aliases: z.array(z.string()),
  allow_guests: z.boolean(),
  has_pin: z.boolean(),
  has_guest_pin: z.boolean(),
});

/** See {@link userItem}. */
export function userWire({ id, value }: Stored<User>): z.output<typeof userItem> {
  const { tenantId, email, ids, createdBy, createdAt } = value;
  return {
    id,
    tenant_id: tenantId,
    email,
    name: userName(value),
    known_by: ids.map(({ kind }) => kind),
    created_by: createdBy,
    created_at: formatInstant(createdAt),
  };
}

/** See {@link roomItem}. */
export function roomWire({ id, value }: Stored<Room>): z.output<typeof roomItem> {
  const { tenantId, name, ownerEmail, description, aliases, allowGuests, pins } = value;
  return {
    id,
    tenant_id: tenantId,
    name,
    owner_email: ownerEmail,
    description,
    aliases: [...aliases],
    allow_guests: allowGuests,
    has_pin: (pins?.host ?? null) !== null,
    has_guest_pin: (pins?.guest ?? null) !== null,
  };
}
