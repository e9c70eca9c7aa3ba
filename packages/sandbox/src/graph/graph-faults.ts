import { z } from 'zod';

/** What can go wrong on demand; see the package's README for the meaning of each. */
export const graphFaultKinds = [
  'refuse',
  'refuse-after-work',
  'retry-after-on-success',
  'claims-challenge',
  'conflict',
  'reset',
  'lost-answer',
  'delay',
  'html',
  'not-json',
  'empty-page',
  'same-link',
  'validation-unsent',
] as const;

/** Schema of a fault to come. */
export const graphFaultSchema = z.strictObject({
  kind: z.enum(graphFaultKinds),
  /** Name of what is asked for, as `POST events/{id}/accept` (also inside a batch), or `*`. */
  operation: z.string().default('*'),
  /** Only for calls to this mailbox. */
  mailbox: z.string().toLowerCase().optional(),
  /** How many calls to let through before. */
  skip: z.int().nonnegative().default(0),
  /** How many calls to spoil. */
  count: z.int().positive().default(1),
  /** For `refuse` and `refuse-after-work`. */
  status: z.int().min(400).max(599).default(503),
  code: z.string().default('serviceUnavailable'),
  message: z.string().default('A planned fault.'),
  /** Seconds, or whatever a proxy would write there. */
  retryAfter: z.string().optional(),
  /** Milliseconds for which the request keeps its place among those at a time after it was answered. */
  holdMs: z.int().nonnegative().default(0),
  /** For `delay`. */
  delayMs: z.int().nonnegative().default(1_000),
});

/** A fault to come, with its defaults filled in. */
export type GraphFault = z.output<typeof graphFaultSchema>;

/** A fault as a caller writes it. */
export type GraphFaultInput = z.input<typeof graphFaultSchema>;
