import type { AlarmRef, AlarmService } from '../alarms/alarm-service.ts';
import { codeOf } from '../errors/vmrkit-error.ts';
import type { IntegrationId, TenantId } from '../identity/tenancy.ts';
import type { Logger } from '../runtime/logger.ts';
import type { TextName, TextsWatch } from '../templates/integration-texts.ts';
import type { RenderingBudget } from '../templates/rendering-budget.ts';

/** Whose texts they are, and where it is told how they fare. */
export interface TextAlarmsOptions {
  readonly tenantId: TenantId;
  readonly integrationId: IntegrationId;
  readonly budget: RenderingBudget;
  readonly alarms: AlarmService;
  readonly logger: Logger;
}

interface DueAlarm {
  readonly ref: AlarmRef;
  /** Null: the condition is over. */
  readonly detail: string | null;
}

/**
 * Keeps the alarms of one integration's texts: `template-failed` for each text that a built-in one stands
 * in for, until a new record's template works; `rendering-too-costly` while its budget is spent. Written behind the
 * rendering, which waits for nothing: one after the other, of one alarm the newest state only.
 */
export class TextAlarms implements TextsWatch {
  readonly #options: TextAlarmsOptions;
  readonly #due = new Map<string, DueAlarm>();
  #isSpent: boolean | null = null;
  #written: Promise<void> | null = null;

  constructor(options: TextAlarmsOptions) {
    this.#options = options;
  }

  worked(text: TextName): void {
    this.#set('template-failed', { about: `/${text}`, detail: null });
  }

  failed(text: TextName, fault: string): void {
    this.#set('template-failed', { about: `/${text}`, detail: fault });
  }

  budget(isSpent: boolean): void {
    if (isSpent === this.#isSpent) return;
    this.#isSpent = isSpent;
    this.#set('rendering-too-costly', { about: '', detail: isSpent ? 'budget spent' : null });
    if (!isSpent) return;
    const { budget, logger, integrationId } = this.#options;
    logger.warn('An integration’s templates take too much time; built-in texts stand in.', {
      integration: integrationId,
      total_ms: Math.round(budget.cost.totalMs),
      worst_ms: Math.round(budget.cost.worstMs),
    });
  }

  /** Resolves when all that was told so far is written, or has failed and was logged. */
  async settled(): Promise<void> {
    await this.#written;
  }

  #set(
    kind: AlarmRef['kind'],
    { about, detail }: { readonly about: string } & Pick<DueAlarm, 'detail'>,
  ): void {
    const { tenantId, integrationId } = this.#options;
    const ref = { kind, tenantId, integrationId, subject: `${integrationId}${about}` };
    this.#due.set(`${kind}${about}`, { ref, detail });
    this.#written ??= this.#write();
  }

  async #write(): Promise<void> {
    const { alarms, logger } = this.#options;
    for (const [key, { ref, detail }] of this.#due) {
      this.#due.delete(key);
      await (detail === null ? alarms.clear(ref) : alarms.raise(ref, detail)).catch((error: unknown) =>
        logger.warn('An alarm could not be written.', {
          kind: ref.kind,
          code: codeOf(error),
        }),
      );
    }
    this.#written = null;
  }
}
