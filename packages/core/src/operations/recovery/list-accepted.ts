import { VmrKitError } from '../../errors/vmrkit-error.ts';
import { type MeetingKey, meetingKey } from '../../identity/meeting-key.ts';
import type { WorkerContext } from '../../lease/worker-context.ts';
import type { AcceptedMeeting } from '../../mailbox/equipment-mailbox.ts';
import type { Instant } from '../../time/instant.ts';
import type { CallCounter } from '../call-counter.ts';
import { chooseRecoveryTag } from './choose-recovery-tag.ts';

/** Accepted meetings worked on together. */
const BATCH = 100;

/** An accepted meeting with its key, and what its body said instead of the body. */
export interface KeyedMeeting {
  readonly key: MeetingKey;
  readonly accepted: Omit<AcceptedMeeting, 'body'>;
  /** Id of the sealed tag by which it can have its old aliases back; null: none. */
  readonly tagId: string | null;
}

/** One step of {@link listAccepted}. */
export interface AcceptedBatch {
  /** One for each meeting, with an organizer. */
  readonly meetings: readonly KeyedMeeting[];
  /** How many have no identity or no organizer. */
  readonly unusable: number;
}

/** The mailbox's accepted meetings in batches of one size, whatever the mail system's own are. */
export async function* listAccepted(
  after: Instant,
  { calls, signal }: { readonly calls: CallCounter; readonly signal?: AbortSignal | undefined },
  context: WorkerContext,
): AsyncGenerator<AcceptedBatch, void, undefined> {
  const { mailbox } = context;
  // Instances that are known singly share their series' key.
  let meetings = new Map<MeetingKey, KeyedMeeting>();
  let unusable = 0;
  const batches = mailbox.acceptedMeetings(after, signal ? { signal } : {});
  for await (const batch of calls.countBatches('acceptedMeetings', batches)) {
    for (const keyed of await Promise.all(batch.map((accepted) => keyedMeeting(accepted, context)))) {
      if (keyed === null) unusable += 1;
      else if (!meetings.has(keyed.key)) meetings.set(keyed.key, keyed);
    }
    if (meetings.size < BATCH) continue;
    yield { meetings: [...meetings.values()], unusable };
    meetings = new Map();
    unusable = 0;
  }
  yield { meetings: [...meetings.values()], unusable };
}

async function keyedMeeting(accepted: AcceptedMeeting, context: WorkerContext): Promise<KeyedMeeting | null> {
  const key = keyOf(accepted, context);
  if (key === null || accepted.organizer === null) return null;
  const { body, ...rest } = accepted;
  return { key, accepted: rest, tagId: await chooseRecoveryTag(body, key, context) };
}

/** Null: the mail system tells no identity that means anything. */
function keyOf({ identity }: AcceptedMeeting, { policy }: WorkerContext): MeetingKey | null {
  try {
    return meetingKey(policy.integrationId, identity);
  } catch (error) {
    if (VmrKitError.is(error)) return null;
    throw error;
  }
}
