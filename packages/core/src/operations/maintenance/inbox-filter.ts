import { VmrKitError } from '../../errors/vmrkit-error.ts';
import { meetingKey } from '../../identity/meeting-key.ts';
import type { WorkerContext } from '../../lease/worker-context.ts';
import type { DeletionFilter, ReadResult } from '../../mailbox/equipment-mailbox.ts';
import { parkedId } from '../../mailbox/mailbox-record.ts';
import type { ItemRef } from '../../mailbox/meeting-message.ts';
import type { Meeting } from '../../meetings/meeting.ts';
import type { CallCounter } from '../call-counter.ts';
import { type CommittedFacts, isCommitted } from './is-committed.ts';

/** Items read in one call. */
const BATCH = 100;

/** What {@link inboxFilter} goes by. */
export interface InboxFilterOptions extends Pick<CommittedFacts, 'followedTo' | 'caughtUp'> {
  readonly calls: CallCounter;
  readonly signal?: AbortSignal | undefined;
}

/** Lets go of inbox items that the worker has no use for any more; judged by the store as it is at that moment. */
export function inboxFilter(options: InboxFilterOptions, context: WorkerContext): DeletionFilter {
  return async (items) => {
    const leave: boolean[] = [];
    for (let start = 0; start < items.length; start += BATCH) {
      const refs = items.slice(start, start + BATCH).map(({ ref }) => ref);
      leave.push(...(await judge(refs, options, context)));
    }
    return leave;
  };
}

async function judge(
  refs: readonly ItemRef[],
  { calls, signal, followedTo, caughtUp }: InboxFilterOptions,
  context: WorkerContext,
): Promise<readonly boolean[]> {
  const { mailbox, mailboxId, store, policy } = context;
  const results = await calls.count('read', () => mailbox.read(refs, signal ? { signal } : {}));
  const keys = results.map((result) => keyOf(result, context));
  const known = [...new Set(keys.filter((key) => key !== null))];
  const meetings = await store.meetings.load(policy.tenantId, known);
  const byKey = new Map<string | null, Meeting | undefined>(
    known.map((key, index) => [key, meetings[index]?.value]),
  );
  const parked = await store.parked.load(
    policy.tenantId,
    refs.map(({ id }) => parkedId(mailboxId, id)),
  );
  return results.map((result, index) => {
    if (parked[index] != null || result.kind === 'unreadable') return false;
    if (result.kind === 'gone') return true;
    const { message } = result;
    if (message.kind !== 'other' && keys[index] === null) return false;
    const meeting = byKey.get(keys[index] ?? null) ?? null;
    return isCommitted(message, { meeting, mailboxId, followedTo, caughtUp });
  });
}

/** Null: about no meeting, or about one that nobody can name. */
function keyOf(result: ReadResult, { policy }: WorkerContext): string | null {
  if (result.kind !== 'message' || result.message.kind === 'other') return null;
  try {
    return meetingKey(policy.integrationId, result.message.identity);
  } catch (error) {
    if (VmrKitError.is(error)) return null;
    throw error;
  }
}
