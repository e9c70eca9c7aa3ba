import { z } from 'zod';
import { GraphFailure } from '../errors/graph-failure.ts';
import type { GraphObject, GraphPage } from './graph-client.ts';

/** Pages of one collection that are followed at most. */
const MOST_PAGES = 10_000;

const pageSchema = z.object({
  value: z.array(z.record(z.string(), z.unknown())),
  '@odata.nextLink': z.string().max(100_000).nullish(),
  '@odata.deltaLink': z.string().max(100_000).nullish(),
});

/** Reads a page of a collection. */
export function readPage(body: GraphObject): GraphPage {
  const page = pageSchema.safeParse(body);
  if (!page.success) throw new GraphFailure('malformed', { maySent: false });
  return {
    value: page.data.value,
    nextLink: page.data['@odata.nextLink'] || null,
    deltaLink: page.data['@odata.deltaLink'] || null,
  };
}

/** A link as it is, if it stays at the address that is configured: tokens are sent nowhere else. */
export function checkedLink(link: string, base: string): string {
  const wanted = new URL(`${base}/`);
  const url = URL.canParse(link) ? new URL(link) : null;
  const stays =
    url !== null &&
    url.origin === wanted.origin &&
    url.username === '' &&
    url.password === '' &&
    url.pathname.startsWith(wanted.pathname);
  if (!stays) throw new GraphFailure('malformed', { maySent: false, errorCode: 'foreign-link' });
  return link;
}

/** What a collection holds, page by page; an empty page in between is normal, a link that leads nowhere new is not. */
export async function* walkPages(
  path: string,
  page: (link: string) => Promise<GraphPage>,
): AsyncIterable<readonly GraphObject[]> {
  const seen = new Set<string>();
  for (let link: string | null = path; link !== null; ) {
    if (seen.has(link)) throw new GraphFailure('malformed', { maySent: false, errorCode: 'repeated-link' });
    if (seen.size >= MOST_PAGES) {
      throw new GraphFailure('malformed', { maySent: false, errorCode: 'too-many-pages' });
    }
    seen.add(link);
    const { value, nextLink }: GraphPage = await page(link);
    if (value.length > 0) yield value;
    link = nextLink;
  }
}
