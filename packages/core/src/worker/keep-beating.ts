import { codeOf } from '../errors/vmrkit-error.ts';
import type { MailboxLease } from '../lease/mailbox-lease.ts';
import type { WorkerContext } from '../lease/worker-context.ts';

/**
 * Shows over and over that the holder of a lease lives. Times count from when a beat is sent: one that is answered late
 * delays no other. A store that is away or late ends nothing, since others do not see more of it. Rejects with
 * `ERR_LEASE_LOST` when the mailbox was taken over, and as the store does when none of a whole time-out's beats was
 * answered: by then it may have been.
 */
export async function keepBeating(
  lease: Pick<MailboxLease, 'beat'>,
  { clock, settings, logger, mailboxId }: Pick<WorkerContext, 'clock' | 'settings' | 'logger' | 'mailboxId'>,
  signal: AbortSignal,
): Promise<never> {
  const { leaseBeatMs, leaseTimeoutMs } = settings;
  let sentMs = clock.monotonicMs();
  let shownMs = sentMs;
  for (;;) {
    await clock.sleep(Math.max(0, sentMs + leaseBeatMs - clock.monotonicMs()), signal);
    sentMs = clock.monotonicMs();
    try {
      await lease.beat();
      shownMs = sentMs;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ERR_LEASE_LOST' || clock.monotonicMs() - shownMs >= leaseTimeoutMs) throw error;
      logger.warn('A beat of a mailbox’s lease was not answered.', { mailbox: mailboxId, code });
    }
  }
}
