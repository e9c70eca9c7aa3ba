import { z } from 'zod';

/** What every list takes besides its filters. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(2_048).optional().describe('`next_cursor` of the page before.'),
});

/** A page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    next_cursor: z.string().nullable().describe('Null when nothing follows.'),
  });
}
