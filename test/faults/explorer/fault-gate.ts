import type { Change } from '@vmrkit/core';
import type { FakeClock, FakeMailboxWorld, FakePorts, PortStep, WeakMemoryDatabase } from '@vmrkit/testing';
import { CrashError } from '@vmrkit/testing';
import { type Fault, type FaultPoint, RETRY_AFTER_MS, SLOW_CALL_MS } from './fault.ts';
import { type GatedCall, gatedDatabase, storeAway } from './gated-database.ts';

/** Acts that leave something behind in the mail system, or bring news from it. */
const MOVES: ReadonlySet<string> = new Set(['changes', 'answer', 'rewrite', 'deletion', 'writeMark']);
/** The way of answers once the manager has asked whether they went out: the call, and each one in it. */
const ANSWERING: ReadonlySet<string> = new Set(['before respond', 'before answer']);

/**
 * Stands between one manager and its ports, notes the points that it passes, and lets the fault strike at one of them.
 * A point is noted once for each state: beats and polls that repeat while nothing changes are one point.
 */
export class FaultGate {
  /** Points passed until the fault struck, in order. */
  readonly points: string[] = [];
  readonly #fault: Fault;
  readonly #strikeAt: number | null;
  readonly #clock: FakeClock;
  readonly #world: FakeMailboxWorld;
  readonly #seen = new Set<string>();
  #moves = 0;
  #beats = false;
  #lease = '';
  #stopped = false;
  #endsAtMs: number | null = null;
  #inTrouble: 'store' | 'mail' | null = null;
  #heldAnswer = false;

  /** `strikeAt`: number of the point, from 0; null: nowhere. */
  constructor(
    fault: Fault,
    strikeAt: number | null,
    { clock, world }: { readonly clock: FakeClock; readonly world: FakeMailboxWorld },
  ) {
    this.#fault = fault;
    this.#strikeAt = strikeAt;
    this.#clock = clock;
    this.#world = world;
  }

  /** Whether the process behind the gate was stopped. Nothing that it does reaches anything from then on. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Whether the fault struck at an answer on its way, or held one up. */
  get heldAnswer(): boolean {
    return this.#heldAnswer;
  }

  /** When the trouble is over, on the monotonic clock; null before the fault struck. */
  get endsAtMs(): number | null {
    return this.#endsAtMs;
  }

  /** The manager's way to the store. */
  connect(database: WeakMemoryDatabase) {
    const crash = (
      moment: 'before' | 'after',
      { kind, collection }: { kind: string; collection: string },
    ) => {
      if (this.#stopped || kind !== 'write') return this.#stopped;
      const name = collection === 'mailboxes' && this.#beats ? 'mailboxes, a beat' : collection;
      if (this.#reach({ port: 'write', moment, name })) this.#stopped = true;
      return this.#stopped;
    };
    return gatedDatabase(database.connect({ crash }), database, (call) => this.#store(call));
  }

  /** The manager's way to the mail system. */
  ports(): FakePorts {
    return this.#world.connect({ step: (step) => this.#mail(step) });
  }

  async #store<Result>({ name, changes, work, workLate }: GatedCall<Result>): Promise<Result> {
    if (this.#stopped) throw new CrashError();
    const moves = this.#noteChanges(name, changes);
    const strikes = this.#reach({ port: 'store', moment: 'before', name: moves ? name : `${name}, a beat` });
    if (strikes && this.#fault.kind === 'late') {
      this.#stopped = true;
      void this.#clock.sleep(this.#fault.lastsMs).then(workLate);
      throw new CrashError();
    }
    if (strikes && this.#fault.kind !== 'half') this.#inTrouble = 'store';
    await this.#wait('store');
    if (this.#inTrouble === 'store' && this.#isOn('away')) throw storeAway();
    const result = await work();
    if (changes !== null && moves) this.#moves += 1;
    if (strikes && this.#fault.kind === 'half') throw storeAway();
    return result;
  }

  async #mail(step: PortStep): Promise<void> {
    if (this.#stopped) throw new CrashError();
    const [moment, name] = step.split(' ') as ['before' | 'after', string];
    const strikes = this.#reach({ port: 'mail', moment, name });
    if (ANSWERING.has(step) && (strikes || this.#isOn('freeze'))) this.#heldAnswer = true;
    if (strikes) await this.#strikeMail();
    await this.#wait('mail');
    if (moment === 'after' && MOVES.has(name)) this.#moves += 1;
  }

  async #strikeMail(): Promise<void> {
    const { kind, lastsMs } = this.#fault;
    this.#inTrouble = 'mail';
    if (kind === 'stop' || kind === 'late') {
      this.#stopped = true;
      if (kind === 'stop') throw new CrashError();
      // What was asked is carried out below, when nobody waits for it any more.
      await this.#clock.sleep(lastsMs);
      return;
    }
    if (kind === 'slow' || kind === 'freeze') return;
    const trouble =
      kind === 'throttled'
        ? ({ kind, retryAfterMs: RETRY_AFTER_MS } as const)
        : ({ kind: kind === 'half' ? 'answers-lost' : 'away' } as const);
    await this.#world.trouble(trouble);
    void this.#clock.sleep(lastsMs).then(() => this.#world.calm());
  }

  /** Holds a call up while its side is slow, or while the process stands still. */
  async #wait(side: 'store' | 'mail'): Promise<void> {
    if (this.#isOn('freeze')) await this.#clock.sleep((this.#endsAtMs ?? 0) - this.#clock.monotonicMs());
    else if (this.#inTrouble === side && this.#isOn('slow')) await this.#clock.sleep(SLOW_CALL_MS);
  }

  #isOn(kind: Fault['kind']): boolean {
    return this.#fault.kind === kind && this.#endsAtMs !== null && this.#clock.monotonicMs() < this.#endsAtMs;
  }

  /** Whether the fault strikes here. */
  #reach(point: FaultPoint): boolean {
    if (this.#endsAtMs !== null || !this.#fault.strikesAt(point)) return false;
    const text = `${point.moment} ${point.port === 'write' ? 'write ' : ''}${point.name}`;
    const state = `${this.#moves} ${text}`;
    if (this.#seen.has(state)) return false;
    this.#seen.add(state);
    this.points.push(text);
    if (this.points.length - 1 !== this.#strikeAt) return false;
    this.#endsAtMs = this.#clock.monotonicMs() + this.#fault.lastsMs;
    return true;
  }

  /** Whether the call writes more than a beat of the lease. */
  #noteChanges(name: string, changes: readonly Change<unknown>[] | null): boolean {
    if (name !== 'commit mailboxes') return true;
    const standing = JSON.stringify(changes, (key, value) =>
      key === 'beat' || key === 'revision' ? undefined : value,
    );
    this.#beats = standing === this.#lease;
    this.#lease = standing;
    return !this.#beats;
  }
}
