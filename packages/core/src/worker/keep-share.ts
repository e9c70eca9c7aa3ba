import type { WorkerContext } from '../lease/worker-context.ts';

/** How a worker learns whether the mailbox is still its manager's to work. */
export type PrefersUs = () => boolean;

/** Ends the work under a lease without a fault: another manager is to go on. */
export const HANDED_OVER = Symbol('handed over');

/**
 * Throws {@link HANDED_OVER} once another living manager is to work the mailbox. Not before it was held for the time-out
 * of a lease: until then one that died may still count as living, and would be given back what was taken from it.
 */
export async function keepShare(
  prefersUs: PrefersUs,
  { clock, settings }: Pick<WorkerContext, 'clock' | 'settings'>,
  signal: AbortSignal,
): Promise<never> {
  await clock.sleep(settings.leaseTimeoutMs, signal);
  for (;;) {
    await clock.sleep(settings.leaseBeatMs, signal);
    if (!prefersUs()) throw HANDED_OVER;
  }
}
