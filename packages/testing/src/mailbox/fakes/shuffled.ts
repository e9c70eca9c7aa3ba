import type { Random } from '@vmrkit/core';

/** The same elements in an order that `random` draws. */
export function shuffled<T>(elements: readonly T[], random: Random): readonly T[] {
  const drawn = elements.map((element) => ({ element, place: draw(random) }));
  return drawn.toSorted((a, b) => a.place - b.place).map(({ element }) => element);
}

function draw(random: Random): number {
  return Buffer.from(random.bytes(6)).readUIntBE(0, 6);
}
