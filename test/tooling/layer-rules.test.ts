import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyWorkspace, type WorkspaceCopy } from '../../tools/copy-workspace.ts';

const repository = join(import.meta.dirname, '../..');

type Breach = readonly [rule: string, file: string, text: string];

/** One breach for each rule: the rule, the file that breaks it, and what the file says. */
const breaches: readonly Breach[] = [
  ['core-imports-none-of-ours', 'core/src/breach-sdk.ts', "import '@vmrkit/sdk';"],
  ['core-imports-none-of-ours', 'core/src/breach-testing.ts', "import '@vmrkit/testing';"],
  ['core-imports-none-of-ours-in-tests', 'core/src/breach-sdk.test.ts', "import '@vmrkit/sdk';"],
  ['testing-imports-core-only', 'testing/src/breach-sdk.ts', "import '@vmrkit/sdk';"],
  ['sandbox-imports-none-of-ours', 'sandbox/src/breach-core.ts', "import '@vmrkit/core';"],
  [
    'sandbox-imports-none-of-ours',
    'sandbox/src/breach-type.ts',
    "import type { Instant } from '@vmrkit/core';\nexport type Breach = Instant;",
  ],
  ['sandbox-imports-none-of-ours', 'sandbox/src/breach-core.test.ts', "import '@vmrkit/core';"],
  [
    'sandbox-model-knows-no-protocol',
    'sandbox/src/model/breach-ews.ts',
    "import '../ews/response-code-error.ts';",
  ],
  [
    'sandbox-faces-know-none-of-each-other',
    'sandbox/src/graph/breach-ews.ts',
    "import '../ews/response-code-error.ts';",
  ],
  ['adapter-imports-core-only', 'provider-ews/src/breach-sandbox.ts', "import '@vmrkit/sandbox';"],
  ['adapter-imports-core-only', 'store-sqlite/src/breach-sdk.ts', "import '@vmrkit/sdk';"],
  ['adapter-imports-core-only', 'store-mongodb/src/breach-store.ts', "import '@vmrkit/store-sqlite';"],
  ['adapter-imports-core-only', 'platform-json/src/breach-testing.ts', "import '@vmrkit/testing';"],
  ['adapter-imports-core-only', 'auth-exchange/src/breach-ews.ts', "import '@vmrkit/provider-ews';"],
  ['adapter-imports-core-only', 'templates-nunjucks/src/breach-sdk.ts', "import '@vmrkit/sdk';"],
  ['adapter-imports-core-only-in-tests', 'provider-ews/src/breach-sdk.test.ts', "import '@vmrkit/sdk';"],
  ['adapter-imports-core-only', 'provider-ews/src/breach-http.ts', "import '@vmrkit/http';"],
  ['http-imports-core-only', 'http/src/breach-sdk.ts', "import '@vmrkit/sdk';"],
  ['http-imports-core-only-in-tests', 'http/src/breach-ews.test.ts', "import '@vmrkit/provider-ews';"],
  ['addin-imports-core-only', 'addin/src/breach-server.ts', "import '@vmrkit/sdk';"],
  ['addin-imports-core-only-in-tests', 'addin/src/breach-sdk.test.ts', "import '@vmrkit/sdk';"],
  ['admin-client-imports-none-of-ours', 'admin-client/src/breach-core.ts', "import '@vmrkit/core';"],
  [
    'admin-client-imports-none-of-ours-in-tests',
    'admin-client/src/breach-sdk.test.ts',
    "import '@vmrkit/sdk';",
  ],
  ['admin-imports-its-client-only', 'admin/src/breach-core.ts', "import '@vmrkit/core';"],
  ['admin-imports-its-client-only-in-tests', 'admin/src/breach-sdk.test.ts', "import '@vmrkit/sdk';"],
  ['sdk-imports-core-and-http', 'sdk/src/breach-testing.ts', "import '@vmrkit/testing';"],
  ['sdk-imports-core-and-http', 'sdk/src/breach-store.ts', "import '@vmrkit/store-sqlite';"],
  ['sdk-imports-core-and-http-in-tests', 'sdk/src/breach-store.test.ts', "import '@vmrkit/store-sqlite';"],
  ['server-imports-no-test-help', 'server/src/breach-testing.ts', "import '@vmrkit/testing';"],
  ['nothing-imports-server', 'sdk/src/breach-server.ts', "import '@vmrkit/server';"],
  ['nothing-imports-examples', 'server/src/breach-example.ts', "import '@vmrkit/example-demo';"],
  ['core-has-no-io', 'core/src/breach-fs.ts', "import 'node:fs';"],
  ['core-has-no-io', 'core/src/breach-http.ts', "import 'http';"],
  ['core-has-no-io', 'core/src/breach-net.ts', "import 'node:net';"],
  ['core-has-no-io', 'core/src/breach-timers.ts', "import 'node:timers/promises';"],
  ['core-depends-on-zod-only', 'core/src/breach-express.ts', "import 'express';"],
  ['core-depends-on-zod-only', 'core/src/breach-luxon.ts', "import 'luxon';"],
  ['mongodb-only-at-home', 'server/src/breach-mongodb.ts', "import 'mongodb';"],
  ['photostructure-sqlite-only-at-home', 'server/src/breach-sqlite.ts', "import '@photostructure/sqlite';"],
  ['sqlite-only-at-home', 'server/src/breach-node-sqlite.ts', "import 'node:sqlite';"],
  ['ews-javascript-api-only-at-home', 'server/src/breach-ews.ts', "import 'ews-javascript-api';"],
  ['nunjucks-only-at-home', 'server/src/breach-nunjucks.ts', "import 'nunjucks';"],
  ['inversify-only-at-home', 'server/src/breach-inversify.ts', "import 'inversify';"],
  ['express-only-at-home', 'sdk/src/breach-express.ts', "import 'express';"],
  ['commander-only-at-home', 'sdk/src/breach-commander.ts', "import 'commander';"],
  ['pino-only-at-home', 'sdk/src/breach-pino.ts', "import 'pino';"],
  ['prom-client-only-at-home', 'sdk/src/breach-prom-client.ts', "import 'prom-client';"],
  ['undici-only-at-home', 'provider-ews/src/breach-undici.ts', "import 'undici';"],
  ['ipaddr-js-only-at-home', 'core/src/breach-ipaddr.ts', "import 'ipaddr.js';"],
  ['jose-only-at-home', 'provider-ews/src/breach-jose.ts', "import 'jose';"],
  [
    'microsoft-microsoft-graph-client-only-at-home',
    'provider-ews/src/breach-graph-client.ts',
    "import '@microsoft/microsoft-graph-client';",
  ],
  ['openid-client-only-at-home', 'provider-ews/src/breach-openid-client.ts', "import 'openid-client';"],
  ['oidc-provider-only-at-home', 'provider-ews/src/breach-oidc-provider.ts', "import 'oidc-provider';"],
  ['other-packages-by-their-index', 'sdk/src/breach-deep.ts', "import '../../core/src/time/instant.ts';"],
  ['plugins-do-not-compose', 'store-sqlite/src/breach-compose.ts', "import '@vmrkit/core/composition';"],
  ['sources-never-built-files', 'sdk/src/breach-dist.ts', "import '../../core/dist/breach-built.js';"],
  ['source-never-imports-tests', 'core/src/breach-test.ts', "import './breach-sdk.test.ts';"],
  ['core-folder-is-listed', 'core/src/breach-folder.ts', "import './unlisted/thing.ts';"],
  ['no-cycle', 'core/src/breach-cycle.ts', "import { b } from './cycle-back.ts';\nexport const a = () => b;"],
  ['all-resolve', 'core/src/breach-missing.ts', "import './there-is-no-such-file.ts';"],
];

