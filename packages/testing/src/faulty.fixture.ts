import { expect, it } from 'vitest';
import type { ContractCheck, WithSubject } from './contract-check.ts';

/** An implementation that breaks one clause. */
export interface Fault<Subject> {
  /** What it does; goes on after "an implementation that". */
  readonly fault: string;
  /** A part of the title of the check that must see it; no other check has it in its title. */
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

  it.concurrent.each(faults.map((each) => [each.fault, each] as const))(
    'sees an implementation that %s',
    async (_, { seenBy, spoil }) => {
      const [check, ...others] = seeing(seenBy);
      if (!check || others.length > 0) throw new Error(`Not the title of one check: ${seenBy}`);
      const failure = await withSound(async (sound) => check.run(spoil(sound), context)).then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(failure, `seen by: ${check.title}`).toBeInstanceOf(Error);
    },
  );

  it('has a faulty implementation for each check', () => {
    const seen = new Set(faults.flatMap(({ seenBy }) => seeing(seenBy)));
    expect(checks.filter((check) => !seen.has(check)).map(({ title }) => title)).toEqual([]);
  });
}
