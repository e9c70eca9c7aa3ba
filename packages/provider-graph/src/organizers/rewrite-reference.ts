import type { OrganizerItemRef } from '@vmrkit/core';
import { z } from 'zod';
import type { GraphEvent } from '../mailbox/entities.ts';

const stateSchema = z.object({ etag: z.string(), online: z.boolean(), joinUrl: z.string().nullable() });

/** The state of an organizer's entry: what a write is held against, and the online meeting that must outlive it. */
export type RewriteState = z.output<typeof stateSchema>;

/** State of an entry as it was read. */
export function stateOf(event: GraphEvent): RewriteState {
  return {
    etag: event['@odata.etag'] ?? (event.changeKey ? `W/"${event.changeKey}"` : ''),
    online: event.isOnlineMeeting === true,
    joinUrl: event.onlineMeeting?.joinUrl ?? null,
  };
}

/** The reference that carries it. */
export function referenceOf(organizer: string, event: GraphEvent): OrganizerItemRef {
  return { organizer, id: event.id, changeKey: JSON.stringify(stateOf(event)) };
}

/** The state that a reference carries; null for one that is none of ours. */
export function readReference({ changeKey }: OrganizerItemRef): RewriteState | null {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(changeKey));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