/** For each folder of core, but the topmost a file that imports a type from the topmost one. */
const orderBreaches = coreRules().map(
  (rule): Breach => [
    rule,
    `core/src/${rule.replace(/^core-|-imports-what-is-below$/g, '')}/breach-order.ts`,
    "import type { Plugin } from '../plugin/plugin.ts';\nexport type Breach = Plugin;",
  ],
);

function coreRules(): string[] {
  const rules: Report['ruleSetUsed'] = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');
  return rules.forbidden.map(({ name }) => name).filter((name) => name.endsWith('-imports-what-is-below'));
}

const allBreaches: readonly Breach[] = [...breaches, ...orderBreaches];

/** Files that breaches need beside them. */
const props: readonly (readonly [file: string, text: string])[] = [
  ['core/src/unlisted/thing.ts', 'export {};'],
  ['core/src/cycle-back.ts', "import { a } from './breach-cycle.ts';\nexport const b = () => a;"],
  ['core/dist/breach-built.js', 'export {};'],
  ['core/src/sound-type.ts', "import { f } from './sound-value.ts';\nexport type T = ReturnType<typeof f>;"],
  ['core/src/sound-value.ts', "import type { T } from './sound-type.ts';\nexport const f = (): T[] => [];"],
  [
    'provider-ews/src/sound.test.ts',
    "import '@vmrkit/testing';\nimport '@vmrkit/sandbox';\nimport '@vmrkit/http';",
  ],
];

