import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readClauses } from '../../tools/clauses.ts';
import { copyWorkspace } from '../../tools/copy-workspace.ts';
import { plantFault, unsoundExpectations } from '../../tools/plant-fault.ts';
import { type PlantedFault, readPlantedFaults, sampleOf, withFault } from '../../tools/planted-faults.ts';

const repository = join(import.meta.dirname, '../..');
const faults = readPlantedFaults(repository);
const clauses = new Set(readClauses(repository).map(({ id }) => id));

describe('test/planted', () => {
  test.each(faults.map((fault) => [fault.id, fault] as const))('%s fits the code as it is', (_, fault) => {
    const text = readFileSync(join(repository, fault.file), 'utf8');
    expect(withFault(fault, text)).not.toBe(text);
    if (fault.clause !== undefined) expect(clauses).toContain(fault.clause);
    for (const expected of fault.tests) {
      expect(existsSync(join(repository, expected.split(' > ')[0] ?? '')), expected).toBe(true);
    }
  });
});

describe('withFault', () => {
  const fault: PlantedFault = {
    id: 'x.json#1',
    file: 'x.ts',
    find: 'a',
    replace: '$&',
    tests: ['x.test.ts'],
    project: 'unit',
  };

  test('replaces the text as it stands, without patterns', () => {
    expect(withFault(fault, 'b a c')).toBe('b $& c');
  });

  test.each(['b c', 'a a'])('refuses %j, where the text does not stand once', (text) => {
    expect(() => withFault(fault, text)).toThrow(/not once/);
  });
});

describe('sampleOf', () => {
  const many = Array.from({ length: 95 }, (_, at): PlantedFault => {
    return {
      id: `x.json#${at}`,
      file: 'x.ts',
      find: 'a',
      replace: 'b',
      tests: ['x.test.ts'],
      project: 'unit',
    };
  });

  test('takes a tenth, the same for the same seed and another for another', () => {
    expect(sampleOf(many, 1)).toHaveLength(10);
    expect(sampleOf(many, 1)).toEqual(sampleOf(many, 1));
    expect(sampleOf(many, 1)).not.toEqual(sampleOf(many, 2));
    expect(sampleOf(many.slice(0, 1), 1)).toHaveLength(1);
  });
});

test('a fault is red where its test fails, and green where nothing notices it', {
  timeout: 120_000,
}, async () => {
  const copy = copyWorkspace(repository);
  try {
    const [first] = readPlantedFaults(copy.root).filter(({ id }) => id === 'errors.json#1');
    if (!first) throw new Error('errors.json#1 is gone');
    expect(await plantFault(first, copy.root)).toMatchObject({ red: true, stillGreen: [] });
    const harmless = { ...first, replace: "Symbol.for('@vmrkit/core/another-name')" };
    expect(await plantFault(harmless, copy.root)).toMatchObject({ red: false, stillGreen: first.tests });
    expect(readFileSync(join(copy.root, first.file), 'utf8')).toContain(first.find);
    const broken = { ...first, replace: '(((' };
    expect(await plantFault(broken, copy.root)).toMatchObject({ red: false });
    const absent = { ...first, tests: [`${first.tests[0]} that nobody wrote`] };
    expect(await unsoundExpectations([first, absent], copy.root)).toEqual(absent.tests);
  } finally {
    copy.remove();
  }
});
