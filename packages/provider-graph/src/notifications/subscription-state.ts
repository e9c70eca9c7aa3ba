/** A subscription as Graph has it. Times are of one monotonic clock, in milliseconds. */
export interface LiveSubscription {
  readonly id: string;
  readonly expiresAt: number;
  /** When it is renewed; at half of its life at first. */
  readonly renewAt: number;
}

/** What is known of the subscription to one mailbox, and what is being done about it. */
export interface SubscriptionState {
  /** Null: there is none that is known. */
  readonly live: LiveSubscription | null;
  /** The one call that runs; a second is never begun beside it. */
  readonly doing: 'create' | 'renew' | 'remove' | null;
  /** Failures in a row. */
  readonly failures: number;
  /** Nothing is tried before. */
  readonly notBefore: number;
  /** Entries with another secret than ours since the subscription was made. */
  readonly strangers: number;
}

/** What happens to it. */
export type SubscriptionEvent =
  | { readonly kind: 'tick' }
  | { readonly kind: 'made'; readonly id: string; readonly lifetimeMs: number }
  | { readonly kind: 'renewed'; readonly lifetimeMs: number }
  | { readonly kind: 'removed' }
  /** The call that ran failed; `gone`: Graph knows the subscription no more. */
  | { readonly kind: 'failed'; readonly gone: boolean }
  /** An entry with our secret; null: it tells of a change. */
  | { readonly kind: 'entry'; readonly lifecycle: string | null }
  /** An entry with another secret, or with none. */
  | { readonly kind: 'stranger' };

/** What is to be done: at most one call, and perhaps a look at the mailbox. */
export interface SubscriptionStep {
  readonly state: SubscriptionState;
  readonly call: 'create' | 'renew' | 'remove' | null;
  readonly look: boolean;
  /** A lifecycle event that nobody knows. */
  readonly unknown?: boolean;
}

/** Before anything was done. */
export const noSubscription: SubscriptionState = {
  live: null,
  doing: null,
  failures: 0,
  notBefore: 0,
  strangers: 0,
};

/** A shorter life would be renewed without end. */
const SHORTEST_LIFE_MS = 60_000;
const FIRST_PAUSE_MS = 5_000;
/** Ten tries and more fit into half of the shortest life (45 minutes). */
const LONGEST_PAUSE_MS = 180_000;
/** So many strange entries, and the secret is not ours or not sent: the subscription is made anew. */
const MOST_STRANGERS = 5;

/** Decides what follows from an event. Pure and total. */
export function stepSubscription(
  state: SubscriptionState,
  event: SubscriptionEvent,
  now: number,
): SubscriptionStep {
  switch (event.kind) {
    case 'tick':
      return next(state, now);
    case 'made':
      return stay(
        {
          ...noSubscription,
          live: { id: event.id, ...lifeOf(event.lifetimeMs, now) },
        },
        { look: true },
      );
    case 'renewed': {
      const live = state.live && { ...state.live, ...lifeOf(event.lifetimeMs, now) };
      return next({ ...state, doing: null, failures: 0, notBefore: 0, live }, now);
    }
    case 'removed':
      return next({ ...noSubscription }, now, true);
    case 'failed':
      return failed(state, event.gone, now);
    case 'entry':
      return ofLifecycle(state, event.lifecycle, now);
    case 'stranger': {
      const strangers = state.strangers + 1;
      return next({ ...state, strangers }, now);
    }
  }
}

function lifeOf(lifetimeMs: number, now: number): Pick<LiveSubscription, 'expiresAt' | 'renewAt'> {
  const life = Math.max(lifetimeMs, SHORTEST_LIFE_MS);
  return { expiresAt: now + life, renewAt: now + life / 2 };
}

function stay(state: SubscriptionState, { look = false } = {}): SubscriptionStep {
  return { state, call: null, look };
}

/** What is due now, if nothing runs. A subscription that has run out is none, whatever became of its renewal. */
function next(state: SubscriptionState, now: number, look = false): SubscriptionStep {
  if (state.doing !== null || now < state.notBefore) return stay(state, { look });
  const live = state.live !== null && state.live.expiresAt > now ? state.live : null;
  const call =
    live === null
      ? 'create'
      : state.strangers >= MOST_STRANGERS
        ? 'remove'
        : live.renewAt <= now
          ? 'renew'
          : null;
  return { state: { ...state, live, doing: call }, call, look };
}

function failed(state: SubscriptionState, gone: boolean, now: number): SubscriptionStep {
  const removing = state.doing === 'remove';
  const failures = state.failures + 1;
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20), LONGEST_PAUSE_MS);
  const live = gone || removing ? null : state.live;
  const strangers = removing ? 0 : state.strangers;
  const later = { ...state, doing: null, live, strangers, failures, notBefore: now + pause };
  // What is known to be gone is made anew at once, unless that has failed before.
  return gone && failures === 1 ? next({ ...later, notBefore: now }, now, true) : stay(later, { look: gone });
}

function ofLifecycle(state: SubscriptionState, lifecycle: string | null, now: number): SubscriptionStep {
  switch (lifecycle?.toLowerCase()) {
    case undefined:
    case 'missed':
      return stay(state, { look: true });
    case 'reauthorizationrequired':
      // A renewal reauthorizes too; one that runs already will do.
      return next(
        { ...state, live: state.live && { ...state.live, renewAt: Math.min(state.live.renewAt, now) } },
        now,
      );
    case 'subscriptionremoved':
      // A call that runs is waited for; one that makes a subscription makes the one that is missing.
      return next(
        { ...state, live: null, notBefore: state.doing === null ? now : state.notBefore },
        now,
        true,
      );
    default:
      return { ...stay(state, { look: true }), unknown: true };
  }
}

/** How long there is nothing to do, unless something is heard. */
export function idleMs({ live, doing, notBefore }: SubscriptionState, now: number): number {
  if (doing !== null) return LONGEST_PAUSE_MS;
  const due = live === null ? notBefore : Math.max(notBefore, Math.min(live.renewAt, live.expiresAt));
  return Math.max(0, due - now);
}
