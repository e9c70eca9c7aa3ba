import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from '@vmrkit/core';
import { flatSettings, parseIntegrationRecord } from '@vmrkit/core/composition';
import { PluginRegistry } from '@vmrkit/sdk';
import { shippedPlugins } from '@vmrkit/server';
import { describe, expect, test } from 'vitest';
import { codesInSource, rowsOfTable } from '../../tools/error-codes.ts';

const root = join(import.meta.dirname, '../..');
const packages = readdirSync(join(root, 'packages')).filter((name) =>
  /^(auth|platform|provider|store|templates)-/.test(name),
);

/** What `src/index.ts` of a package exports under names that end in `Plugin`. */
async function pluginsOf(name: string): Promise<Plugin[]> {
  const index = join(root, 'packages', name, 'src/index.ts');
  const exported: Record<string, Plugin> = await import(pathToFileURL(index).href);
  return Object.entries(exported).flatMap(([key, value]) => (key.endsWith('Plugin') ? [value] : []));
}

describe.each(packages)('%s', (name) => {
  test.each(['package.json', 'tsconfig.json', 'src/index.ts'])('has its %s', (file) => {
    expect(existsSync(join(root, 'packages', name, file))).toBe(true);
  });

  test('exports one plugin of a kind, which ships', async () => {
    const plugins = await pluginsOf(name);
    expect(plugins).not.toEqual([]);
    expect(new Set(plugins.map(({ kind }) => kind)).size).toBe(plugins.length);
    for (const plugin of plugins) expect(shippedPlugins).toContain(plugin);
  });
});

test('every plugin that ships comes from one of these packages', async () => {
  const exported = await Promise.all(packages.map(pluginsOf));
  expect(new Set(exported.flat())).toEqual(new Set(shippedPlugins));
});

const statuses: Readonly<Record<string, number>> = {
  InvalidInputError: 400,
  NotAuthenticatedError: 401,
  NotAllowedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  ThrottledError: 429,
  UnavailableError: 503,
};

describe('the error codes of plugins', () => {
  const rows = new Map(
    rowsOfTable(readFileSync(join(root, 'docs/errors.md'), 'utf8')).map((row) => [row.code, row]),
  );

  test('stand in docs/errors.md with the status of their class and with their remedy', () => {
    const declared = shippedPlugins.flatMap(({ errors = {} }) => Object.entries(errors));
    expect(declared.length).toBeGreaterThan(0);
    const listed = declared.map(([code]) => {
      const { errorClass = '', remedy } = rows.get(code) ?? {};
      return [code, { status: statuses[errorClass], remedy }];
    });
    expect(declared).toEqual(listed);
  });

  test.each(packages)('that only %s has are declared by it', async (name) => {
    const own = [...codesInSource(root)].flatMap(([code, files]) =>
      rows.has(code) && files.every((file) => file.startsWith(`packages/${name}/`)) ? [code] : [],
    );
    const declared = (await pluginsOf(name)).flatMap(({ errors = {} }) => Object.keys(errors));
    expect(declared.sort()).toEqual(own.sort());
  });
});

/** Where a record names plugins of a kind. */
const places: Readonly<Record<string, readonly string[]>> = {
  'mailbox-provider': ['mailbox'],
  'sign-in-provider': ['sign_in'],
  'room-source': ['room_source'],
  'caller-verifier': ['callers[]'],
};

/** The settings of the providers that ship, in the order of their forms. */
function settingsTable(): string {
  const rows = shippedPlugins.flatMap((plugin) => {
    const place = places[plugin.kind];
    if (place === undefined) return [];
    const flat = new Map(flatSettings(plugin, place).map((entry) => [entry.path.at(-1), entry.flat]));
    return Object.entries(plugin.description.fields).map(([name, { help }]) => {
      const flatName = flat.has(name) ? `\`${flat.get(name)}\`` : '';
      return `| \`${plugin.name}\` | \`${place}.settings.${name}\` | ${flatName} | ${help} |`;
    });
  });
  const head = ['| provider | setting | flat name | what it is |', '| --- | --- | --- | --- |'];
  return [...head, ...rows].join('\n');
}

describe('docs/guides/integration-record.md', () => {
  const file = join(root, 'docs/guides/integration-record.md');
  const guide = readFileSync(file, 'utf8');

  test('shows every setting of the providers that ship', async () => {
    const block = /(<!-- settings -->)[\s\S]*(<!-- \/settings -->)/;
    expect(guide).toMatch(block);
    const table = settingsTable();
    const shown = guide.replace(block, (_, start: string, end: string) => `${start}\n${table}\n${end}`);
    await expect(shown).toMatchFileSnapshot(file);
  });

  test('has a smallest record that is one', () => {
    const block = /```json\n([\s\S]*?)\n```/.exec(guide)?.[1] ?? '';
    const record = parseIntegrationRecord(JSON.parse(block), {
      plugins: new PluginRegistry(shippedPlugins).settingsContracts(),
      deployment: { allowHttpLoopback: false },
      newUuid: () => crypto.randomUUID(),
    });
    expect(record.callers[0]?.settings.metadata_urls).toEqual([
      'https://mail.example.com/autodiscover/metadata/json/1',
    ]);
  });
});

test('a plugin that ships describes each of its settings in words', () => {
  for (const { name, description } of shippedPlugins) {
    expect(description.title, name).toMatch(/\w/);
    expect(existsSync(join(root, description.documentation)), description.documentation).toBe(true);
    for (const { title, help } of Object.values(description.fields)) {
      expect(title, name).toMatch(/^\S.*\S$/);
      expect(help, title).toMatch(/^\S.*\.$/);
    }
  }
});
