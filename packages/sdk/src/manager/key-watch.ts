import { type Clock, ConflictError, codeOf, DEPLOYMENT, type Logger } from '@vmrkit/core';
import type { AlarmService } from '@vmrkit/core/composition';
import type { KeyCheck } from '../keys/open-deployment.ts';
import { BEAT_MS, type ManagerRoll } from './manager-roll.ts';

/** What the watch works with. */
export interface KeyWatchOptions {
  readonly roll: ManagerRoll;
  readonly check: KeyCheck;
  readonly alarms: AlarmService;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names this run of this manager. */
  readonly owner: string;
  /** Ids of its master keys, the one that it seals with first. */
  readonly keyIds: readonly string[];
}

const ALARM = {
  kind: 'master-key-old',
  tenantId: DEPLOYMENT,
  integrationId: null,
  subject: 'managers',
} as const;

/** Tells of this manager in the store, and keeps the alarm about managers that seal with another key than the store's. */
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

  /** Beats until `signal` aborts, then leaves; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { roll, owner, clock, logger } = this.#options;
    const note = (error: unknown) =>
      logger.warn('The master keys of the managers could not be compared.', { code: codeOf(error) });
    while (!signal.aborted) {
      await this.beat().catch(note);
      await clock.sleep(BEAT_MS, signal).catch(() => undefined);
    }
    await roll.leave(owner).catch(note);
  }

  /** One beat. Rejects as the store does. */
  async beat(): Promise<void> {
    const { roll, owner, keyIds, check, alarms, logger } = this.#options;
    await roll.beat(owner, { keyIds });
    const present = await check.keyId();
    const old = (await roll.living()).filter((manager) => present !== null && manager.keyIds[0] !== present);
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
