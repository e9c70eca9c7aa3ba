import type { MeetingKey } from '../../identity/meeting-key.ts';
import type { WorkerContext } from '../../lease/worker-context.ts';
import { withConferenceAudit } from '../../meetings/conference-audit.ts';
import { evolve } from '../../meetings/evolve.ts';
import type { Meeting } from '../../meetings/meeting.ts';
import type { Step } from '../../meetings/step.ts';
import { uuidV4, uuidV7 } from '../../runtime/random.ts';
import type { Stored } from '../../store/document-collection.ts';
import type { Instant } from '../../time/instant.ts';
import type { Made } from './make-conference.ts';
import { isGoneFromCalendar, missedCancellation } from './reconcile-meeting.ts';

const PAGE = 500;

/** What a calendar was found to show. */
export interface ShownMeetings {
  /** Keys of all accepted meetings after `after`. */
  readonly shown: ReadonlySet<string>;
  readonly after: Instant;
  readonly listedAt: Instant;
}

/** Meetings that the store has live in this mailbox and that its calendar does not show as accepted. */
export async function goneMeetings(
  { shown, ...listing }: ShownMeetings,
  { store, policy, mailboxId }: WorkerContext,
): Promise<readonly Stored<Meeting>[]> {
  const gone: Stored<Meeting>[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page: { readonly items: readonly Stored<Meeting>[]; readonly next: string | null } =
      await store.meetings.find(policy.tenantId, {
        index: 'integration',
        equals: [policy.integrationId],
        limit: PAGE,
        ...(after === '' ? {} : { after }),
      });
    gone.push(
      ...page.items.filter(
        ({ id, value }) => !shown.has(id) && isGoneFromCalendar(value, { ...listing, mailboxId }),
      ),
    );
    after = page.next;
  }
  return gone;
}

/** Calls a meeting off as its cancellation would have done, unless somebody wrote it meanwhile. */
export async function cancelConference(
  { id, revision, value }: Stored<Meeting>,
  { store, policy, mailboxId, clock, random }: WorkerContext,
): Promise<Made> {
  const now = clock.now();
  const correlationId = uuidV4(random);
  const message = missedCancellation(id as MeetingKey, value, { now, correlationId });
  const step: Step = {
    message,
    correlationId,
    effectId: uuidV7(random, now),
    conference: null,
    answered: false,
    senderTrusted: true,
    intent: { kind: 'cancel' },
  };
  const after = evolve(value, step, { policy, mailboxId, fence: value.fence, now });
  if (after === null) return { kind: 'changed' };
  const [result] = await store.meetings.commit(policy.tenantId, [
    {
      op: 'replace',
      id,
      revision,
      value: withConferenceAudit(value, after, { actor: 'recovery', now, random, correlationId }),
    },
  ]);
  return { kind: result?.ok ? 'cancelled' : 'changed' };
}
