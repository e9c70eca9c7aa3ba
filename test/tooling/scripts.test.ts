import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { longest } from '../../tools/longest-first.ts';
import { isInstalled } from '../../tools/prepare.mjs';

const repository = join(import.meta.dirname, '../..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmrkit-scripts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('isInstalled', () => {
  const wanted = {
    '': {},
    'node_modules/needed': { version: '1.0.0' },
    'node_modules/other-platform': { version: '1.0.0', optional: true },
  };

  test('holds where all that is needed is there in its version', () => {
    write('package-lock.json', { packages: wanted });
    write('node_modules/.package-lock.json', { packages: { 'node_modules/needed': { version: '1.0.0' } } });
    expect(isInstalled(folder)).toBe(true);
  });

  test.each([
    ['another version', { 'node_modules/needed': { version: '1.0.1' } }],
    ['a package missing', {}],
  ])('does not hold with %s', (_, packages) => {
    write('package-lock.json', { packages: wanted });
    write('node_modules/.package-lock.json', { packages });
    expect(isInstalled(folder)).toBe(false);
  });

  test('does not hold on a fresh clone', () => {
    write('package-lock.json', { packages: wanted });
    expect(isInstalled(folder)).toBe(false);
  });
});

test('the test files that begin first are there', () => {
  expect(longest.filter((file) => !existsSync(join(repository, file)))).toEqual([]);
});

describe('count-tests', () => {
  const passing = { numPassedTests: 3, numFailedTests: 0, testResults: [] };

  test('adds the reports up', () => {
    write('a.json', passing);
    write('b.json', passing);
    expect(count()).toEqual({ status: 0, stdout: '6 passed, 0 failed\n' });
  });

  test('fails when a test failed, and counts a file that did not load as one', () => {
    const broken = { status: 'failed', fullName: 'adds', failureMessages: ['expected 1 to be 2\n  at a.ts'] };
    const failed = { status: 'failed', assertionResults: [broken, { status: 'passed' }] };
    const unloadable = { name: 'b.test.ts', status: 'failed', message: 'no such file', assertionResults: [] };
    write('a.json', { numPassedTests: 1, numFailedTests: 1, testResults: [failed, unloadable] });
    const why = 'failed: adds\n    expected 1 to be 2\n      at a.ts\nfailed: b.test.ts\n    no such file\n';
    expect(count()).toEqual({ status: 1, stdout: `${why}1 passed, 2 failed\n` });
  });

  test('names what passed on a second try', () => {
    const flaky = { status: 'passed', fullName: 'waits', failureMessages: ['too late'] };
    write('a.json', { ...passing, testResults: [{ status: 'passed', assertionResults: [flaky] }] });
    const told = 'passed on a second try (a.json): waits\n    too late\n';
    expect(count()).toEqual({ status: 0, stdout: `${told}3 passed, 0 failed\n` });
  });

  test('names what was skipped', () => {
    const skipped = {
      status: 'passed',
      assertionResults: [{ status: 'skipped', fullName: 'needs a server' }],
    };
    write('a.json', { ...passing, testResults: [skipped] });
    expect(count()).toEqual({ status: 0, stdout: 'skipped (a.json): needs a server\n3 passed, 0 failed\n' });
  });

  test('fails when nothing ran', () => {
    expect(count()).toEqual({ status: 1, stdout: '0 passed, 0 failed\n' });
  });

  function count(): { status: number | null; stdout: string } {
    const script = join(repository, 'tools/count-tests.mjs');
    const { status, stdout } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
    return { status, stdout };
  }
});

function write(file: string, content: unknown): void {
  const path = join(folder, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, JSON.stringify(content));
}
