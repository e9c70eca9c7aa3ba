import { z } from 'zod';

/** Rooms for invitations that were written without the add-in: on phones, in other calendar clients, by delegates. */
const withoutAddIn = z
  .strictObject({
    enabled: z.boolean().default(false),
    /** Only invitations with this word in Location get a room; null: all do. */
    keyword: z
      .string()
      .trim()
      .max(64)
      .regex(/^[\p{L}\p{N}](.*[\p{L}\p{N}])?$/u, 'Must begin and end with a letter or a digit.')
      .nullable()
      .default(null),
  })
  .prefault({});

/** What goes beyond one of them is declined; null: no limit. */
const limits = z
  .strictObject({
    /** Length of one meeting. */
    longest_minutes: z.int().min(1).max(44_640).describe('minutes').nullable().default(null),
    /** How far ahead a meeting, or the last of a series, may end. */
    days_ahead: z.int().min(1).max(3_650).describe('days').nullable().default(null),
    /** Of a series. */
    most_occurrences: z.int().min(1).max(999).describe('occurrences').nullable().default(null),
  })
  .prefault({});

/** What gets a room besides invitations with instructions, and what gets none. All of it is off by default. */
export const schedulingSection = z.strictObject({
  without_add_in: withoutAddIn,
  /** A copied appointment, or the rest of a split series, gets a room of its own. */
  rooms_for_copies: z.boolean().default(false),
  limits,
});
