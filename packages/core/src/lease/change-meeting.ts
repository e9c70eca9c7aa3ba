import type { Meeting } from '../meetings/meeting.ts';
import type { Stored } from '../store/document-collection.ts';
import { updateDocument } from '../store/update-document.ts';
import { refuseLowerFence } from './refuse-lower-fence.ts';
import type { MeetingContext } from './worker-context.ts';

const TRIES = 8;

/** Changes one meeting. Null: leave it as it is. */
export type MeetingChange = (meeting: Meeting) => Meeting | null;

/**
 * Applies a change to a stored meeting, anew when another write came between. Returns what stands now; null when the
 * meeting is not there any more or `change` left it alone. Rejects with `ERR_LEASE_LOST` when taken over.
 */
export async function changeMeeting(
  found: Stored<Meeting>,
  change: MeetingChange,
  context: MeetingContext,
): Promise<Stored<Meeting> | null> {
  const { store, policy, fence, mailboxId } = context;
  const { stored, written } = await updateDocument(
    store.meetings,
    { partition: policy.tenantId, id: found.id },
    (meeting) => {
      refuseLowerFence(meeting, context);
      const after = meeting && change(meeting);
      return after?.mailboxId === mailboxId ? { ...after, fence } : after;
    },
    { tries: TRIES, what: 'meeting', code: 'ERR_MEETING_CONTENDED', found },
  );
  return written ? stored : null;
}
