import { MINUTE_MS, SECOND_MS } from '@vmrkit/core';

/** A place in the work of a manager where a fault may strike. */
export interface FaultPoint {
  /** `write`: one document written. `store`: one call of the store. `mail`: one call of the mail system, or one effect in it. */
  readonly port: 'write' | 'store' | 'mail';
  readonly moment: 'before' | 'after';
  /** The collection written, the store's call and collection, or the mail system's act. */
  readonly name: string;
}

/** What happens at a point. */
export interface Fault {
  /** One line for people. */
  readonly about: string;
  /**
   * `stop`: the process ends. `late`: it ends while what it asked for is on the way, which is done afterwards.
   * `freeze`: it stands still and goes on later. The others befall the store or the mail system: `slow`, `away`,
   * `throttled`, and `half`: what was asked is done, and the connection is lost before the answer.
   */
  readonly kind: 'stop' | 'late' | 'freeze' | 'slow' | 'away' | 'throttled' | 'half';
  /** Whether a second manager waits on the same store from the beginning. */
  readonly standby: boolean;
  /** How long it lasts, in milliseconds. */
  readonly lastsMs: number;
  strikesAt(point: FaultPoint): boolean;
}

/** How long a call takes while the store or the mail system is slow. */
export const SLOW_CALL_MS = 15 * SECOND_MS;
/** What a throttled call is asked to wait. */
export const RETRY_AFTER_MS = 90 * SECOND_MS;

const EFFECTS: ReadonlySet<string> = new Set(['answer', 'rewrite', 'deletion']);
const writes = ({ port, name }: FaultPoint) => port === 'store' && name.startsWith('commit ');
const stopPoint = ({ port }: FaultPoint) => port !== 'store';
const storeCall = ({ port }: FaultPoint) => port === 'store';
const mailCall = ({ port, moment }: FaultPoint) => port === 'mail' && moment === 'before';

/** Every fault of the harness, by name. */
export const faults = {
  'stop-before': {
    about: 'the manager is stopped before a write or a remote act, and started again',
    kind: 'stop',
    standby: false,
    lastsMs: 0,
    strikesAt: (point) => stopPoint(point) && point.moment === 'before',
  },
  'stop-after': {
    about: 'the manager is stopped after a write or a remote act, before it hears of it, and started again',
    kind: 'stop',
    standby: false,
    lastsMs: 0,
    strikesAt: (point) => stopPoint(point) && point.moment === 'after',
  },
  'stop-late': {
    about: 'the manager is stopped while a write or a remote act is on the way; it is done 90 s later',
    kind: 'late',
    standby: false,
    lastsMs: 90 * SECOND_MS,
    strikesAt: (point) => writes(point) || (mailCall(point) && EFFECTS.has(point.name)),
  },
  'fail-over': {
    about: 'the manager is stopped before or after a write or a remote act while a second one waits',
    kind: 'stop',
    standby: true,
    lastsMs: 0,
    strikesAt: stopPoint,
  },
  frozen: {
    about: 'the manager stands still for two minutes while a second one waits, and goes on',
    kind: 'freeze',
    standby: true,
    lastsMs: 2 * MINUTE_MS,
    strikesAt: (point) => writes(point) || mailCall(point),
  },
  'cut-off': {
    about: 'the manager loses the store for two minutes while a second one has it',
    kind: 'away',
    standby: true,
    lastsMs: 2 * MINUTE_MS,
    strikesAt: storeCall,
  },
  'store-slow': {
    about: 'each call of the store takes 15 s, for three minutes',
    kind: 'slow',
    standby: false,
    lastsMs: 3 * MINUTE_MS,
    strikesAt: storeCall,
  },
  'store-away': {
    about: 'the store is away for five minutes',
    kind: 'away',
    standby: false,
    lastsMs: 5 * MINUTE_MS,
    strikesAt: storeCall,
  },
  'store-half': {
    about: 'the store does what it is asked, and the connection is lost before its answer',
    kind: 'half',
    standby: false,
    lastsMs: 0,
    strikesAt: storeCall,
  },
  'mail-slow': {
    about: 'each call of the mail system takes 15 s or more, for three minutes',
    kind: 'slow',
    standby: false,
    lastsMs: 3 * MINUTE_MS,
    strikesAt: mailCall,
  },
  'mail-away': {
    about: 'the mail system is away for five minutes',
    kind: 'away',
    standby: false,
    lastsMs: 5 * MINUTE_MS,
    strikesAt: mailCall,
  },
  'mail-throttled': {
    about: 'the mail system asks for pauses of 90 s, for three minutes',
    kind: 'throttled',
    standby: false,
    lastsMs: 3 * MINUTE_MS,
    strikesAt: mailCall,
  },
  'mail-half': {
    about: 'the mail system does what it is asked, and the connection is lost before its answer',
    kind: 'half',
    standby: false,
    lastsMs: 1,
    strikesAt: mailCall,
  },
} as const satisfies Readonly<Record<string, Fault>>;

/** Name of a fault of {@link faults}. */
export type FaultName = keyof typeof faults;
