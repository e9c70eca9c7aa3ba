import { codeOf, NotAuthenticatedError } from '../errors/vmrkit-error.ts';
import { HOUR_MS, type Instant, MINUTE_MS, shift } from '../time/instant.ts';

/** Refusals within this time count together. */
const WITHIN_MS = 10 * MINUTE_MS;
const RAISED_AT = 5;
/** Without a refusal for so long nobody is refused any more, though nobody was accepted either. */
const QUIET_MS = HOUR_MS;

/** What one call, or the passing of time, means for the alarm about refused callers. */
export type RefusalVerdict = 'raise' | 'clear' | 'keep';

/** The callers of one integration, as one manager meets them. */
export interface RefusalState {
  /** When callers were refused, since the last one that was accepted; the latest few. */
  readonly refusedAt: readonly Instant[];
  /** Whether the alarm stands; null: not known, since this process has not written it yet. */
  readonly stands: boolean | null;
}

/** Nothing is known yet. */
export const noRefusals: RefusalState = { refusedAt: [], stands: null };

/**
 * Judges the alarm `callers-refused` with hysteresis: five refusals within ten minutes and nobody accepted in between
 * raise it; one accepted caller, or an hour without a refusal, clears it. Anybody can send a bad token, so an integration
 * that accepts callers is never alarmed. `error`: for which the caller was refused; null: accepted; `undefined`: time passed.
 */
export function judgeRefusals(
  state: RefusalState,
  error: unknown,
  now: Instant,
): { readonly verdict: RefusalVerdict; readonly state: RefusalState } {
  const { stands, refusedAt } = state;
  if (error === null) return settle(state, { stands: false, refusedAt: [] });
  if (error === undefined) {
    const last = refusedAt.at(-1);
    const isQuiet = last !== undefined && last < shift(now, -QUIET_MS);
    return isQuiet ? settle(state, { stands: false, refusedAt: [] }) : { verdict: 'keep', state };
  }
  if (!isRefusal(error)) return { verdict: 'keep', state };
  const recent = [...refusedAt, now].slice(-RAISED_AT);
  const first = recent[0] ?? now;
  const isMany = recent.length === RAISED_AT && first >= shift(now, -WITHIN_MS);
  if (!isMany && stands !== true) return { verdict: 'keep', state: { stands, refusedAt: recent } };
  return { verdict: 'raise', state: { stands: true, refusedAt: recent } };
}

/** Whether it was the caller's proof that was refused, or could not be checked. */
function isRefusal(error: unknown): boolean {
  return NotAuthenticatedError.is(error) || codeOf(error).startsWith('ERR_TOKEN_');
}

function settle(before: RefusalState, state: RefusalState) {
  return { verdict: before.stands === false ? 'keep' : 'clear', state } as const;
}
