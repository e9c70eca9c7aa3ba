import { type Clock, codeOf, type IntegrationCallers, MINUTE_MS, type ReserveRequest } from '@vmrkit/core';
import {
  type AlarmService,
  isRefusedForClock,
  judgeRefusals,
  noRefusals,
  type RefusalState,
} from '@vmrkit/core/composition';

const LOOK_MS = MINUTE_MS;

/** What the watch works with. */
export interface CallerWatchOptions {
  readonly alarms: AlarmService;
  readonly clock: Clock;
}

/** Keeps the alarms about callers that are refused, an integration each: for a clock, and again and again. */
export class CallerWatch {
  readonly #options: CallerWatchOptions;
  /** Integrations whose last caller was not refused for a clock. */
  readonly #refusedByNoClock = new Set<string>();
  readonly #refusals = new Map<string, { readonly state: RefusalState; readonly tenantId: string }>();

  constructor(options: CallerWatchOptions) {
    this.#options = options;
  }

  /** Notes how a call ends, which it gives back as it is. */
  async note<T>(
    answer: Promise<T>,
    { token }: Pick<ReserveRequest, 'token'>,
    callers: IntegrationCallers,
  ): Promise<T> {
    const { alarms, clock } = this.#options;
    const { tenantId, integrationId } = callers.integration;
    const alarm = {
      kind: 'clock-skew',
      tenantId,
      integrationId,
      subject: `${integrationId}/callers`,
    } as const;
    try {
      const answered = await answer;
      if (!this.#refusedByNoClock.has(integrationId)) await alarms.clear(alarm).catch(() => undefined);
      this.#refusedByNoClock.add(integrationId);
      await this.#judge(null, { tenantId, integrationId });
      return answered;
    } catch (error) {
      if (await isRefusedForClock(error, token, { ...callers, at: clock.now() })) {
        this.#refusedByNoClock.delete(integrationId);
        await alarms.raise(alarm, codeOf(error)).catch(() => undefined);
      } else await this.#judge(error, { tenantId, integrationId });
      throw error;
    }
  }

  /** Looks now and then whether refusals have ended, until `signal` aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#options.clock.sleep(LOOK_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      for (const [integrationId, { tenantId }] of this.#refusals) {
        await this.#judge(undefined, { tenantId, integrationId });
      }
    }
  }

  async #judge(
    error: unknown,
    { tenantId, integrationId }: { readonly tenantId: string; readonly integrationId: string },
  ): Promise<void> {
    const { alarms, clock } = this.#options;
    const before = this.#refusals.get(integrationId)?.state ?? noRefusals;
    const { verdict, state } = judgeRefusals(before, error, clock.now());
    this.#refusals.set(integrationId, { state, tenantId });
    if (verdict === 'keep') return;
    const alarm = { kind: 'callers-refused', tenantId, integrationId, subject: integrationId } as const;
    const written = verdict === 'raise' ? alarms.raise(alarm, codeOf(error)) : alarms.clear(alarm);
    // A store that is away must not keep the caller's answer; the next call writes it.
    await written.catch(() => this.#refusals.set(integrationId, { state: before, tenantId }));
  }
}
