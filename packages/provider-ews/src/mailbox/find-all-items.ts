import type { EwsCallOptions, EwsClient } from '../client/ews-client.ts';
import { EwsFailure } from '../errors/ews-failure.ts';

const PAGE = 250;
/** No folder has so many items about a handful of meetings. */
const MOST_ITEMS = 10_000;

/** All ids that a search finds, page by page. Throws EwsFailure `too-large` for a server that never comes to the end. */
export async function findAllItems(
  client: Pick<EwsClient, 'findItems'>,
  query: Omit<Parameters<EwsClient['findItems']>[0], 'offset' | 'limit'>,
  options: EwsCallOptions,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let last = false; !last; ) {
    const page = await client.findItems({ ...query, offset: ids.length, limit: PAGE }, options);
    ids.push(...page.ids);
    if (ids.length > MOST_ITEMS) throw new EwsFailure('too-large', { maySent: true });
    last = page.last || page.ids.length === 0;
  }
  return ids;
}
