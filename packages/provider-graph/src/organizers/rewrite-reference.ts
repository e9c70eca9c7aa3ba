import type { OnlineMeetingChange, OrganizerItemRef } from '@vmrkit/core';
import { z } from 'zod';
import type { GraphEvent } from '../mailbox/entities.ts';

const stateSchema = z.object({
  etag: z.string(),
  online: z.boolean(),
  joinUrl: z.string().nullable(),
  /** Whether the body holds the link: without it there, the online meeting is switched off. */
  linked: z.boolean(),
});

/** The state of an organizer's entry: what a write is held against, and the online meeting that must outlive it. */
export type RewriteState = z.output<typeof stateSchema>;

/** State of an entry as it was read. */
export function stateOf(event: GraphEvent): RewriteState {
  return {
    etag: event['@odata.etag'] ?? (event.changeKey ? `W/"${event.changeKey}"` : ''),
    online: event.isOnlineMeeting === true,
    joinUrl: event.onlineMeeting?.joinUrl ?? null,
    linked: holdsLink(event.body?.content ?? '', event.onlineMeeting?.joinUrl ?? null),
  };
}

/** Whether a body holds the link of an online meeting; `&` is written as a reference there. */
export function holdsLink(content: string, joinUrl: string | null): boolean {
  return joinUrl !== null && content.includes(joinUrl.split('&')[0] ?? joinUrl);
}

/** How an online meeting differs between two states; null: not at all. */
export function onlineMeetingChange(
  before: Pick<RewriteState, 'online' | 'joinUrl'>,
  after: Pick<RewriteState, 'online' | 'joinUrl'>,
): OnlineMeetingChange | null {
  if (before.online && !after.online) return 'switched-off';
  if (!before.online && after.online) return 'switched-on';
  return before.joinUrl === after.joinUrl ? null : 'other-link';
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
