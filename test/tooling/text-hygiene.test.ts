import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ownFiles } from '../../tools/copy-workspace.ts';

const repository = join(import.meta.dirname, '../..');
const files = ownFiles(repository);
const textFiles = files.filter(
  (file) => !/\.(png|ico|gz|tgz|db|woff2?)$/.test(file) && file !== 'package-lock.json',
);
const manifests = files.filter((file) =>
  /^(packages\/[^/]+|test|examples\/[^/]+)\/package\.json$/.test(file),
);

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  private: z.boolean().optional(),
  exports: z.record(z.string(), z.unknown()).optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

describe('texts', () => {
  // The patterns are put together here, so that this file does not match them.
  const machinePaths = new RegExp(
    ['work/(?:main|shared|wt-)', 'root/\\.', 'home/[a-z]', 'Users/[A-Za-z]']
      .map((path) => `(?<![\\w.])/${path}`)
      .join('|'),
  );
  const siblings = new RegExp(['\\.\\.', 'shared'].join('/'));

  test('name no path of a machine', () => {
    expect(linesLike(machinePaths, textFiles)).toEqual([]);
  });

  test('name no folder outside the repository, .ci/run excepted', () => {
    expect(
      linesLike(
        siblings,
        textFiles.filter((file) => file !== '.ci/run'),
      ),
    ).toEqual([]);
  });

  test('the patterns see what they are for', () => {
    expect(machinePaths.test(`see /${['work', 'main'].join('/')}/x`)).toBe(true);
    expect(machinePaths.test('a /work/item or packages/home/x')).toBe(false);
    expect(siblings.test(['..', 'shared', 'x'].join('/'))).toBe(true);
  });
});

describe('package-lock.json', () => {
  const lock = readFileSync(join(repository, 'package-lock.json'), 'utf8');

  test('holds no download address', () => {
    expect(lock.match(/"resolved": "(?!packages\/|test"|examples\/)[^"]*"/g)).toBeNull();
    expect(lock.match(/https?:\/\/[^"]*registry[^"]*/g)).toBeNull();
  });
});

describe('manifests', () => {
  const parsed = manifests.map((file) => ({ file, ...manifestSchema.parse(readJson(file)) }));
  const { version } = z.object({ version: z.string() }).parse(readJson('lerna.json'));

  test('of all workspaces have the one version of lerna.json', () => {
    expect(parsed.length).toBeGreaterThan(5);
    expect(parsed.filter((manifest) => manifest.version !== version).map(({ file }) => file)).toEqual([]);
  });

  test('ask for each other in that version, and never as peers, which lerna leaves behind', () => {
    const wrong = parsed.flatMap(({ file, dependencies, peerDependencies, devDependencies }) => {
      // A third party's plugin names the core that it works with as a range.
      const peers = file === 'examples/plugin/package.json' ? {} : peerDependencies;
      return Object.entries({ ...dependencies, ...peers, ...devDependencies })
        .filter(([name]) => name.startsWith('@vmrkit/'))
        .filter(([name, range]) => range !== version || name in peers)
        .map(([name, range]) => ({ file, name, range }));
    });
    expect(wrong).toEqual([]);
  });

  test('ask for the rest by caret where users install it, in an exact version where only we do', () => {
    const exact = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;
    const caret = /^\^\d+\.\d+\.\d+$/;
    const wrong = parsed.flatMap(
      ({ file, private: own, dependencies, peerDependencies, devDependencies }) => {
        const faults = (asked: Record<string, string>, expected: RegExp) =>
          Object.entries(asked)
            .filter(([name, range]) => !name.startsWith('@vmrkit/') && !expected.test(range))
            .map(([name, range]) => `${file}: ${name} ${range}`);
        return [
          ...faults({ ...dependencies, ...peerDependencies }, own ? exact : caret),
          ...faults(devDependencies, exact),
        ];
      },
    );
    expect(wrong).toEqual([]);
  });

  test('have the licence and a README beside them', () => {
    const licence = readFileSync(join(repository, 'LICENSE'), 'utf8');
    for (const { file } of parsed.filter(({ file }) => file.startsWith('packages/'))) {
      const folder = join(repository, dirname(file));
      expect(readFileSync(join(folder, 'LICENSE'), 'utf8'), folder).toBe(licence);
      expect(readFileSync(join(folder, 'README.md'), 'utf8'), folder).toContain(
        `# @vmrkit/${basename(folder)}\n`,
      );
    }
  });

  test('of packages give the source condition first in every export', () => {
    const packages = parsed.filter(({ file }) => file.startsWith('packages/'));
    const wrong = packages.flatMap(({ file, exports = {} }) => {
      const entries = Object.entries(exports).filter(
        ([, target]) => typeof target === 'object' && target !== null,
      );
      const first = entries.map(([, target]) => Object.keys(target as object)[0]);
      return entries.length > 0 && first.every((key) => key === '@vmrkit/source') ? [] : [file];
    });
    expect(wrong).toEqual([]);
  });
});

describe('core', () => {
  const sources = files.filter((file) => /^packages\/core\/src\/.*(?<!\.test)\.ts$/.test(file));
  // Globals such as fetch and process are Biome's to refuse (biome.json); members of globals are seen here.
  const ambient =
    /^(?!\s*(?:\*|\/[/*])).*(?:\b(?:Date\.now|Math\.random|AbortSignal\.timeout)\b|new Date\(\))/;

  test('reads no clock and no chance of its own (I6)', () => {
    expect(linesLike(ambient, sources)).toEqual([]);
  });

  test('the pattern sees a breach', () => {
    for (const breach of ['Date.now()', 'new Date()', 'Math.random()', 'AbortSignal.timeout(1)']) {
      expect(ambient.test(`  const x = ${breach};`)).toBe(true);
    }
    expect(ambient.test('new Date(at).toISOString()')).toBe(false);
    expect(ambient.test('   * Stands for Date.now in core.')).toBe(false);
  });
});

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(repository, file), 'utf8'));
}

/** Lines that match, as `file:line`, so that a failure names the place. */
function linesLike(pattern: RegExp, among: readonly string[]): string[] {
  return among.flatMap((file) =>
    readFileSync(join(repository, file), 'utf8')
      .split('\n')
      .flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1}`] : [])),
  );
}
