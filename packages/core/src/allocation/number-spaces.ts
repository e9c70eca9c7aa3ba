import { ConflictError, InvalidInputError } from '../errors/vmrkit-error.ts';
import type { TenantId } from '../identity/tenancy.ts';
import type { Random } from '../runtime/random.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import { DEPLOYMENT, type DocumentCollection, type Stored } from '../store/document-collection.ts';
import { insertOne, loadOne, replaceOne } from '../store/document-steps.ts';
import { aliasesNotAvailable } from './aliases-not-available.ts';
import type { AllocationStore, KeySealer } from './allocation-store.ts';
import {
  DRAW_WINDOW,
  type NumberSpace,
  numberSpaceFamily,
  numberSpaceId,
  prefixesOverlap,
  spaceNumberId,
} from './number-space.ts';
import { createPermutation, MAX_NUMBER_LENGTH } from './permutation.ts';

const MOST_ATTEMPTS = 8;
const PAGE = 1_000;
/** Positions of the permutation that are looked at to estimate how many of the rest are taken. */
const SAMPLE = 64;
/** Fill level from which a space raises an alarm. */
export const SPACE_ALARM_LEVEL = 0.8;

/** Below it an alarm that stands is cleared; in between it stays as it is. */
export const SPACE_CLEAR_LEVEL = 0.75;

/** Which numbers an integration draws from. */
export interface NumberSpaceInput {
  readonly tenantId: TenantId;
  readonly prefix: string;
  /** Digits, 1 to 15. */
  readonly length: number;
}

/** What spaces need besides the store. */
export interface NumberSpaceDeps {
  readonly store: AllocationStore;
  readonly sealer: KeySealer;
  readonly random: Random;
}

/**
 * The space of this prefix and length, made when it is wanted first. Two integrations of one tenant with the same
 * prefix and length share it. Spaces of one tenant may overlap (`1` with 6 digits and `12` with 5): a
 * number whose alias one of them gave out is taken, or rests, in both. A space that overlaps
 * another tenant's is refused with ConflictError `ERR_ALIAS_NOT_AVAILABLE`, without a word of whose it is.
 */
export async function ensureNumberSpace(
  deps: NumberSpaceDeps,
  input: NumberSpaceInput,
): Promise<Stored<NumberSpace>> {
  checkLength(input.length);
  const { numberSpaces } = deps.store;
  const id = numberSpaceId(input.prefix, input.length);
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const space = await loadOne(numberSpaces, { partition: DEPLOYMENT, id });
    if (space === null) {
      const value = await newSpace(deps, input);
      await insertOne(numberSpaces, { partition: DEPLOYMENT, id, value });
      continue;
    }
    if (space.value.tenantId !== input.tenantId) throw aliasesNotAvailable();
    if (space.value.checked) return space;
    await settle(numberSpaces, space);
  }
  throw new ConflictError('The number space is being made by others.', { code: 'ERR_ALIAS_SPACE_CONTENDED' });
}

/** The key of a space's permutation. */
export async function openSpaceKey(sealer: KeySealer, space: NumberSpace): Promise<Uint8Array> {
  return Buffer.from(await sealer.open(space.sealedKey, sealContext(space)), 'base64url');
}

/** Seals the key of a space with the present key; the same object where it did. Rejects as `SecretBox.rotate` does. */
export async function rotateSpaceKey(
  space: NumberSpace,
  secretBox: Pick<SecretBox, 'rotate'>,
): Promise<NumberSpace> {
  const sealedKey = await secretBox.rotate(space.sealedKey, sealContext(space));
  return sealedKey === space.sealedKey ? space : { ...space, sealedKey };
}

/**
 * How full a space is, 0 to 1, numbers in quarantine included. Exact from {@link SPACE_CLEAR_LEVEL} up, but for an
 * estimate of what recovery gave back; below, an upper bound, for which the free numbers need not all be counted. For a
 * loop now and then, not for each allocation.
 */
