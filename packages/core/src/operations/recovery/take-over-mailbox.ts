import { ConflictError, InvalidInputError, NotFoundError } from '../../errors/vmrkit-error.ts';
import type { IntegrationId } from '../../identity/tenancy.ts';
import type { WorkerContext } from '../../lease/worker-context.ts';
import type { MailboxMark } from '../../mailbox/equipment-mailbox.ts';
import type { MailboxRecord } from '../../mailbox/mailbox-record.ts';
import { updateDocument } from '../../store/update-document.ts';
import type { FoundTag } from '../../tags/tag-parser.ts';
import { instant, SECOND_MS } from '../../time/instant.ts';
import { judgeMark } from '../../worker/judge-mark.ts';
import { loadMailbox } from '../mailbox-standing.ts';
import type { OperatedMailbox } from '../operated-mailbox.ts';
import type { RecoveryDeps } from './recovery-types.ts';

/** Renewals that a living deployment makes while its mark is watched. */
const WAIT_RENEWALS = 2;
const LONGEST_LOOK_MS = 15 * SECOND_MS;
const TRIES = 8;

/** What is asked of {@link takeOverMailbox}. */
export interface TakeOverOptions {
  readonly integrationId: IntegrationId;
  /** Address of the one mailbox, or its id in the integration's record. */
  readonly mailbox: string;
  /** Id of the deployment that is to be replaced, as the operator typed it. */
  readonly replaces: string;
  readonly signal?: AbortSignal;
}

/** What a take-over tells while it goes on; the last one says how it ended. */
export type TakeOverEvent =
  /** The other deployment may still be alive: its mark is watched for so long. */
  | { readonly kind: 'watching'; readonly mailboxId: string; readonly remainingMs: number }
  | { readonly kind: 'taken-over'; readonly mailboxId: string; readonly replaced: string }
  /** An earlier run did it. */
  | { readonly kind: 'ours-already'; readonly mailboxId: string };

/**
 * Makes a mailbox this deployment's in the place of one whose store is lost. Three things must hold: a tag in the
 * mailbox's calendar opens with our keys (the mark is a text that anyone with the mailbox can write), the operator named
 * the deployment that is replaced, and its mark stood still for twice the time in which a living one renews it. From
 * then on that deployment leaves the mailbox alone should it wake, and no new numbers are given out until
 * `recoverConferences` gave the old ones back. May be repeated after a stop.
 *
 * Rejects with NotFoundError `ERR_MAILBOX_UNKNOWN`; InvalidInputError `ERR_TAKE_OVER_UNCONFIRMED`; ConflictError
 * `ERR_TAKE_OVER_NO_MARK`, `ERR_TAKE_OVER_INTEGRATION`, `ERR_TAKE_OVER_NO_TAG`, `ERR_TAKE_OVER_ALIVE`; and as store and
 * mailbox do.
 */
export async function* takeOverMailbox(
  options: TakeOverOptions,
  { mailboxes }: RecoveryDeps,
): AsyncGenerator<TakeOverEvent, void, undefined> {
  const context = find(options, mailboxes).contextFor(0);
  const { mailboxId, deploymentId } = context;
  const record = (await loadMailbox(context))?.value ?? null;
  const mark = await readMark(context, options);
  const verdict = judgeMark(mark, deploymentId, record);
  if (verdict === 'ours' || verdict === 'ahead') {
    yield { kind: 'ours-already', mailboxId };
    return;
  }
  if (mark === null) {
    throw new ConflictError('No deployment has marked this mailbox: it is followed without a take-over.', {
      code: 'ERR_TAKE_OVER_NO_MARK',
    });
  }
  refuseMistaken(mark, options, context);
  await refuseForeignTags(options, context);
  yield* watch(mark, options, context);
  await takeOver(mark, context);
  yield { kind: 'taken-over', mailboxId, replaced: mark.deploymentId };
}

function find({ integrationId, mailbox }: TakeOverOptions, mailboxes: readonly OperatedMailbox[]) {
  const found = mailboxes.find(
    (each) =>
      each.integrationId === integrationId &&
      (each.mailboxId === mailbox || each.email.toLowerCase() === mailbox.toLowerCase()),
  );
  if (found) return found;
  throw new NotFoundError('The integration has no such mailbox.', { code: 'ERR_MAILBOX_UNKNOWN' });
}

