import type { Meeting } from '../meetings/meeting.ts';
import { leaseLost } from './lease-lost.ts';
import type { MeetingContext } from './worker-context.ts';

/**
 * A worker that was taken over must not write any more; the store's revisions see to it once this has been asked.
 * Fences of different mailboxes are not compared: a meeting may come to another mailbox of the integration.
 */
export function refuseLowerFence(
  meeting: Meeting | null,
  { fence, mailboxId }: Pick<MeetingContext, 'fence' | 'mailboxId'>,
): void {
  if (meeting !== null && meeting.mailboxId === mailboxId && meeting.fence > fence) {
    throw leaseLost();
  }
}
