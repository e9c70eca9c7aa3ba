import { type ManifestFlavour, manifestFlavours } from '@vmrkit/core/composition';
import { recordWith } from './manifest-record.fixture.ts';
import { renderManifest } from './render-manifest.ts';

/** A manifest and how it came about. */
export interface MadeManifest {
  readonly name: string;
  readonly flavour: ManifestFlavour;
  readonly xml: string;
}

const long = (length: number) => 'Ωx"&\'<'.padEnd(length, 'é');
const everyLabel = (short: unknown, longer: unknown) => ({
  display_name: short,
  group_label: short,
  button_label: short,
  supertip_title: short,
  description: longer,
  supertip_text: longer,
});
const inLanguages = (tags: readonly string[]) => ({
  default: 'Room',
  by_language: Object.fromEntries(tags.map((tag) => [tag, `Room ${tag}`])),
});

/** Texts of records, as friendly and as hostile as records may be. Seven, so that they pair with all switches. */
const texts: Readonly<Record<string, object>> = {
  defaults: {},
  hostile: everyLabel(`& " ' > ]]> < 3 &#0; \u00a0 \u2028`, 'a & b "c" <'),
  longest: { ...everyLabel(long(125), long(250)), provider_name: long(125) },
  shortest: { ...everyLabel('x', 'x'), provider_name: 'x' },
  languages: everyLabel(inLanguages(['de', 'fr', 'es', 'nb', 'ja']), 'A room.'),
  regions: everyLabel('Room', inLanguages(['en', 'en-gb', 'pt-br', 'zh-hant', 'sr-latn', 'es-419', 'ar'])),
  port: { server_fqdn: `${'a'.repeat(63)}.example.com:8443`, display_name: '🙂 ‮ عربى' },
};

const onOff = [true, false];

/** Every setting of every switch in both flavours, with each of the texts. */
export function manifestMatrix(): readonly MadeManifest[] {
  const switches = manifestFlavours.flatMap((flavour) =>
    ['read_write_item', 'read_write_mailbox'].flatMap((permission_level) =>
      onOff.flatMap((delegates) =>
        onOff.flatMap((mobile) =>
          onOff.flatMap((smart_alerts) =>
            ['off', 'offer', 'add'].map((new_appointment) => ({
              flavour,
              manifest: { permission_level, delegates, mobile, smart_alerts, new_appointment },
            })),
          ),
        ),
      ),
    ),
  );
  const kinds = Object.entries(texts);
  return switches.map(({ flavour, manifest }, at) => {
    const [kind = '', labels = {}] = kinds[at % kinds.length] ?? [];
    const xml = renderManifest(recordWith({ ...labels, manifest }), { flavour, version: '1.20758.43200' });
    return { name: `${at} ${flavour} ${kind} ${JSON.stringify(manifest)}`, flavour, xml };
  });
}
