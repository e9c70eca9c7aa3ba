import type { Store } from '../collections/store.ts';
import type { TenantId } from '../identity/tenancy.ts';
import { type Urgency, waitsUntil } from '../meetings/outbox-entry.ts';
import type { Instant } from '../time/instant.ts';

/** Meetings read in one step. */
const PAGE = 200;
/** Meetings looked at for one queue; what waits behind is not counted. */
const MOST_MEETINGS = 10_000;
const URGENCIES: readonly Urgency[] = [0, 1, 2];

/** The answers of one mailbox that wait to be sent. */
export interface AnswerQueue {
  readonly mailboxId: string;
  readonly waiting: number;
  /** When the oldest of them was decided; null: none waits. */
  readonly oldestAt: Instant | null;
  /** The mailbox's worker cannot follow it now: an alarm of the mailbox stands. */
  readonly inTrouble: boolean;
}

/** Where a queue is looked for. */
export interface QueueOptions {
  readonly store: Pick<Store, 'meetings'>;
  readonly tenantId: TenantId;
}

/** Counts the answers that wait in one mailbox's outboxes, at most about 10,000. Rejects as the store does. */
export async function measureAnswerQueue(
  mailboxId: string,
  options: QueueOptions,
): Promise<Pick<AnswerQueue, 'waiting' | 'oldestAt'>> {
  let waiting = 0;
  let oldestAt: Instant | null = null;
  for await (const createdAt of waitingAnswers(mailboxId, options)) {
    waiting += 1;
    if (oldestAt === null || createdAt < oldestAt) oldestAt = createdAt;
  }
  return { waiting, oldestAt };
}

/** When each answer that waits was decided. */
async function* waitingAnswers(mailboxId: string, { store, tenantId }: QueueOptions): AsyncIterable<Instant> {
  let left = MOST_MEETINGS;
  for (const urgency of URGENCIES) {
    let after: string | null = '';
    while (after !== null && left > 0) {
      const from: { readonly after?: string } = after === '' ? {} : { after };
      const query = { index: 'outbox', equals: [mailboxId, urgency], limit: PAGE, ...from } as const;
      const page = await store.meetings.find(tenantId, query);
      for (const { value } of page.items) {
        for (const entry of value.outbox) {
          const waits = entry.kind === 'reply' && waitsUntil(entry.state) !== null;
          if (waits && entry.mailboxId === mailboxId) yield entry.createdAt;
        }
      }
      left -= page.items.length;
      after = page.next;
    }
  }
}