function refuseMistaken(
  { deploymentId, integrationId }: MailboxMark,
  { replaces }: TakeOverOptions,
  { policy }: WorkerContext,
): void {
  if (integrationId !== policy.integrationId) {
    throw new ConflictError(
      `The mailbox belonged to the integration ${integrationId}: import its record under that id, which its tags name.`,
      { code: 'ERR_TAKE_OVER_INTEGRATION' },
    );
  }
  if (replaces.trim() === deploymentId) return;
  throw new InvalidInputError(
    `The mailbox is marked by the deployment ${deploymentId}: make sure that it is gone for good, then give its id.`,
    { code: 'ERR_TAKE_OVER_UNCONFIRMED' },
  );
}

/** One tag of this integration that opens proves that the calendar was written under our keys. */
async function refuseForeignTags(
  { signal }: TakeOverOptions,
  { mailbox, tags, reservations }: WorkerContext,
): Promise<void> {
  const isOurs = ({ kind, id }: FoundTag) => kind === 'scheduling' && reservations.aliasesBehind(id) !== null;
  for await (const batch of mailbox.acceptedMeetings(instant(0), signal ? { signal } : {}))
    if (batch.some(({ body }) => tags.find(body).some(isOurs))) return;
  throw new ConflictError('No tag in the mailbox’s calendar opens with the keys of this deployment.', {
    code: 'ERR_TAKE_OVER_NO_TAG',
  });
}

/** Watches the mark by our own monotonic clock: what it says of time is another's word. */
async function* watch(
  mark: MailboxMark,
  options: TakeOverOptions,
  context: WorkerContext,
): AsyncGenerator<TakeOverEvent, void, undefined> {
  const { clock, settings, mailboxId } = context;
  const waitMs = WAIT_RENEWALS * Math.max(settings.markRenewMs, mark.renewal?.everyMs ?? 0);
  const endMs = clock.monotonicMs() + waitMs;
  const before = JSON.stringify(mark);
  for (let remainingMs = waitMs; remainingMs > 0; remainingMs = endMs - clock.monotonicMs()) {
    yield { kind: 'watching', mailboxId, remainingMs };
    await clock.sleep(Math.min(remainingMs, LONGEST_LOOK_MS, waitMs / 4), options.signal);
    if (JSON.stringify(await readMark(context, options)) === before) continue;
    throw new ConflictError('The mark was renewed meanwhile: the deployment that wrote it is alive.', {
      code: 'ERR_TAKE_OVER_ALIVE',
    });
  }
}

/** The store first: with it a run that stops here, or the mailbox's worker, ends what was begun. */
async function takeOver(mark: MailboxMark, context: WorkerContext): Promise<void> {
  const { mailbox, mailboxId, policy, deploymentId, clock, settings, reservations, alarms } = context;
  const { tenantId, integrationId } = policy;
  await reservations.awaitRecovery(mailboxId);
  const earlier = (mark.replaced ?? []).filter((each) => each !== deploymentId);
  const replaced = [...earlier, mark.deploymentId];
  const counter = await noteReplaced(replaced, context);
  await mailbox.writeMark({
    deploymentId,
    integrationId,
    writtenAt: clock.now(),
    replaced,
    renewal: { counter, everyMs: settings.markRenewMs, drawn: await reservations.drawn() },
  });
  const alarm = { kind: 'store-restored', tenantId, integrationId, subject: mailboxId } as const;
  await alarms.raise(alarm, `taken over from deployment ${mark.deploymentId}`);
}

/** Writes into the mailbox's document, which whoever holds its lease notices. Returns the mark's next counter. */
async function noteReplaced(replaced: readonly string[], context: WorkerContext): Promise<number> {
  const { store, policy, mailboxId, mailbox } = context;
  const { tenantId, integrationId } = policy;
  const { email } = await mailbox.inspect();
  const lease = { owner: null, fence: 0, beat: 0 };
  const fresh: MailboxRecord = { tenantId, integrationId, lease, cursor: null, followedTo: null, email };
  const { stored } = await updateDocument(
    store.mailboxes,
    { partition: tenantId, id: mailboxId },
    (found) => {
      const before = found ?? fresh;
      return { ...before, markCounter: (before.markCounter ?? 0) + 1, replaced };
    },
    { tries: TRIES, what: 'mailbox’s document', code: 'ERR_MAILBOX_CONTENDED' },
  );
  return stored?.value.markCounter ?? 1;
}

function readMark({ mailbox }: WorkerContext, { signal }: TakeOverOptions): Promise<MailboxMark | null> {
  return mailbox.readMark(signal ? { signal } : {});
}
