import { ConflictError } from '../errors/vmrkit-error.ts';
import type { Random } from '../runtime/random.ts';
import { DEPLOYMENT, type Stored } from '../store/document-collection.ts';
import { insertOne, loadOne, replaceOne } from '../store/document-steps.ts';
import type { Instant } from '../time/instant.ts';
import type { AllocationStore, KeySealer } from './allocation-store.ts';
import { DRAW_WINDOW, type NumberSpace, type SpaceNumber, spaceNumberId } from './number-space.ts';
import { openSpaceKey } from './number-spaces.ts';
import { createPermutation } from './permutation.ts';

const MOST_ATTEMPTS = 32;
/** The counter is moved once this many positions behind it are given out: one write for several draws. */
const ADVANCE_AT = 4;

/** What drawing needs. */
export interface DrawNumberDeps {
  readonly store: AllocationStore;
  readonly sealer: KeySealer;
  readonly random: Random;
}

/** For whom a number is drawn. */
export interface DrawNumberInput {
  readonly spaceId: string;
  readonly reservationId: string;
  /** When to look whether the reservation was written: what a crash leaves behind is found then. */
  readonly reviewAt: Instant;
  /** New numbers go before those that are free again. */
  readonly freeLast?: boolean | undefined;
}

/**
 * Draws an unpredictable number that nobody has: one of those that are free again, else one of the next of the
 * space's permutation. However full the space is, that takes two calls of the store for a number that is free again
 * and at most five for a new one, more only when others draw at the same moment. Throws ConflictError
 * `ERR_ALIAS_SPACE_FULL`, or `ERR_ALIAS_SPACE_CONTENDED` when 32 attempts lost against others.
 */
export async function drawNumber(deps: DrawNumberDeps, input: DrawNumberInput): Promise<number> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const found = input.freeLast
      ? ((await drawNew(deps, input)) ?? (await drawFree(deps, input)))
      : ((await drawFree(deps, input)) ?? (await drawNew(deps, input)));
    if (found === null) {
      throw new ConflictError('All numbers of this space are in use.', { code: 'ERR_ALIAS_SPACE_FULL' });
    }
    if (found !== 'contended') return found;
  }
  throw new ConflictError('Too many draw from this number space at once.', {
    code: 'ERR_ALIAS_SPACE_CONTENDED',
  });
}

/** Null when no number is free again. */
async function drawFree(deps: DrawNumberDeps, input: DrawNumberInput): Promise<number | 'contended' | null> {
  const { spaceNumbers } = deps.store;
  const query = { index: 'free', equals: [input.spaceId], limit: DRAW_WINDOW } as const;
  const { items } = await spaceNumbers.find(DEPLOYMENT, query);
  const chosen = pick(items, deps.random);
  if (chosen === undefined) return null;
  const { id, revision, value } = chosen;
  const taken = await replaceOne(spaceNumbers, {
    partition: DEPLOYMENT,
    id,
    revision,
    value: { ...value, state: liveState(input) },
  });
  return taken ? value.number : 'contended';
}

/** Null when every number was given out once. */
async function drawNew(deps: DrawNumberDeps, input: DrawNumberInput): Promise<number | 'contended' | null> {
  const { numberSpaces, spaceNumbers } = deps.store;
  const space = await loadOne(numberSpaces, { partition: DEPLOYMENT, id: input.spaceId });
  const window = space === null ? [] : await numbersAhead(deps, space);
  if (space === null || window.length === 0) return null;
  const known = await spaceNumbers.load(
    DEPLOYMENT,
    window.map((number) => spaceNumberId(input.spaceId, number)),
  );
  const given = known.map((document) => document !== null);
  const open = window.map((number, place) => ({ number, place })).filter(({ place }) => !given[place]);
  const chosen = pick(open, deps.random);
  if (chosen === undefined) {
    await advance(deps.store, { space, by: window.length });
    return 'contended';
  }
  const { number, place } = chosen;
  const value: SpaceNumber = { spaceId: input.spaceId, number, state: liveState(input) };
  const id = spaceNumberId(input.spaceId, number);
  if (!(await insertOne(spaceNumbers, { partition: DEPLOYMENT, id, value }))) return 'contended';
  given[place] = true;
  const leading = given.indexOf(false);
  const done = leading < 0 ? window.length : leading;
  if (done >= ADVANCE_AT || done === window.length) await advance(deps.store, { space, by: done });
  return number;
}

/** The next numbers of the permutation; none when all were given out. */
async function numbersAhead(deps: DrawNumberDeps, space: Stored<NumberSpace>): Promise<number[]> {
  const permutation = createPermutation(await openSpaceKey(deps.sealer, space.value), space.value.length);
  const count = Math.max(0, Math.min(DRAW_WINDOW, permutation.size - space.value.next));
  return Array.from({ length: count }, (_, ahead) => permutation.at(space.value.next + ahead));
}

/** Whoever loses here lost to one who moved it too; the next draw moves it on. */
async function advance(
  store: AllocationStore,
  { space, by }: { readonly space: Stored<NumberSpace>; readonly by: number },
): Promise<void> {
  const { id, revision, value } = space;
  const moved = { ...value, next: value.next + by };
  await replaceOne(store.numberSpaces, { partition: DEPLOYMENT, id, revision, value: moved });
}

function liveState({ reservationId, reviewAt }: DrawNumberInput): SpaceNumber['state'] {
  return { kind: 'live', reservationId, reviewAt };
}

/** Any of the items; undefined where there is none. */
function pick<T>(items: readonly T[], random: Random): T | undefined {
  return items[(random.bytes(1)[0] ?? 0) % items.length];
}
