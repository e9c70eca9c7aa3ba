import { z } from 'zod';

/** What the demo tells or asks a server process, over the channel that Node keeps between the two. */
export const serverMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('clock'), offsetMs: z.number() }),
  z.strictObject({ kind: z.literal('rooms') }),
]);

/** A room in a manager's store. Times are RFC 3339. */
export const roomSchema = z.strictObject({
  /** Clean global object id of its meeting, in lower-case hex. */
  cleanId: z.string(),
  name: z.string(),
  description: z.string(),
  aliases: z.array(z.string()),
  organizer: z.string().nullable(),
  status: z.enum(['unknown', 'live', 'cancelled', 'removed']),
  /** The times at which its meeting takes place, as far as they are known. */
  occurrences: z.array(z.strictObject({ start: z.string(), end: z.string() })),
});

/** A room in a manager's store. */
export type Room = z.output<typeof roomSchema>;

/** What a manager decided about a message of a meeting. Times are RFC 3339. */
export const decisionSchema = z.strictObject({
  cleanId: z.string(),
  messageId: z.string(),
  at: z.string(),
  /** The intent's name, and its reason behind a colon. */
  outcome: z.string(),
  correlationId: z.string(),
});

/** What a manager decided about a message of a meeting. */
export type ManagerDecision = z.output<typeof decisionSchema>;

/** A server process's answer. */
export const roomsAnswerSchema = z.strictObject({
  kind: z.literal('rooms'),
  rooms: z.array(roomSchema),
  decisions: z.array(decisionSchema),
});
