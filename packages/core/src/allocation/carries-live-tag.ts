import type { Instant } from '../time/instant.ts';
import type { ReservationBook } from './reservation-book.ts';
import { type FoundTag, findTags } from './tag-parser.ts';
import type { TagReader } from './tag-reader.ts';

/** What a tag is held against. */
export interface LiveTagDeps {
  readonly reservations: Pick<ReservationBook, 'lookUp'>;
  readonly tags: Pick<TagReader, 'openToken'>;
  readonly now: Instant;
}

/** The whole tags among texts that came from a draft's body. */
export function wholeTags(texts: readonly string[]): readonly FoundTag[] {
  return texts
    .flatMap((content) => findTags({ type: 'text', content }))
    .filter(({ malformed }) => !malformed);
}

/**
 * Whether one of these tags serves its meeting already (S3.5): a scheduling tag of this integration that was not given
 * back, or a token tag that may still be redeemed. Rejects as {@link TagReader.openToken} does.
 */
export async function carriesLiveTag(texts: readonly string[], deps: LiveTagDeps): Promise<boolean> {
  for (const tag of wholeTags(texts)) {
    if (await isLive(tag, deps)) return true;
  }
  return false;
}

async function isLive({ kind, id }: FoundTag, { reservations, tags, now }: LiveTagDeps): Promise<boolean> {
  if (kind === 'scheduling') return (await reservations.lookUp(id)).kind === 'reservation';
  return (await tags.openToken(id, now))?.valid ?? false;
}
