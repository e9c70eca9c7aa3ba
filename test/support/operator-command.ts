import { z } from 'zod';

const time = z.iso.datetime().nullable().default(null);

/** What `operate.ts` is asked for. */
export const operatorCommandSchema = z.strictObject({
  run: z.enum(['recover', 'maintain']),
  integrationId: z.string().nullable().default(null),
  dryRun: z.boolean().default(false),
  /** Recovery: conferences that may be made; null: any number. */
  yes: z.int().nullable().default(null),
  after: time,
  updateMessage: z.string().nullable().default(null),
  inboxBefore: time,
  calendarBefore: time,
  /** Stands still after so many events of progress; null: runs through. */
  holdAt: z.int().positive().nullable().default(null),
});

/** A command with its defaults left out. */
export type OperatorCommand = z.input<typeof operatorCommandSchema>;
