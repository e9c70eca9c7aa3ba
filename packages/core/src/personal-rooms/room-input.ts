import { z } from 'zod';
import { aliasClaim } from '../allocation/claim.ts';
import type { InputIssue } from '../errors/vmrkit-error.ts';

/** A text of one line. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^\P{Cc}*$/u, 'This must be one line without control characters.');

/** A PIN. */
export const pinInput = z.string().regex(/^\d{4,20}$/, 'A PIN has 4 to 20 digits.');

const pin = pinInput.nullable().default(null);

/** An alias, numeric, with a domain or otherwise. */
export const aliasInput = line(250).regex(
  /^(?:[^\s@]+@[^\s@]+|[^\s@]+)$/u,
  'An alias has no blanks and one @ at most, with a name before and a domain behind it.',
);

/** A personal room as an import or a client of the API gives it. Lengths are what platforms take. */
export const roomInputSchema = z
  .strictObject({
    name: line(200).min(1, 'A room needs a name.'),
    owner_email: z.email('This is no e-mail address.').trim().max(100),
    description: line(250).default(''),
    aliases: z.array(aliasInput).max(32).default([]),
    pin,
    guest_pin: pin,
    allow_guests: z.boolean().default(false),
  })
  .superRefine((room, context) => {
    const fault = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (room.guest_pin !== null && room.pin === null)
      fault('guest_pin', 'Guests have a PIN only where the host has one.');
    if (room.guest_pin !== null && !room.allow_guests) fault('guest_pin', 'Guests are not allowed here.');
    if (room.guest_pin !== null && room.guest_pin === room.pin)
      fault('guest_pin', 'The PIN of guests must not be the host’s.');
  });

/** A room that was judged. */
export type RoomInput = z.output<typeof roomInputSchema>;

/** Names and aliases that stand twice in one import, each at its second place; `rows` hold null for what is no room. */
export function repeatedValues(rows: readonly (RoomInput | null)[]): readonly InputIssue[] {
  const seen = new Set<string>();
  return rows.flatMap((room, row) => {
    if (room === null) return [];
    const issues: InputIssue[] = [];
    const look = (key: string, issue: InputIssue) => {
      if (seen.has(key)) issues.push(issue);
      seen.add(key);
    };
    look(`name:${room.name.toLowerCase()}`, {
      path: [row, 'name'],
      code: 'duplicate',
      message: 'This import has a room of this name already.',
    });
    room.aliases.forEach((each, at) => {
      look(aliasClaim(each), {
        path: [row, 'aliases', at],
        code: 'duplicate',
        message: 'This import has the alias already.',
      });
    });
    return issues;
  });
}