export async function measureFillLevel(
  { store, sealer }: Omit<NumberSpaceDeps, 'random'>,
  space: Stored<NumberSpace>,
): Promise<number> {
  const size = 10 ** space.value.length;
  let taken = Math.min(space.value.next, size) + (await estimateAhead({ store, sealer }, space));
  let after: string | null = null;
  while (taken / size >= SPACE_CLEAR_LEVEL) {
    const page: { readonly items: readonly unknown[]; readonly next: string | null } =
      await store.spaceNumbers.find(DEPLOYMENT, {
        index: 'free',
        equals: [space.id],
        limit: PAGE,
        ...(after === null ? {} : { after }),
      });
    taken -= page.items.length;
    after = page.next;
    if (after === null) break;
  }
  return taken / size;
}

/** About how many numbers were given back ahead of the counter, beyond those that draws look at. */
async function estimateAhead(
  { store, sealer }: Omit<NumberSpaceDeps, 'random'>,
  { id, value }: Stored<NumberSpace>,
): Promise<number> {
  const permutation = createPermutation(await openSpaceKey(sealer, value), value.length);
  const first = value.next + DRAW_WINDOW;
  const count = Math.min(SAMPLE, permutation.size - first);
  if (count <= 0) return 0;
  const ids = Array.from({ length: count }, (_, ahead) => spaceNumberId(id, permutation.at(first + ahead)));
  const known = await store.spaceNumbers.load(DEPLOYMENT, ids);
  return (known.filter((number) => number !== null).length / count) * (permutation.size - first);
}

/**
 * Marks a new space as checked, or takes it back. Each of two that are made at once sees the other, since both wrote
 * before they looked; so at worst both are refused and never both kept.
 */
async function settle(
  numberSpaces: DocumentCollection<NumberSpace, 'family'>,
  space: Stored<NumberSpace>,
): Promise<void> {
  const { id, revision, value } = space;
  if (await overlapsForeign(numberSpaces, value)) {
    await numberSpaces.commit(DEPLOYMENT, [{ op: 'remove', id, revision }]);
    throw aliasesNotAvailable();
  }
  await replaceOne(numberSpaces, { partition: DEPLOYMENT, id, revision, value: { ...value, checked: true } });
}

async function overlapsForeign(
  numberSpaces: DocumentCollection<NumberSpace, 'family'>,
  { tenantId, prefix, length }: NumberSpace,
): Promise<boolean> {
  const query = { index: 'family', equals: numberSpaceFamily(prefix, length), limit: PAGE } as const;
  let page = await numberSpaces.find(DEPLOYMENT, query);
  for (;;) {
    const foreign = page.items.some(
      ({ value }) => value.tenantId !== tenantId && prefixesOverlap(value.prefix, prefix),
    );
    if (foreign || page.next === null) return foreign;
    page = await numberSpaces.find(DEPLOYMENT, { ...query, after: page.next });
  }
}

async function newSpace(deps: NumberSpaceDeps, input: NumberSpaceInput): Promise<NumberSpace> {
  const prefix = input.prefix.toLowerCase();
  const space = { tenantId: input.tenantId, prefix, length: input.length, next: 0, checked: false };
  const key = Buffer.from(deps.random.bytes(32)).toString('base64url');
  return { ...space, sealedKey: await deps.sealer.seal(key, sealContext(space)) };
}

function sealContext(space: NumberSpaceInput) {
  const field = `number_spaces.${numberSpaceId(space.prefix, space.length)}.key`;
  return { tenantId: space.tenantId, integrationId: '*', field };
}

function checkLength(length: number): void {
  if (Number.isInteger(length) && length >= 1 && length <= MAX_NUMBER_LENGTH) return;
  throw new InvalidInputError(`A number has 1 to ${MAX_NUMBER_LENGTH} digits.`, { code: 'ERR_ALIAS_LENGTH' });
}
