import type { FoundTag } from './tag-parser.ts';

/** Most tags of one body that are opened; who sends more is playing. */
const MOST_OPENED = 32;

/** How much a tag that opens counts for one meeting. */
export type TagWorth =
  /** Bound to this meeting or to none. */
  | 'usable'
  /** Bound to another meeting. */
  | 'others'
  /** Stands for nothing any more. */
  | 'dead';

/** What {@link chooseTag} is told. */
export interface ChooseTagOptions<Opened> {
  /** Id of the scheduling tag of the meeting's conference; null: it has none, or is not known. */
  readonly ownTagId: string | null;
  /**
   * Opens a tag; null unless it belongs to this integration. Asked for whole tags only, for each once, for at most 32
   * of a body, one after the other until one is usable.
   */
  open(tag: FoundTag): Opened | null | Promise<Opened | null>;
  worthOf(opened: Opened): TagWorth;
}

/** The tag by which a meeting is judged. */
export type ChosenTag<Opened> =
  /** The meeting's own tag still stands there. */
  | { readonly kind: 'own'; readonly tag: FoundTag }
  | { readonly kind: 'found'; readonly tag: FoundTag; readonly opened: Opened; readonly worth: TagWorth }
  /** Whole tags, but none of this integration. */
  | { readonly kind: 'foreign' }
  /** Only cut tags. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'none' };

/**
 * The one rule of choice, for the mailbox, the pane and recovery: the meeting's own tag, else the first usable
 * one, else the first of another meeting, else the first dead one; wherever it stands, of equals those first that are
 * not quoted. Rejects as `open` does.
 */
export async function chooseTag<Opened>(
  tags: readonly FoundTag[],
  { ownTagId, open, worthOf }: ChooseTagOptions<Opened>,
): Promise<ChosenTag<Opened>> {
  const whole = unquotedFirst(tags.filter(({ malformed }) => !malformed));
  const own = whole.find(({ kind, id }) => kind === 'scheduling' && id === ownTagId);
  if (own !== undefined) return { kind: 'own', tag: own };
  const found: Extract<ChosenTag<Opened>, { kind: 'found' }>[] = [];
  for (const tag of distinct(whole).slice(0, MOST_OPENED)) {
    const opened = await open(tag);
    if (opened === null) continue;
    const worth = worthOf(opened);
    if (worth === 'usable') return { kind: 'found', tag, opened, worth };
    found.push({ kind: 'found', tag, opened, worth });
  }
  const chosen = found.find(({ worth }) => worth === 'others') ?? found[0];
  if (chosen !== undefined) return chosen;
  if (whole.length > 0) return { kind: 'foreign' };
  return { kind: tags.length > 0 ? 'malformed' : 'none' };
}

/** The tags in the order in which they count, all else being equal. */
export function unquotedFirst(tags: readonly FoundTag[]): readonly FoundTag[] {
  return [...tags.filter(({ quoted }) => !quoted), ...tags.filter(({ quoted }) => quoted)];
}

/** Each tag once, where it comes first. */
function distinct(tags: readonly FoundTag[]): readonly FoundTag[] {
  const first = new Map<string, FoundTag>();
  for (const tag of tags) {
    const name = `${tag.kind} ${tag.id}`;
    if (!first.has(name)) first.set(name, tag);
  }
  return [...first.values()];
}
