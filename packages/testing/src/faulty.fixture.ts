import { beforeAll, expect, it } from 'vitest';
import type { ContractCheck, WithSubject } from './contract-check.ts';

/** An implementation that breaks one clause. */
export interface Fault<Subject> {
  /** What it does; goes on after "an implementation that". */
  readonly fault: string;
  /** A part of the title of the check that must see it, or of several, each of which must. */
  readonly seenBy: string;
  /** Makes the faulty one from a sound one. */
  spoil(sound: Subject): Subject;
}

/** The same object with some members replaced. */
export function altered<T extends object>(sound: T, changes: Partial<T>): T {
  return new Proxy(sound, {
    get: (target, name) => {
      if (Object.hasOwn(changes, name)) return Reflect.get(changes, name);
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Shows that each check of a contract sees a fault, one test for each faulty implementation. */
export function kitSees<Subject>(
  checks: readonly ContractCheck<Subject>[],
  faults: readonly Fault<Subject>[],
  withSound: WithSubject<Subject>,
): void {
  const seeing = (seenBy: string) => checks.filter(({ title }) => title.includes(seenBy));
  const context = { skip: () => Promise.reject(new Error('A skipped check sees nothing.')) as never };
  const blindTo = async ({ seenBy, spoil }: Fault<Subject>): Promise<readonly string[]> => {
    const blind: string[] = [];
    for (const check of seeing(seenBy)) {
      await withSound(async (sound) => check.run(spoil(sound), context)).then(
        () => blind.push(check.title),
        () => undefined,
      );
    }
    return blind;
  };

  // At once, since many a check waits in vain.
  let blind: readonly (readonly string[])[] = [];
  beforeAll(async () => {
    blind = await Promise.all(faults.map(blindTo));
  });

  it.each(faults.map(({ fault, seenBy }, at) => ({ fault, seenBy, at })))(
    'sees an implementation that $fault',
    ({ seenBy, at }) => {
      expect(seeing(seenBy), `checks that have this in their title: ${seenBy}`).not.toEqual([]);
      expect(blind[at], 'checks that do not see it').toEqual([]);
    },
  );

  it('has a faulty implementation for each check', () => {
    const seen = new Set(faults.flatMap(({ seenBy }) => seeing(seenBy)));
    expect(checks.filter((check) => !seen.has(check)).map(({ title }) => title)).toEqual([]);
  });
}
