import { ConflictError } from '../errors/vmrkit-error.ts';
import type { Meeting } from '../meetings/meeting.ts';
import type { Stored } from '../store/document-collection.ts';
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
  let stored: Stored<Meeting> | null = found;
  for (let attempt = 0; attempt < TRIES && stored !== null; attempt += 1) {
    refuseLowerFence(stored.value, context);
    const after = change(stored.value);
    if (after === null) return null;
    const value = after.mailboxId === mailboxId ? { ...after, fence } : after;
    const { id, revision }: Stored<Meeting> = stored;
    const [result] = await store.meetings.commit(policy.tenantId, [{ op: 'replace', id, revision, value }]);
    if (result?.ok && result.revision !== null) return { id, revision: result.revision, value };
    stored = (await store.meetings.load(policy.tenantId, [id]))[0] ?? null;
  }
  if (stored === null) return null;
  throw new ConflictError('The meeting kept changing meanwhile.', { code: 'ERR_MEETING_CONTENDED' });
}
