import type {
  InboundNotification,
  InboundNotifications,
  InboundRequest,
  InboundResponse,
} from '@vmrkit/core';
import { z } from 'zod';

/** Entries of one request at most; more of them say nothing more. */
const MOST_ENTRIES = 100;
const LONGEST_TOKEN = 1_000;
const LONGEST_TEXT = 256;

const text = z.string().max(LONGEST_TEXT).nullish().catch(null);
const entrySchema = z.object({ subscriptionId: text, clientState: text, lifecycleEvent: text });
const bodySchema = z.object({ value: z.array(z.unknown()) });

/** What one entry of a notification says, as far as it matters; every field may be missing, none is proven. */
export type NotificationEntry = z.output<typeof entrySchema>;

/**
 * Answers Graph at once: the handshake with its token as plain text at any time, and everything else with 202, whatever it
 * holds: whoever refuses is sent nothing any more. Entries are passed on unproven; the manager alone knows the secret.
 */
export function acceptNotifications({ key, query, body }: InboundRequest): {
  readonly response: InboundResponse;
  readonly deliver: readonly InboundNotification[];
} {
  const token = query.validationToken;
  if (token !== undefined)
    return { response: { status: 200, text: token.slice(0, LONGEST_TOKEN) }, deliver: [] };
  const payloads = new Set(entriesOf(body).map((entry) => JSON.stringify(entry)));
  return {
    response: { status: 202, text: '' },
    deliver: [...payloads].map((payload) => ({ key, payload })),
  };
}

function entriesOf(body: Uint8Array): readonly NotificationEntry[] {
  const parsed = bodySchema.safeParse(jsonOf(new TextDecoder().decode(body)));
  if (!parsed.success) return [];
  return parsed.data.value.slice(0, MOST_ENTRIES).flatMap((entry) => {
    const read = entrySchema.safeParse(entry);
    return read.success ? [read.data] : [];
  });
}

/** An entry on its way back from its payload; null for anything else. */
export function readEntry(payload: string): NotificationEntry | null {
  const read = entrySchema.safeParse(jsonOf(payload));
  return read.success ? read.data : null;
}

function jsonOf(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return null;
  }
}

/** Path of the notifications on the public listener. */
export const NOTIFICATIONS_PATH = '/api/graph/v1/notifications/{key}';

/** How Graph's notifications come in. */
export const graphNotifications: InboundNotifications = {
  path: NOTIFICATIONS_PATH,
  accept: acceptNotifications,
};
