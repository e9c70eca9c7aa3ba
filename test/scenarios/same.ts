import { isDeepStrictEqual } from 'node:util';

/** Throws unless what was found is what was expected. */
export function same(found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  throw new Error(`found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}
