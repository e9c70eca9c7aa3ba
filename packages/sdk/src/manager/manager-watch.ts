import { type Clock, codeOf, DEPLOYMENT, type Logger, MINUTE_MS, SECOND_MS } from '@vmrkit/core';
import {
  type AlarmService,
  type PoolBalancer,
  type Silence,
  shareMailboxes,
  silenceAfter,
} from '@vmrkit/core/composition';
import type { LivingManager, ManagerRoll, ToldManager } from './manager-roll.ts';

/** What the watch works with. */
export interface ManagerWatchOptions {
  readonly roll: ManagerRoll;
  /** Names this run of this manager. */
  readonly owner: string;
  /** Ids of its master keys, the one that it seals with first. */
  readonly keyIds: readonly string[];
  readonly balancer: Pick<PoolBalancer, 'namedLately' | 'reportOthers'>;
  /** Ids of all mailboxes that are worked. */
  mailboxIds(): readonly string[];
  readonly alarms: AlarmService;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How often it tells of itself and looks at the others. */
  readonly beatMs: number;
  /** How long a manager that tells nothing new counts as living. */
  readonly lifeMs: number;
}

/** How far the clocks of two managers may stand apart. */
const CLOCKS_MS = MINUTE_MS;

const ALARM = {
  kind: 'manager-clocks-apart',
  tenantId: DEPLOYMENT,
  integrationId: null,
  subject: 'managers',
} as const;

/** A look counts for so many beats at most. */
const BEATS_COUNTED = 2;

interface Sight {
  readonly told: ToldManager;
  readonly silence: Silence;
}

/**
 * Tells of this manager in the store and knows the others: those that told something new lately by our own monotonic
 * clock, whatever their clocks say. From that follows which mailboxes are this manager's to work, what the others gave
 * out of each pool, and whether the clocks agree.
 */
export class ManagerWatch {
  readonly #options: ManagerWatchOptions;
  #sights: ReadonlyMap<string, Sight> = new Map();
  #shares: ReadonlyMap<string, string> = new Map();
  #beats = 0;
  #lookedMs: number | null = null;
  #toldClocks: string | null = null;

  constructor(options: ManagerWatchOptions) {
    this.#options = options;
  }

  /** Whether this manager is the one that is to work a mailbox. */
  prefers(mailboxId: string): boolean {
    if (!this.#shares.has(mailboxId)) this.#share();
    return this.#shares.get(mailboxId) === this.#options.owner;
  }

  /** Whether no other manager lives. */
  get isAlone(): boolean {
    return this.#sights.size === 0;
  }

  /** The managers that live, this one among them once it told of itself. */
  async living(): Promise<readonly LivingManager[]> {
    const { roll, owner } = this.#options;
    return (await roll.all()).filter(({ id }) => id === owner || this.#sights.has(id));
  }

  /** Looks until `signal` aborts, then leaves; never rejects. Times count from when a look begins: a late store delays none. */
  async run(signal: AbortSignal): Promise<void> {
    const { roll, owner, clock, logger, beatMs } = this.#options;
    const note = (error: unknown) =>
      logger.warn('The managers could not tell each other of themselves.', { code: codeOf(error) });
    for (let lookedMs = clock.monotonicMs(); !signal.aborted; ) {
      const pauseMs = Math.max(0, lookedMs + beatMs - clock.monotonicMs());
      await clock.sleep(pauseMs, signal).catch(() => undefined);
      lookedMs = clock.monotonicMs();
      if (!signal.aborted) await this.look().catch(note);
    }
    await roll.leave(owner).catch(note);
  }

  /** Tells of this manager and looks at the others once. Rejects as the store does. */
  async look(): Promise<void> {
    const { roll, owner, keyIds, balancer, clock, beatMs, lifeMs } = this.#options;
    this.#beats += 1;
    const nowMs = clock.monotonicMs();
    const passed = { sinceMs: nowMs - (this.#lookedMs ?? nowMs), mostMs: BEATS_COUNTED * beatMs };
    this.#lookedMs = nowMs;
    const before = this.#sights;
    const sights = new Map<string, Sight>();
    const fresh: ToldManager[] = [];
    // One after the other, a late store would make both late.
    const [told] = await Promise.all([
      roll.all(),
      roll.beat(owner, { keyIds, beat: this.#beats, named: balancer.namedLately() }),
    ]);
    for (const each of told) {
      if (each.id === owner) continue;
      const known = before.get(each.id);
      const silence = silenceAfter(known?.silence ?? null, each.revision, passed);
      if (known !== undefined && silence.sign !== known.silence.sign) fresh.push(each);
      if (silence.ms < lifeMs) sights.set(each.id, { told: each, silence });
      else await roll.forget(each);
    }
    this.#sights = sights;
    this.#share();
    balancer.reportOthers([...sights.values()].map(({ told }) => told.named ?? {}));
    await this.#compareClocks(fresh);
  }

  #share(): void {
    const { owner, mailboxIds } = this.#options;
    this.#shares = shareMailboxes(mailboxIds(), [...this.#sights.keys(), owner]);
  }

  /** Of what was told since the last look. Of several managers the first one by id keeps the alarm. */
  async #compareClocks(fresh: readonly ToldManager[]): Promise<void> {
    const { owner, clock, beatMs, alarms, logger } = this.#options;
    if ([...this.#sights.keys()].some((id) => id < owner)) return;
    if (fresh.length === 0 && this.#sights.size > 0) return;
    const apart = fresh
      .map(({ host, processId, seenAt }) => ({ host, processId, ms: seenAt - clock.now() }))
      .filter(({ ms }) => Math.abs(ms) > CLOCKS_MS + beatMs);
    const detail = apart
      .map(({ host, processId, ms }) => `${host}, process ${processId}: ${minutesApart(ms)}`)
      .join('; ');
    if (detail === this.#toldClocks) return;
    await (detail === '' ? alarms.clear(ALARM) : alarms.raise(ALARM, detail));
    if (detail !== '') {
      logger.error('The clocks of two managers do not agree: let a time service set both.', {
        managers: detail,
      });
    }
    this.#toldClocks = detail;
  }
}

/** Rounded, so that a steady difference is told once. */
function minutesApart(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / (60 * SECOND_MS));
  return `${minutes} min ${ms > 0 ? 'ahead' : 'behind'}`;
}
