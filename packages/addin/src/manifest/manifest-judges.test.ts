import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppManifestUtils } from '@microsoft/app-manifest';
import { describe, expect, it } from 'vitest';
import { manifestMatrix } from './manifest-matrix.fixture.ts';
import { everyElement, type FoundElement, named, parseXml } from './parse-xml.fixture.ts';

const { VMRKIT_SCHEMA_DIR, CI } = process.env;
const schema = join(VMRKIT_SCHEMA_DIR ?? '', 'manifest', 'OfficeAppManifestV1_1.xsd');
const made = manifestMatrix();

/** Why manifests cannot be held to the schema here; null: they can. */
function whyNoSchema(): string | null {
  if (VMRKIT_SCHEMA_DIR === undefined || !existsSync(schema)) {
    return 'VMRKIT_SCHEMA_DIR names no folder with manifest/OfficeAppManifestV1_1.xsd';
  }
  return spawnSync('xmllint', ['--version']).status === 0 ? null : 'xmllint is not installed';
}

function schemaFaults(manifests: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'vmrkit-manifests-'));
  try {
    const files = manifests.map((xml, at) => {
      const file = join(folder, `${at}.xml`);
      writeFileSync(file, xml);
      return file;
    });
    const args = ['--nonet', '--noout', '--schema', schema, ...files];
    const { stderr } = spawnSync('xmllint', args, { encoding: 'utf8' });
    const lines = stderr.split('\n').filter((line) => line !== '');
    return lines.filter((line) => !line.endsWith(' validates'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('every manifest is valid against the schemas of Office', (context) => {
  const reason = whyNoSchema();
  if (reason !== null && CI === 'true') throw new Error(`In CI this must run: ${reason}`);
  if (reason !== null) {
    process.stderr.write(`skipped: ${reason}\n`);
    context.skip(reason);
  }
  expect(made.length).toBeGreaterThan(90);
  expect(schemaFaults(made.map(({ xml }) => xml))).toEqual([]);
  const [{ xml = '' } = {}] = made;
  const spoiled = xml
    .replace('<SupportsSharedFolders>true</SupportsSharedFolders>', '')
    .replace(
      /(<FunctionFile [^>]*>)(?![\s\S]*<FunctionFile)/,
      '$1<SupportsSharedFolders>true</SupportsSharedFolders>',
    );
  expect(schemaFaults([xml, spoiled])).not.toEqual([]);
});

const require = createRequire(import.meta.url);
const { Converter } = require('office-addin-manifest-converter/lib/converter.js');
const { Utilities } = require('office-addin-manifest-converter/lib/utilities.js');

it('the second judge, Microsoft’s converter and the schema of its result, finds nothing either', async () => {
  Utilities.setWriteImageUrls(true);
  // Each takes it some 0.3 s; every fifth has each text, and each switch on and off.
  const cloud = made.filter(({ flavour }) => flavour === 'microsoft-365').filter((_, at) => at % 5 === 0);
  for (const { name, xml } of cloud) {
    const converter = new Converter(xml, 'en-us');
    converter.convert();
    const json = JSON.parse(JSON.stringify(converter.getJSON()));
    json.$schema = 'https://developer.microsoft.com/json-schemas/teams/v1.17/MicrosoftTeams.schema.json';
    json.manifestVersion = '1.17';
    expect([name, await AppManifestUtils.validateAgainstSchema(json)]).toEqual([name, []]);
  }
});

describe('what no schema sees', () => {
  const roots = made.map((each) => ({ ...each, root: parseXml(each.xml) }));
  const each = (check: (root: FoundElement, flavour: string) => void) => {
    for (const { root, flavour } of roots) check(root, flavour);
  };
  const overridesIn = (root: FoundElement) =>
    named(root, 'VersionOverrides').map((found) => ({
      ...found,
      children: found.children.filter(({ name }) => name !== 'VersionOverrides'),
    }));

  it('every reference has a target, and every target one reference or more', () => {
    each((root) => {
      for (const part of overridesIn(root)) {
        const all = everyElement(part);
        const referred = all.flatMap(({ attributes }) => attributes.resid ?? []);
        const resources = named(part, 'Resources').flatMap(everyElement);
        const targets = resources.flatMap(({ attributes }) => attributes.id ?? []);
        expect(targets.sort()).toEqual([...new Set(referred)].sort());
        expect(Math.max(...targets.map((id) => id.length))).toBeLessThanOrEqual(32);
      }
    });
  });

  it('ids are unique within each part', () => {
    each((root) => {
      for (const part of overridesIn(root)) {
        const ids = ['Group', 'Control'].flatMap((name) =>
          named(part, name).map(({ attributes }) => attributes.id),
        );
        expect(new Set(ids).size).toBe(ids.length);
      }
    });
  });

  it('every address begins with https:// and has at most 2,048 characters', () => {
    each((root) => {
      const values = everyElement(root).flatMap(({ attributes }) => attributes.DefaultValue ?? []);
      const urls = values.filter((value) => value.includes('://'));
      expect(urls.length).toBeGreaterThan(10);
      for (const url of urls) expect(url).toMatch(/^https:\/\/[^\s<>"]{1,2040}$/);
    });
  });

  it('buttons have the sizes that Office demands, those of phones each in three scales', () => {
    each((root) => {
      for (const control of named(root, 'Control')) {
        const images = named(control, 'bt:Image').map(
          ({ attributes: { size, scale } }) => `${size} ${scale}`,
        );
        const demanded =
          control.attributes['xsi:type'] === 'Button'
            ? ['16', '32', '80'].map((size) => `${size} undefined`)
            : ['25', '32', '48'].flatMap((size) => ['1', '2', '3'].map((scale) => `${size} ${scale}`));
        expect(images).toEqual(expect.arrayContaining(demanded));
      }
    });
  });

  it('asks for no more than Mailbox 1.3, so that no server refuses it', () => {
    each((root) => {
      const sets = [...named(root, 'Set'), ...named(root, 'bt:Sets')];
      expect(sets.map(({ attributes }) => attributes.MinVersion ?? attributes.DefaultMinVersion)).toEqual([
        '1.3',
        '1.3',
        '1.3',
      ]);
    });
  });

  it('events run where their runtime is', () => {
    each((root, flavour) => {
      const sources = named(root, 'ExtensionPoint')
        .filter(({ attributes }) => attributes['xsi:type'] === 'LaunchEvent')
        .flatMap((point) => named(point, 'SourceLocation').map(({ attributes }) => attributes.resid));
      const runtimes = named(root, 'Runtime').map(({ attributes }) => attributes.resid);
      expect(sources).toEqual(runtimes);
      if (flavour === 'on-premises') expect(runtimes).toEqual([]);
    });
  });
});
