import { type OpenedTag, tagWorth } from '../allocation/open-tag.ts';
import { chooseTag } from '../tags/choose-tag.ts';
import { type FoundTag, findTags } from '../tags/tag-parser.ts';

/** What the tags of a draft mean for a wish for a room. */
export type DraftVerdict =
  /** No tag of this integration: a room may be given. */
  | 'none'
  /** The mailbox would accept the meeting with the tag that it carries: nothing is to change. */
  | 'already'
  /** The tag is another meeting's, as far as the draft tells: only its author knows. */
  | 'ask'
  /** The tag stands for nothing any more: a new one is to take its place. */
  | 'dead';

/** How a draft's tags are judged. */
export interface JudgeDraftOptions {
  /** As `openTag` opens it. */
  open(tag: FoundTag): Promise<OpenedTag | null>;
  /** Whether the draft may be of the meeting that this tag is bound to; a composing client knows no meeting identity. */
  isThisMeeting(bound: OpenedTag): boolean;
}

/** A tag as it stands in a draft's body. */
export interface DraftTag {
  readonly text: string;
  /** Whether it stands in a quotation; hostile as the rest. */
  readonly quoted: boolean;
}

/** The whole tags among texts that came from a draft's body. */
export function wholeTags(texts: readonly DraftTag[]): readonly FoundTag[] {
  return texts
    .flatMap(({ text, quoted }) =>
      findTags({ type: 'text', content: text }).map((tag) => ({ ...tag, quoted: quoted || tag.quoted })),
    )
    .filter(({ malformed }) => !malformed);
}

/**
 * What is to be done about the tags of a draft, by the rule by which the mailbox chooses among those of a message, so
 * that `already` is never followed by a decline. Rejects as `open` does.
 */
export async function judgeDraft(
  tags: readonly FoundTag[],
  { open, isThisMeeting }: JudgeDraftOptions,
): Promise<DraftVerdict> {
  const chosen = await chooseTag(tags, {
    ownTagId: null,
    open,
    worthOf: (opened) => tagWorth(opened.fact, () => isThisMeeting(opened)),
  });
  if (chosen.kind !== 'found') return 'none';
  return ({ usable: 'already', others: 'ask', dead: 'dead' } as const)[chosen.worth];
}
