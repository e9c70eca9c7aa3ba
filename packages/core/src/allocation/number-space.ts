import type { TenantId } from '../identity/tenancy.ts';
import type { CollectionShape } from '../store/document-collection.ts';
import type { Instant } from '../time/instant.ts';

/** All numbers of one length behind one alias prefix. Id: `<prefix>/<length>`, in the deployment's partition. */
export interface NumberSpace {
  readonly tenantId: TenantId;
  /** In lower case, as aliases are compared. */
  readonly prefix: string;
  /** Digits of a number, 1 to 12. */
  readonly length: number;
  /** Key of the space's permutation, sealed; drawn once and never changed. */
  readonly sealedKey: string;
  /** Every position of the permutation below this one was given out. */
  readonly next: number;
  /** Whether no other tenant's space overlaps; nothing is drawn before that is known. */
  readonly checked: boolean;
  /** The store was restored: what it holds for free may have been given out since, so new numbers go first. */
  readonly freeLast?: boolean;
  /** Mailboxes whose recovery has to give old numbers back before new ones are drawn. */
  readonly awaiting?: readonly string[];
}

/**
 * What is known of one number that was given out once. Id: {@link spaceNumberId}, in the deployment's partition. Spaces
 * that overlap know the same numbers: what one gave out, the other passes over.
 */
export interface SpaceNumber {
  /** The space that gave it out last, and draws it again. */
  readonly spaceId: string;
  readonly number: number;
  readonly state: SpaceNumberState;
}

/** Where a number stands; a number without a document was never given out. */
export type SpaceNumberState =
  /** `reviewAt`: when to look whether the reservation was written at all; null once that was seen. */
  | { readonly kind: 'live'; readonly reservationId: string; readonly reviewAt: Instant | null }
  /** `reservationId`: the last reservation that had it; null when the store never knew of one. */
  | { readonly kind: 'quarantined'; readonly until: Instant; readonly reservationId: string | null }
  /** To be drawn again, in the order of a keyed rank so that the next one cannot be guessed. */
  | { readonly kind: 'free'; readonly rank: string };

/** Number spaces, by prefix; those whose aliases could be equal share the stem and the count of digits behind it. */
export const numberSpaceShape: CollectionShape<NumberSpace, 'prefix' | 'family'> = {
  name: 'number_spaces',
  indexes: {
    prefix: (space) => [space.prefix],
    family: (space) => [...numberSpaceFamily(space.prefix, space.length), space.prefix],
  },
};

/** Numbers given out once, by when they are to be looked at and by the order in which they are drawn again. */
export const spaceNumberShape: CollectionShape<SpaceNumber, 'due' | 'free'> = {
  name: 'space_numbers',
  indexes: {
    due: ({ state }) => {
      if (state.kind === 'quarantined') return [state.until];
      return state.kind === 'live' && state.reviewAt !== null ? [state.reviewAt] : null;
    },
    free: ({ spaceId, state }) => (state.kind === 'free' ? [spaceId, state.rank] : null),
  },
};

/** How many numbers are looked at together, so that several callers at once do not want the same one. */
export const DRAW_WINDOW = 8;

/** The id of a space. */
export function numberSpaceId(prefix: string, length: number): string {
  return `${prefix.toLowerCase()}/${length}`;
}

/** The id of a number's document: the alias that it stands for, so that it is one in all spaces that overlap. */
export function spaceNumberId(spaceId: string, number: number): string {
  const slash = spaceId.lastIndexOf('/');
  return spaceId.slice(0, slash) + numberDigits(number, Number(spaceId.slice(slash + 1)));
}

/** The number as it stands in an alias: all its digits, leading zeros included. */
export function numberDigits(number: number, length: number): string {
  return String(number).padStart(length, '0');
}

/**
 * The prefix without its trailing digits, and how many digits then follow in an alias. Only spaces that agree in
 * both can have an alias in common.
 */
export function numberSpaceFamily(prefix: string, length: number): readonly [stem: string, digits: number] {
  const lower = prefix.toLowerCase();
  let end = lower.length;
  while (end > 0 && isDigit(lower.charCodeAt(end - 1))) end -= 1;
  return [lower.slice(0, end), lower.length - end + length];
}

/** Whether two spaces of one family have aliases in common: one prefix begins with the other. */
export function prefixesOverlap(a: string, b: string): boolean {
  const [lowerA, lowerB] = [a.toLowerCase(), b.toLowerCase()];
  return lowerA.startsWith(lowerB) || lowerB.startsWith(lowerA);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
