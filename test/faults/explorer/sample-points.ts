import { createSeededRandom, shuffled } from '@vmrkit/testing';

/** Chooses at most `most` of so many points, the same ones for the same seed; for {@link TryFaultOptions}. */
export function samplePoints(most: number, seed: number): (count: number) => readonly number[] {
  const random = createSeededRandom(seed);
  return (count) => {
    const all = Array.from({ length: count }, (_, at) => at);
    return shuffled(all, random)
      .slice(0, most)
      .sort((a, b) => a - b);
  };
}
