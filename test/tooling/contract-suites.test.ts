import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownFiles } from '../../tools/copy-workspace.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const files = ownFiles(root);

/** The ports that plugins bring, by kind of plugin: what a kind makes, and what that makes in turn. */
const suites: Readonly<Record<string, readonly string[]>> = {
  'mailbox-provider': [
    'mailboxProviderContract',
    'equipmentMailboxContract',
    'organizerCalendarsContract',
    'meetingBookerContract',
  ],
  store: ['documentDatabaseContract'],
  'template-engine': ['templateEngineContract'],
  'caller-verifier': ['callerVerifierContract'],
  'sign-in-provider': ['signInProviderContract', 'signInAttackContract'],
  'room-source': ['roomSourceContract'],
  'join-adapter': ['joinAdapterContract'],
};

/** The kinds that core knows. */
function kinds(): string[] {
  const [, body = ''] =
    /interface PluginProducts \{([^}]*)\}/.exec(read('packages/core/src/plugin/plugin.ts')) ?? [];
  return [...body.matchAll(/readonly '?([a-z-]+)'?:/g)].map(([, kind = '']) => kind);
}

/** Package and kind of each plugin that ships. */
const adapters = files
  .filter((file) => /^packages\/[^/]+\/src\/.*\.ts$/.test(file) && !/\.(test|fixture)\.ts$/.test(file))
  .filter((file) => !/^packages\/(core|testing|sdk)\//.test(file))
  .flatMap((file) => {
    const source = read(file);
    if (!source.includes('definePlugin({')) return [];
    const [, folder = ''] = /^packages\/([^/]+)\//.exec(file) ?? [];
    return [...source.matchAll(/kind: '([a-z-]+)'/g)].map(([, kind = '']) => [folder, kind] as const);
  });

describe('contract suites', () => {
  test('[S11.2a] there is one for what each kind of plugin makes, published for plugin authors', () => {
    expect(Object.keys(suites).sort()).toEqual(kinds().sort());
    const published = read('packages/testing/src/index.ts');
    for (const suite of Object.values(suites).flat()) expect(published).toContain(suite);
  });

  test('[S11.2a] every kind has an adapter that ships', () => {
    const shipped = new Set(adapters.map(([, kind]) => kind));
    expect([...shipped].sort()).toEqual(kinds().sort());
  });

  test.each(adapters)('[S11.2a, S11.2b] %s runs those of a %s', (folder, kind) => {
    const tests = files.filter(
      (file) => file.startsWith(`packages/${folder}/src/`) && file.endsWith('.test.ts'),
    );
    const sources = tests.map(read);
    for (const suite of suites[kind] ?? []) {
      const runs = new RegExp(`^ *${suite}\\(`, 'm');
      expect(
        sources.some((source) => runs.test(source)),
        suite,
      ).toBe(true);
    }
  });
});
