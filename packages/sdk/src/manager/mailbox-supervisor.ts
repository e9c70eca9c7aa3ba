import { type Clock, codeOf, type Logger, MINUTE_MS, type NotificationDelivery } from '@vmrkit/core';
import type { ClockSigns } from '@vmrkit/core/composition';
import type { IntegrationRegistry } from '../integrations/integration-registry.ts';
import { IntegrationWorkers, type IntegrationWorkersOptions } from './integration-workers.ts';
import { isWorked } from './mailbox-connections.ts';

/** How long an allocation waits for the first look at the marks, which another manager may have under its lease. */
const MARKS_WAIT_MS = 3_000;

/** Far longer than a step takes whose calls all end by their deadlines. */
const STUCK_MS = 30 * MINUTE_MS;

/** What the supervisor works with. */
export interface MailboxSupervisorOptions extends IntegrationWorkersOptions {
  readonly registry: IntegrationRegistry;
  readonly logger: Logger;
}

/** Keeps one worker at each equipment mailbox of each enabled integration, as the records stand. */
export class MailboxSupervisor {
  readonly #options: MailboxSupervisorOptions;
  readonly #shifts = new Map<string, IntegrationWorkers>();
  readonly #marked = new WeakMap<IntegrationWorkers, Promise<void>>();
  /** Integrations whose mailboxes could not be opened, each with the code that the log was told. */
  readonly #unopened = new Map<string, string>();
  #last: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: MailboxSupervisorOptions) {
    this.#options = options;
  }

  /** Starts, restarts and stops workers until they fit the records. Never rejects. */
  reconcile(): Promise<void> {
    this.#last = this.#last.then(() => this.#reconcile());
    return this.#last;
  }

  /** Tries once more to open what could not be opened. Never rejects. */
  async retry(): Promise<void> {
    if (this.#unopened.size > 0) await this.reconcile();
  }

  /** The limit that the provider declares for a mailbox; null: none, or the mailbox is not worked here. */
  repliesPerMinute(
    integrationId: string,
    mailbox: { readonly id: string; readonly email: string },
  ): number | null {
    return this.#shifts.get(integrationId)?.repliesPerMinute(mailbox) ?? null;
  }

  /**
   * Waits until it was seen whether the store is older than the integration's mailboxes, whose numbers are given out
   * again else; 3 s after the first call at most, since a mail system that is away holds up no allocation.
   */
  async marksSeen(integrationId: string): Promise<void> {
    const shift = this.#shifts.get(integrationId);
    if (shift === undefined) return;
    const { clock } = this.#options;
    const seen = this.#marked.get(shift) ?? within(shift.marked(), clock);
    this.#marked.set(shift, seen);
    await seen;
  }

  /**
   * What the integration's mail systems told this process of the time; null: nothing yet, as where another manager works
   * its mailboxes; `none`: there is nobody to ask.
   */
  serverTime(integrationId: string): ClockSigns['server'] {
    const live = this.#options.registry.find(integrationId);
    if (live === null || !isWorked(live)) return 'none';
    return this.#shifts.get(integrationId)?.serverTime() ?? null;
  }

  /** Addresses of the mailboxes whose workers hang in a step. A restart of the process helps. */
  stuckMailboxes(): readonly string[] {
    return [...this.#shifts.values()].flatMap((shift) => shift.stuckFor(STUCK_MS));
  }

  /** Passes notifications of mail systems on to the providers of all integrations. Never throws. */
  notified(delivery: NotificationDelivery): void {
    for (const [integration, shift] of this.#shifts) {
      try {
        shift.notified(delivery);
      } catch (error) {
        this.#options.logger.error('A mailbox provider could not be notified.', {
          integration,
          code: codeOf(error),
        });
      }
    }
  }

  /** Stops all workers; resolves when their leases are let go. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const shift of this.#shifts.values()) shift.stop();
    await this.#last;
    await Promise.all([...this.#shifts.values()].map((shift) => shift.end()));
    this.#shifts.clear();
  }

  async #reconcile(): Promise<void> {
    const { registry, logger } = this.#options;
    const wanted = new Map(
      registry
        .all()
        .filter(isWorked)
        .map((live) => [live.record.id, live]),
    );
    for (const id of this.#unopened.keys()) if (!wanted.has(id)) this.#unopened.delete(id);
    for (const [id, shift] of this.#shifts) {
      const live = wanted.get(id);
      if (live !== undefined && shift.serves(live)) continue;
      await shift.end();
      this.#shifts.delete(id);
    }
    for (const [id, live] of wanted) {
      if (this.#stopped) return;
      try {
        const shift = this.#shifts.get(id);
        if (shift === undefined) this.#shifts.set(id, await IntegrationWorkers.begin(live, this.#options));
        else await shift.fit(live);
        this.#unopened.delete(id);
      } catch (error) {
        const code = codeOf(error);
        if (this.#unopened.get(id) === code) continue;
        this.#unopened.set(id, code);
        logger.error('The mailboxes of an integration cannot be opened.', { integration: id, code });
      }
    }
  }
}

async function within(done: Promise<void>, clock: Clock): Promise<void> {
  const enough = new AbortController();
  const pause = clock.sleep(MARKS_WAIT_MS, enough.signal).catch(() => undefined);
  await Promise.race([done, pause]);
  enough.abort();
}
