import { type Clock, ConflictError, codeOf, DEPLOYMENT, type Logger, SECOND_MS } from '@vmrkit/core';
import type { AlarmService } from '@vmrkit/core/composition';
import type { KeyCheck } from '../keys/open-deployment.ts';
import type { ManagerWatch } from './manager-watch.ts';

/** Between two looks. */
const LOOK_MS = 10 * SECOND_MS;

/** What the watch works with. */
export interface KeyWatchOptions {
  readonly managers: Pick<ManagerWatch, 'living'>;
  readonly check: KeyCheck;
  readonly alarms: AlarmService;
  readonly clock: Clock;
  readonly logger: Logger;
}

const ALARM = {
  kind: 'master-key-old',
  tenantId: DEPLOYMENT,
  integrationId: null,
  subject: 'managers',
} as const;

/** Keeps the alarm about managers that seal with another key than the store's. */
export class KeyWatch {
  readonly #options: KeyWatchOptions;
  #told = '';

  constructor(options: KeyWatchOptions) {
    this.#options = options;
  }

  /**
   * Rejects with ConflictError `ERR_KIT_KEY_MISMATCH` while the store is written with a key that this manager lacks, and
   * as the store does.
   */
  async refuseOldKey(): Promise<void> {
    if (await this.#options.check.opens()) return;
    throw new ConflictError('The store is written with a master key that this manager lacks.', {
      code: 'ERR_KIT_KEY_MISMATCH',
    });
  }

  /** Looks until `signal` aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    const note = (error: unknown) =>
      logger.warn('The master keys of the managers could not be compared.', { code: codeOf(error) });
    while (!signal.aborted) {
      await this.look().catch(note);
      await clock.sleep(LOOK_MS, signal).catch(() => undefined);
    }
  }

  /** One look. Rejects as the store does. */
  async look(): Promise<void> {
    const { managers, check, alarms, logger } = this.#options;
    const present = await check.keyId();
    const old = (await managers.living()).filter(
      (manager) => present !== null && manager.keyIds[0] !== present,
    );
    const detail = old.map(({ host, processId }) => `${host}, process ${processId}`).join('; ');
    await (detail === '' ? alarms.clear(ALARM) : alarms.raise(ALARM, detail));
    if (detail !== '' && detail !== this.#told) {
      logger.error(
        'Managers seal with another master key than the store: restart them with the present one.',
        {
          managers: detail,
          key: present,
        },
      );
    }
    this.#told = detail;
  }
}
