import { ConflictError } from '../errors/vmrkit-error.ts';
import type { WorkerContext } from '../lease/worker-context.ts';
import type { ChangeBatch } from '../mailbox/equipment-mailbox.ts';
import type { MailboxRecord } from '../mailbox/mailbox-record.ts';
import type { Stored } from '../store/document-collection.ts';
import { judgeMark } from '../worker/judge-mark.ts';
import type { CallCounter } from './call-counter.ts';

/** How long a look for news waits for word when the mail system has nothing to tell, in milliseconds. */
const SILENCE_MS = 10_000;

/** How far the worker of a mailbox has come. */
export interface MailboxStanding {
  /** The mailbox's document; null: it was never worked. */
  readonly record: MailboxRecord | null;
  /**
   * `none`: the mail system said that nothing came since the cursor. `silent`: it said nothing in time, as when
   * nothing came. `unread`: there is mail that the worker has yet to commit. `replay`: the cursor is lost.
   */
  readonly news: 'none' | 'silent' | 'unread' | 'replay';
  /** A message is parked that the worker could not commit so far. */
  readonly parked: boolean;
}

/** What the looks of an operator's command take. */
export interface StandingOptions {
  readonly calls: CallCounter;
  readonly signal?: AbortSignal | undefined;
}

/** The mailbox's document; null: it was never worked. */
export async function loadMailbox({
  store,
  policy,
  mailboxId,
}: WorkerContext): Promise<Stored<MailboxRecord> | null> {
  return (await store.mailboxes.load(policy.tenantId, [mailboxId]))[0] ?? null;
}

/** Refuses a mailbox that another deployment has marked as its own: ConflictError `ERR_MAILBOX_SHARED`. */
export async function refuseForeignMark(context: WorkerContext, options: StandingOptions): Promise<void> {
  const { calls, signal } = options;
  const mark = await calls.count('readMark', () => context.mailbox.readMark(signal ? { signal } : {}));
  const stored = await loadMailbox(context);
  const verdict = judgeMark(mark, context.deploymentId, stored?.value ?? null);
  if (verdict !== 'foreign' && verdict !== 'replaced') return;
  throw new ConflictError('Another deployment’s mark stands in the mailbox.', { code: 'ERR_MAILBOX_SHARED' });
}

/** Looks how far the mailbox's worker has come, by its document and by one sync from its cursor. */
export async function lookAtMailbox(
  context: WorkerContext,
  options: StandingOptions,
): Promise<MailboxStanding> {
  const { store, policy, mailboxId } = context;
  const record = (await loadMailbox(context))?.value ?? null;
  const query = { index: 'retry', equals: [mailboxId], limit: 1 } as const;
  const parked = await store.parked.find(policy.tenantId, query);
  const batch = await firstBatch(record?.cursor ?? null, context, options);
  return { record, news: newsOf(batch), parked: parked.items.length > 0 };
}

function newsOf(batch: ChangeBatch | null): MailboxStanding['news'] {
  if (batch === null) return 'silent';
  if (batch.replayed) return 'replay';
  return batch.refs.length > 0 ? 'unread' : 'none';
}

async function firstBatch(
  cursor: string | null,
  { mailbox, clock }: WorkerContext,
  { calls, signal }: StandingOptions,
): Promise<ChangeBatch | null> {
  const enough = new AbortController();
  const either = signal ? AbortSignal.any([signal, enough.signal]) : enough.signal;
  const silence = clock.sleep(SILENCE_MS, either).then(
    () => enough.abort(),
    () => undefined,
  );
  try {
    return await calls.count('changes', async () => {
      for await (const batch of mailbox.changes(cursor, { signal: either })) return batch;
      return null;
    });
  } finally {
    signal?.throwIfAborted();
    enough.abort();
    await silence;
  }
}
