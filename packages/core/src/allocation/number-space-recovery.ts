import { ConflictError } from '../errors/vmrkit-error.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { loadOne, replaceOne } from '../store/document-steps.ts';
import type { AllocationStore } from './allocation-store.ts';
import { DRAW_WINDOW, type NumberSpace } from './number-space.ts';

const MOST_ATTEMPTS = 16;
/** The part of a space that may have been given out between two looks at its counter. */
const MARGIN = 0.01;

/** How far the counter of a space stands; 0 where the store has no such space. */
export async function numbersDrawn(
  { numberSpaces }: Pick<AllocationStore, 'numberSpaces'>,
  spaceId: string,
): Promise<number> {
  return (await loadOne(numberSpaces, { partition: DEPLOYMENT, id: spaceId }))?.value.next ?? 0;
}

/**
 * Moves the counter of a restored space behind the `drawn` numbers that are known to have been given out, and behind
 * those that may have been since. Its free numbers may be others' too: they are drawn when no new one is left.
 * Repeating it changes nothing. Rejects with ConflictError `ERR_ALIAS_SPACE_CONTENDED`.
 */
export function jumpAhead(
  store: Pick<AllocationStore, 'numberSpaces'>,
  { spaceId, drawn }: { readonly spaceId: string; readonly drawn: number },
): Promise<void> {
  return changeSpace(store, spaceId, (space) => {
    const size = 10 ** space.length;
    const behind = Math.min(size, drawn + DRAW_WINDOW + Math.ceil(size * MARGIN));
    if (space.freeLast && space.next >= behind) return null;
    return { ...space, freeLast: true, next: Math.max(space.next, behind) };
  });
}

/** Holds allocation in a space, or no longer, until the recovery of a mailbox gave old numbers back. Idempotent. */
export function setAwaiting(
  store: Pick<AllocationStore, 'numberSpaces'>,
  {
    spaceId,
    mailboxId,
    awaiting,
  }: { readonly spaceId: string; readonly mailboxId: string; readonly awaiting: boolean },
): Promise<void> {
  return changeSpace(store, spaceId, ({ awaiting: before = [], ...space }) => {
    if (before.includes(mailboxId) === awaiting) return null;
    const others = before.filter((each) => each !== mailboxId);
    return { ...space, awaiting: awaiting ? [...others, mailboxId] : others };
  });
}

/** Applies `change` by compare-and-set; null, or no such space, leaves it. */
async function changeSpace(
  { numberSpaces }: Pick<AllocationStore, 'numberSpaces'>,
  id: string,
  change: (space: NumberSpace) => NumberSpace | null,
): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const stored = await loadOne(numberSpaces, { partition: DEPLOYMENT, id });
    const value = stored && change(stored.value);
    if (stored === null || value === null) return;
    const { revision } = stored;
    if (await replaceOne(numberSpaces, { partition: DEPLOYMENT, id, revision, value })) return;
  }
  throw new ConflictError('Others keep writing this number space.', { code: 'ERR_ALIAS_SPACE_CONTENDED' });
}
