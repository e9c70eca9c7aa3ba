import type { FoundTag } from './tag-parser.ts';

/** What {@link chooseTag} is told. */
export interface ChooseTagOptions<Opened> {
  /** Id of the known meeting's own scheduling tag; null for a meeting that is not known. */
  readonly ownTagId: string | null;
  /**
   * Opens a tag; null unless it belongs to this integration. Asked for unquoted, whole tags only, one after the other
   * until one opens and is not spent.
   */
  open(tag: FoundTag): Opened | null | Promise<Opened | null>;
  /** Whether what was opened stands for nothing any more: it counts only where nothing else opens. Never, by default. */
  isSpent?(opened: Opened): boolean;
}

/** The tag by which a request is judged. */
export type ChosenTag<Opened> =
  /** The meeting's own tag still stands there. */
  | { readonly kind: 'own'; readonly tag: FoundTag }
  | { readonly kind: 'found'; readonly tag: FoundTag; readonly opened: Opened }
  /** Whole tags, but none of this integration. */
  | { readonly kind: 'foreign' }
  /** Only cut tags. */
  | { readonly kind: 'malformed' }
  /** No tag outside quoted text. */
  | { readonly kind: 'none' };

/**
 * The one rule of choice: a known meeting's own tag wins wherever it stands, else the first tag outside quoted text
 * that belongs to this integration (S4.3, S4.5), those last that are spent: whoever asked for a new room may have left
 * the old instructions above it. Rejects as `open` does.
 */
export async function chooseTag<Opened>(
  tags: readonly FoundTag[],
  options: ChooseTagOptions<Opened>,
): Promise<ChosenTag<Opened>> {
  const own = tags.find((tag) => tag.kind === 'scheduling' && !tag.malformed && tag.id === options.ownTagId);
  if (own !== undefined) return { kind: 'own', tag: own };
  const unquoted = tags.filter((tag) => !tag.quoted);
  const whole = unquoted.filter((tag) => !tag.malformed);
  let spent: ChosenTag<Opened> | null = null;
  for (const tag of whole) {
    const opened = await options.open(tag);
    if (opened === null) continue;
    if (!options.isSpent?.(opened)) return { kind: 'found', tag, opened };
    spent ??= { kind: 'found', tag, opened };
  }
  if (spent !== null) return spent;
  if (whole.length > 0) return { kind: 'foreign' };
  return { kind: unquoted.length > 0 ? 'malformed' : 'none' };
}
