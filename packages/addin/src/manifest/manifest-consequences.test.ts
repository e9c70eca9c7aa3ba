import type { IntegrationRecord } from '@vmrkit/core';
import { manifestFlavours, recordConsequences, toRecordJson } from '@vmrkit/core/composition';
import { expect, it } from 'vitest';
import { everyPart, recordWith } from './manifest-record.fixture.ts';
import { manifestContent } from './render-manifest.ts';

const plugins = { mailbox: {}, signIn: {}, roomSources: {}, callers: {} };
/** White, 80 x 80. */
const otherIcon =
  'iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAQAAAACmas8AAAAAFElEQVR42mP4DwcMo8xR5iiTtkwA9KcdDlRXsv0AAAAASUVORK5CYII=';

/** The manifests that a record gives, each by the hash of its content; null: it gives none. */
function manifestsOf(record: IntegrationRecord) {
  return manifestFlavours.map((flavour) => {
    const { onPremises, cloud } = record.addIn.manifest;
    const isOn = flavour === 'on-premises' ? onPremises : cloud;
    return isOn ? manifestContent(record, flavour).contentHash : null;
  });
}

const base = recordWith({ manifest: everyPart });

/** Other values for one field of the section; texts get another default, and a version of their own. */
function othersOf(name: string, value: unknown): readonly unknown[] {
  if (name === 'server_fqdn') return ['other.example.com'];
  if (name === 'icon') return [otherIcon];
  if (name === 'owa_origins') return [['https://owa.example.com']];
  const text = value as { readonly default: string };
  return [
    { ...text, default: 'Other' },
    { default: text.default, by_language: { fr: 'Autre' } },
  ];
}

const { add_in } = toRecordJson(base);
const { manifest, pane, ...fields } = add_in;
const changes: readonly (readonly [string, object])[] = [
  ...Object.entries(fields).flatMap(([name, value]) =>
    othersOf(name, value).map((other) => [name, { [name]: other }] as const),
  ),
  ...Object.keys(pane).map((name) => [`pane.${name}`, { pane: { [name]: 'Other' } }] as const),
  ...Object.entries(manifest).flatMap(([name, value]) => {
    const others =
      typeof value === 'boolean'
        ? [!value]
        : name === 'permission_level'
          ? ['read_write_mailbox']
          : ['off', 'add'];
    return others.map((other) => [`manifest.${name}`, { manifest: { ...manifest, [name]: other } }] as const);
  }),
];

it.each(changes)('another %s is told as a new manifest exactly where a manifest changes: %j', (_, change) => {
  const after = recordWith({ manifest: everyPart, ...change });
  const { newManifest } = recordConsequences(base, after, { plugins });
  expect(newManifest.length > 0).toBe(
    JSON.stringify(manifestsOf(after)) !== JSON.stringify(manifestsOf(base)),
  );
});

it('no other field of the record changes a manifest', () => {
  const { id: _, addIn: __, ...others } = base;
  for (const name of Object.keys(others)) {
    expect(manifestsOf({ ...base, [name]: null })).toEqual(manifestsOf(base));
  }
  expect(changes.length).toBeGreaterThan(40);
});
