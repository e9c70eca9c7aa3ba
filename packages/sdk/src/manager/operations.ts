import { type IntegrationId, NotFoundError } from '@vmrkit/core';
import {
  type KeyRotationDeps,
  type KeyRotationEvent,
  type KeyRotationOptions,
  type MaintenanceEvent,
  type MaintenanceOptions,
  maintainMailboxes,
  type OperatedMailbox,
  type RecoveryEvent,
  type RecoveryOptions,
  recoverConferences,
  rotateKeys,
  type TakeOverEvent,
  type TakeOverOptions,
  takeOverMailbox,
} from '@vmrkit/core/composition';
import type { IntegrationRegistry } from '../integrations/integration-registry.ts';
import { isWorked, type MailboxConnections, type MailboxOpener } from './mailbox-connections.ts';
import type { LivingManager, ManagerRoll } from './manager-roll.ts';

/** What operators' commands work with. */
export interface OperationsOptions {
  readonly registry: IntegrationRegistry;
  readonly opener: MailboxOpener;
  readonly sealed: KeyRotationDeps;
  readonly roll: ManagerRoll;
  /** Id of the present master key. */
  readonly keyId: string;
}

/**
 * Operators' commands on the equipment mailboxes and the store. They start no worker: they run beside the managers of the same store,
 * in a process of their own or in a manager's. All reject as the store does; those on mailboxes also with NotFoundError
 * `ERR_INTEGRATION_NOT_FOUND` for an integration that is none or is switched off.
 *
 * @example
 * const operations = await kit.get('operations');
 * for await (const event of operations.maintain(options)) if (event.kind === 'finished') show(event.report);
 */
export class Operations {
  readonly #options: OperationsOptions;

  constructor(options: OperationsOptions) {
    this.#options = options;
  }

  /** See `recoverConferences` of core. */
  recover(options: RecoveryOptions): AsyncGenerator<RecoveryEvent, void, undefined> {
    return this.#withMailboxes(options.integrationId, (mailboxes) =>
      recoverConferences(options, { mailboxes }),
    );
  }

  /** See `takeOverMailbox` of core. */
  takeOver(options: TakeOverOptions): AsyncGenerator<TakeOverEvent, void, undefined> {
    return this.#withMailboxes(options.integrationId, (mailboxes) => takeOverMailbox(options, { mailboxes }));
  }

  /** See `maintainMailboxes` of core. */
  maintain(options: MaintenanceOptions): AsyncGenerator<MaintenanceEvent, void, undefined> {
    return this.#withMailboxes(options.integrationId, (mailboxes) =>
      maintainMailboxes(options, { mailboxes }),
    );
  }

  /** See `rotateKeys` of core. Reaches no mailbox. */
  rotateKeys(options: KeyRotationOptions): AsyncGenerator<KeyRotationEvent, void, undefined> {
    return rotateKeys(options, this.#options.sealed);
  }

  /** Managers that run over this store and do not seal with the present master key. */
  async managersOfOldKeys(): Promise<readonly LivingManager[]> {
    const { keyId } = this.#options;
    return (await this.livingManagers()).filter(({ keyIds }) => keyIds[0] !== keyId);
  }

  /** Managers that run over this store, as each told of itself within the last minute. */
  livingManagers(): Promise<readonly LivingManager[]> {
    return this.#options.roll.living();
  }

  async *#withMailboxes<Event>(
    integrationId: IntegrationId | null,
    run: (mailboxes: readonly OperatedMailbox[]) => AsyncGenerator<Event, void, undefined>,
  ): AsyncGenerator<Event, void, undefined> {
    const { registry, opener } = this.#options;
    await registry.refresh();
    const chosen = registry
      .all()
      .filter(isWorked)
      .filter(({ record }) => integrationId === null || record.id === integrationId);
    if (integrationId !== null && chosen.length === 0) {
      throw new NotFoundError('There is no such integration, or it is switched off.', {
        code: 'ERR_INTEGRATION_NOT_FOUND',
      });
    }
    const opened: MailboxConnections[] = [];
    const mailboxes: OperatedMailbox[] = [];
    try {
      for (const live of chosen) {
        const own = await opener.open(live);
        opened.push(own);
        mailboxes.push(...own.operated(live));
      }
      yield* run(mailboxes);
    } finally {
      await Promise.all(opened.map((each) => each.close()));
      await registry.settled();
    }
  }
}
