import type { CollectionShape } from '@vmrkit/core';

/** What the writer that gets killed stores: a counter for each of its loops, and a document for each count. */
export interface Counted {
  readonly loop: number;
  readonly count: number;
}

/** Documents of the writer, each in its loop's index. */
export const countedShape: CollectionShape<Counted, 'byLoop'> = {
  name: 'counted',
  indexes: { byLoop: ({ loop, count }) => [loop, count] },
};

/** The number of loops that write at a time. */
export const LOOPS = 6;
