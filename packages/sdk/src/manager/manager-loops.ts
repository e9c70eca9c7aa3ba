import { type Clock, codeOf, type Logger } from '@vmrkit/core';
import {
  type AlarmService,
  type ClockWatch,
  copyAudit,
  runHousekeeping,
  type SecretBox,
  type SharedReservationLimiter,
  type Store,
} from '@vmrkit/core/composition';
import type { KitConfig } from '../kit-config.ts';
import type { MailboxSupervisor } from './mailbox-supervisor.ts';

/** What each of the loops below works with. They run until `signal` aborts and never reject. */
export interface LoopParts {
  readonly store: Store;
  readonly config: KitConfig;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Opens mailboxes that could not be opened before. */
export async function retryMailboxes(
  {
    supervisor,
    clock,
    config,
  }: Pick<LoopParts, 'clock' | 'config'> & { readonly supervisor: MailboxSupervisor },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(config.registry_poll_ms, signal).catch(() => undefined);
    if (!signal.aborted) await supervisor.retry();
  }
}

/** Copies what was changed into the audit trail. */
export async function copyAuditTrail(
  { store, clock, config, logger }: LoopParts,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await copyAudit({ store, clock, signal }).catch((error: unknown) =>
      logger.warn('The audit trail was not written; it is tried again.', { code: codeOf(error) }),
    );
    await clock.sleep(config.registry_poll_ms, signal).catch(() => undefined);
  }
}

/** What {@link runHousekeepingLoop} works with. */
export interface HousekeepingParts extends LoopParts {
  readonly supervisor: MailboxSupervisor;
  readonly secretBox: SecretBox;
  readonly alarms: AlarmService;
  readonly clockWatch: ClockWatch;
  readonly limiter: SharedReservationLimiter;
}

/** Removes what is over, frees what has rested, and compares clocks. */
export async function runHousekeepingLoop(parts: HousekeepingParts, signal: AbortSignal): Promise<void> {
  const { store, secretBox: sealer, alarms, clock, clockWatch, supervisor, config, logger, limiter } = parts;
  const quarantineDays = config.allocation.quarantine_days;
  const auditDays = config.audit.retention_days;
  const readClocks = (id: string | null) => clockWatch.read(id === null ? 'none' : supervisor.serverTime(id));
  const note = (error: unknown) => logger.warn('Housekeeping failed.', { code: codeOf(error) });
  while (!signal.aborted) {
    const deps = { store, sealer, alarms, clock, readClocks, quarantineDays, auditDays, signal };
    await runHousekeeping(deps).catch(note);
    await limiter.sweep().catch(note);
    await clock.sleep(config.housekeeping_ms, signal).catch(() => undefined);
  }
}