interface Report {
  readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
}

describe('layer rules', () => {
  let copy: WorkspaceCopy;
  let planted: Report;

  beforeAll(() => {
    copy = copyWorkspace(repository);
    for (const [file, text] of [...props, ...allBreaches.map(([, ...rest]) => rest)]) {
      const path = join(copy.root, 'packages', file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${text}\n`);
    }
    const tool = join(copy.root, 'tools/breach-core.ts');
    writeFileSync(tool, "import '../packages/core/src/index.ts';\n");
    planted = cruise(copy.root);
  }, 300_000);

  afterAll(() => copy.remove());

  test('the tree as it is keeps them', () => {
    expect(inTheTree()).toEqual([]);
  });

  test.each(allBreaches)('%s sees %s', (rule, file) => {
    expect(rulesBrokenBy(`packages/${file}`)).toContain(rule);
  });

  test('tools-import-none-of-ours sees tools/breach-core.ts', () => {
    expect(rulesBrokenBy('tools/breach-core.ts')).toContain('tools-import-none-of-ours');
  });

  test('[S11.1a] core imports nothing of ours, no vendor and no I/O', () => {
    const core = allBreaches.filter(([rule]) => rule.startsWith('core-'));
    expect(core.filter(([rule, file]) => !rulesBrokenBy(`packages/${file}`).includes(rule))).toEqual([]);
    expect(inTheTree().filter((each) => each.startsWith('core-'))).toEqual([]);
  });

  test('tests of a provider may use the contract suites and the sandbox', () => {
    expect(rulesBrokenBy('packages/provider-ews/src/sound.test.ts')).toEqual([]);
  });

  test('a cycle that only types close may stand', () => {
    expect(rulesBrokenBy('packages/core/src/sound-type.ts')).toEqual([]);
    expect(rulesBrokenBy('packages/core/src/sound-value.ts')).toEqual([]);
  });

  test('every rule has its breach', () => {
    const shown = new Set([...allBreaches.map(([rule]) => rule), 'tools-import-none-of-ours']);
    expect(planted.ruleSetUsed.forbidden.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual(
      [],
    );
  });

  /** What is broken by files that were not planted. */
  function inTheTree(): string[] {
    const ours = new Set(
      [...props, ...allBreaches.map(([, ...rest]) => rest)].map(([file]) => `packages/${file}`),
    );
    return planted.violations
      .filter(({ from }) => !ours.has(from) && from !== 'tools/breach-core.ts')
      .map(({ rule, from }) => `${rule.name}: ${from}`);
  }

  function rulesBrokenBy(file: string): string[] {
    return planted.violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);
  }
});

function cruise(root: string): Report {
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      bin,
      'packages/*/src',
      'examples/*/src',
      'test',
      'tools',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser did not report: ${stderr}`);
  const { summary } = JSON.parse(stdout) as { summary: Report };
  return summary;
}
