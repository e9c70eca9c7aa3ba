import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readClauses } from '../../tools/clauses.ts';
import { copyWorkspace } from '../../tools/copy-workspace.ts';
import { type FaultResult, plantFaults } from '../../tools/plant-fault.ts';
import {
  hashOf,
  mergeEvidence,
  readEvidence,
  verdictOf,
  writeEvidence,
} from '../../tools/planted-evidence.ts';
import {
  isNamed,
  type PlantedFault,
  readPlantedFaults,
  sampleOf,
  withFault,
} from '../../tools/planted-faults.ts';
import { TestRunner } from '../../tools/test-runner.ts';

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

const fault: PlantedFault = {
  id: 'x.json#1',
  file: 'x.ts',
  find: 'a',
  replace: '$&',
  tests: ['x.test.ts'],
  project: 'unit',
};

describe('withFault', () => {
  test('replaces the text as it stands, without patterns', () => {
    expect(withFault(fault, 'b a c')).toBe('b $& c');
  });

  test.each(['b c', 'a a'])('refuses %j, where the text does not stand once', (text) => {
    expect(() => withFault(fault, text)).toThrow(/not once/);
  });
});

describe('sampleOf', () => {
  const many = Array.from({ length: 95 }, (_, at): PlantedFault => ({ ...fault, id: `x.json#${at}` }));

  test('takes a tenth, the same for the same seed and another for another', () => {
    expect(sampleOf(many, 1)).toHaveLength(10);
    expect(sampleOf(many, 1)).toEqual(sampleOf(many, 1));
    expect(sampleOf(many, 1)).not.toEqual(sampleOf(many, 2));
    expect(sampleOf(many.slice(0, 1), 1)).toHaveLength(1);
  });
});

test.each([
  ['x.json#1', true],
  ['x.json', true],
  ['S4.3a', true],
  ['x.json#11', false],
  ['x', false],
])('--only %s names the first fault of S4.3a in x.json: %s', (name, named) => {
  expect(isNamed({ ...fault, clause: 'S4.3a' }, name)).toBe(named);
});

describe('evidence', () => {
  const run = { commit: 'abc', machine: 'a machine' };
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'vmrkit-evidence-'));
    mkdirSync(join(root, 'docs/evidence'), { recursive: true });
    writeFileSync(join(root, 'x.ts'), 'a');
    writeFileSync(join(root, 'x.test.ts'), '');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const one = { ...fault, hash: '1' };
  const two = { ...fault, id: 'x.json#2', hash: '2' };
  const noticed = { id: one.id, verdict: 'noticed', missed: [], ms: 1 } as const;
  const missed = { id: two.id, verdict: 'not noticed', missed: ['x.test.ts: passed'], ms: 1 } as const;

  test('keeps what was found before of faults that did not run, and is read as it was written', () => {
    const earlier = mergeEvidence(null, [one, two], [noticed], run);
    expect(earlier.faults.map(({ id }) => id)).toEqual([one.id]);
    const later = mergeEvidence(earlier, [one, two], [missed], run);
    writeEvidence(root, later);
    expect(readEvidence(root)).toEqual(later);
    expect(later.faults.map(({ hash, verdict }) => [hash, verdict])).toEqual([
      ['1', 'noticed'],
      ['2', 'not noticed'],
    ]);
  });

  test('follows a fault that moved to another place, and forgets one that is gone or changed', () => {
    const earlier = mergeEvidence(null, [one, two], [noticed, missed], run);
    const moved = { ...two, id: 'y.json#7' };
    expect(mergeEvidence(earlier, [moved, { ...one, hash: '3' }], [], run).faults).toEqual([
      expect.objectContaining({ id: 'y.json#7', verdict: 'not noticed' }),
    ]);
  });

  test('is not touched by a run whose tests were skipped', () => {
    const earlier = mergeEvidence(null, [one], [noticed], run);
    const skipped = { ...noticed, verdict: 'tests skipped here' } as const;
    expect(mergeEvidence(earlier, [one], [skipped], run)).toEqual(earlier);
    expect(mergeEvidence(null, [one], [skipped], run).faults).toEqual([]);
  });

  test.each(['x.ts', 'x.test.ts'])('is stale once %s changed', (file) => {
    const hashed = { ...fault, hash: hashOf(fault, root) };
    const known = mergeEvidence(null, [hashed], [noticed], run);
    expect(verdictOf(known, hashOf(fault, root))).toBe('noticed');
    writeFileSync(join(root, file), 'a and more');
    expect(verdictOf(known, hashOf(fault, root))).toBe('stale');
  });

  test('is stale once the fault changed', () => {
    const before = hashOf(fault, root);
    expect(hashOf({ ...fault, id: 'moved.json#1' }, root)).toBe(before);
    expect(hashOf({ ...fault, replace: 'c' }, root)).not.toBe(before);
    expect(hashOf({ ...fault, tests: ['x.test.ts > more'] }, root)).not.toBe(before);
  });
});

test('a fault is noticed where its test fails by itself, and nowhere else', {
  timeout: 300_000,
}, async () => {
  const copy = copyWorkspace(repository);
  const runner = new TestRunner(copy.root);
  const verdictsOf = async (...some: PlantedFault[]) => {
    const found: FaultResult[] = [];
    for await (const result of plantFaults(some, runner)) found.push(result);
    return found.map(({ verdict, missed }) => [verdict, ...missed]);
  };
  try {
    const [first] = readPlantedFaults(copy.root).filter(({ id }) => id === 'errors.json#1');
    if (!first) throw new Error('errors.json#1 is gone');
    const [test = ''] = first.tests;
    expect(
      await verdictsOf(
        first,
        { ...first, replace: "Symbol.for('@vmrkit/core/another-name')" },
        { ...first, replace: '(((' },
        { ...first, find: 'nobody wrote this' },
        first,
      ),
    ).toEqual([
      ['noticed'],
      ['not noticed', `${test}: passed`],
      ['not noticed', `${test}: absent`],
      ['does not fit the code'],
      ['noticed'],
    ]);
    expect(readFileSync(join(copy.root, first.file), 'utf8')).toContain(first.find);
    const absent = { ...first, tests: [`${test} that nobody wrote`] };
    expect(await verdictsOf(absent)).toEqual([['test broken before', `${absent.tests[0]}: absent`]]);
  } finally {
    runner.close();
    copy.remove();
  }
});
