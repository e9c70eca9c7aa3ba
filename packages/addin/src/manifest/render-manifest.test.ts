import { type IntegrationRecord, InvalidInputError } from '@vmrkit/core';
import type { ManifestFlavour } from '@vmrkit/core/composition';
import { describe, expect, it } from 'vitest';
import { everyPart, ID, recordWith } from './manifest-record.fixture.ts';
import { everyElement, type FoundElement, named, parseXml } from './parse-xml.fixture.ts';
import { manifestContent, renderManifest } from './render-manifest.ts';

const BASE = `https://vmr.example.com/api/client/v2/msexchange_schedulers/${ID}`;

function manifestOf(addIn = {}, flavour: ManifestFlavour = 'microsoft-365'): FoundElement {
  return parseXml(renderManifest(recordWith(addIn), { flavour, version: '1.2.3' }));
}

const textOf = (root: FoundElement, name: string) => named(root, name)[0]?.text;
const newer = (root: FoundElement) =>
  named(root, 'VersionOverrides').find((each) => each.attributes['xsi:type'] === 'VersionOverridesV1_1');
const points = (root: FoundElement | undefined) =>
  root === undefined ? [] : named(root, 'ExtensionPoint').map(({ attributes }) => attributes['xsi:type']);

describe('a manifest', () => {
  it('has the id of the integration, the version that it is given, and the labels of the record', () => {
    const root = manifestOf({ display_name: 'Rooms', provider_name: 'Acme & Sons', button_label: 'Add' });
    expect([textOf(root, 'Id'), textOf(root, 'Version')]).toEqual([ID, '1.2.3']);
    expect(textOf(root, 'ProviderName')).toBe('Acme & Sons');
    expect(named(root, 'DisplayName')[0]?.attributes).toEqual({ DefaultValue: 'Rooms' });
    const labels = named(root, 'bt:String').map(({ attributes }) => attributes.DefaultValue);
    expect(labels).toContain('Add');
  });

  it('tells the pane its own version, and each icon what it shows', () => {
    const urls = named(manifestOf(), 'bt:Url').map(({ attributes }) => attributes.DefaultValue);
    expect(urls).toEqual([`${BASE}/pane?manifest=1.2.3`, `${BASE}/pane?manifest=1.2.3`]);
    const icon = named(manifestOf(), 'HighResolutionIconUrl')[0]?.attributes.DefaultValue;
    expect(icon).toMatch(/\/images\/addin_icon_128\.png\?v=[0-9a-f]{16}$/);
    const parts = named(manifestOf({ manifest: everyPart }), 'bt:Url');
    const addresses = parts.map(({ attributes }) => attributes.DefaultValue);
    expect(addresses).toContain(`${BASE}/pane/functions`);
    expect(addresses).toContain(`${BASE}/pane/functions.js`);
  });

  it('asks for the permission of the record, by default for that of an item', () => {
    expect(textOf(manifestOf(), 'Permissions')).toBe('ReadWriteItem');
    const more = manifestOf({ manifest: { permission_level: 'read_write_mailbox' } });
    expect(textOf(more, 'Permissions')).toBe('ReadWriteMailbox');
  });

  it('has versions of a text by locale, the tag that says more first', () => {
    const byLanguage = { de: 'Räume', 'de-de': 'Säle', 'pt-br': 'Salas', zh: '会议室', no: 'Rom' };
    const root = manifestOf({ display_name: { default: 'Rooms', by_language: byLanguage } });
    const overrides = named(root, 'DisplayName')[0]?.children.map(({ attributes }) => attributes);
    expect(overrides).toEqual([
      { Locale: 'de-DE', Value: 'Säle' },
      { Locale: 'nb-NO', Value: 'Rom' },
      { Locale: 'pt-BR', Value: 'Salas' },
      { Locale: 'zh-CN', Value: '会议室' },
    ]);
  });

  const hostile = `"><Hosts/>&amp;<!-- ]]> '\u00a0\u2028 🙂 ‮ </OfficeApp>`;
  it('keeps texts as they are, whatever they hold', () => {
    // The record refuses markup in labels; what is stored may be older than that rule.
    const record = recordWith();
    const text = { default: hostile, byLanguage: { de: hostile } };
    const addIn = { ...record.addIn, supertipTitle: text, providerName: text };
    const plain = parseXml(renderManifest(record, { flavour: 'microsoft-365', version: '1.2.3' }));
    const root = parseXml(
      renderManifest({ ...record, addIn }, { flavour: 'microsoft-365', version: '1.2.3' }),
    );
    expect(textOf(root, 'ProviderName')).toBe(hostile);
    const title = named(root, 'bt:String').find(({ attributes }) => attributes.id === 'supertip');
    expect(title?.attributes.DefaultValue).toBe(hostile);
    expect(title?.children[0]?.attributes).toEqual({ Locale: 'de-DE', Value: hostile });
    const names = (start: FoundElement) => everyElement(start).map(({ name }) => name);
    expect(names(root).filter((name) => name !== 'bt:Override')).toEqual(names(plain));
  });
});

describe('the parts of a manifest', () => {
  it.each([
    ['on-premises', {}, ['AppointmentOrganizerCommandSurface'], ['DesktopFormFactor']],
    ['on-premises', everyPart, ['AppointmentOrganizerCommandSurface'], ['DesktopFormFactor']],
    ['microsoft-365', {}, ['AppointmentOrganizerCommandSurface'], ['DesktopFormFactor']],
    [
      'microsoft-365',
      { mobile: true },
      ['AppointmentOrganizerCommandSurface', 'MobileOnlineMeetingCommandSurface'],
      ['DesktopFormFactor', 'MobileFormFactor'],
    ],
    [
      'microsoft-365',
      { smart_alerts: true },
      ['AppointmentOrganizerCommandSurface', 'LaunchEvent'],
      ['Runtimes', 'DesktopFormFactor'],
    ],
    [
      'microsoft-365',
      { new_appointment: 'add' },
      ['AppointmentOrganizerCommandSurface', 'LaunchEvent'],
      ['Runtimes', 'DesktopFormFactor'],
    ],
    [
      'microsoft-365',
      everyPart,
      ['AppointmentOrganizerCommandSurface', 'LaunchEvent', 'MobileOnlineMeetingCommandSurface'],
      ['Runtimes', 'DesktopFormFactor', 'MobileFormFactor'],
    ],
  ] as const)('%s with %j', (flavour, manifest, expected, factors) => {
    const overrides = newer(manifestOf({ manifest }, flavour));
    expect(points(overrides)).toEqual(expected);
    const host = overrides === undefined ? undefined : named(overrides, 'Host')[0];
    expect(host?.children.map(({ name }) => name)).toEqual(factors);
  });

  it.each(['on-premises', 'microsoft-365'] as const)('delegates are a switch, %s', (flavour) => {
    const shared = (delegates: boolean) =>
      named(manifestOf({ manifest: { delegates } }, flavour), 'SupportsSharedFolders').map(
        ({ text }) => text,
      );
    expect(shared(true)).toEqual(['true']);
    expect(shared(false)).toEqual([]);
  });

  it('each event is registered once, and asks before sending instead of forbidding it', () => {
    const events = named(manifestOf({ manifest: everyPart }), 'LaunchEvent');
    expect(events.map(({ attributes }) => attributes)).toEqual([
      { Type: 'OnNewAppointmentOrganizer', FunctionName: 'vmrkitNewAppointment' },
      { Type: 'OnAppointmentSend', FunctionName: 'vmrkitCheckRoom', SendMode: 'PromptUser' },
    ]);
  });
});

describe('no manifest', () => {
  const faultsOf = (record: IntegrationRecord, flavour: ManifestFlavour = 'microsoft-365') => {
    try {
      renderManifest(record, { flavour, version: '1.2.3' });
    } catch (error) {
      if (!InvalidInputError.is(error) || error.code !== 'ERR_MANIFEST_INVALID') throw error;
      return error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`);
    }
    return [];
  };
  /** As it was stored before a rule became stricter. */
  const stored = (texts: Partial<IntegrationRecord['addIn']>) => {
    const record = recordWith();
    return { ...record, addIn: { ...record.addIn, ...texts } };
  };
  const plain = (text: string) => ({ default: text, byLanguage: {} });

  it.each([
    ['displayName', 125, 'add_in.display_name.default'],
    ['description', 250, 'add_in.description.default'],
    ['providerName', 125, 'add_in.provider_name.default'],
    ['groupLabel', 125, 'add_in.group_label.default'],
    ['buttonLabel', 125, 'add_in.button_label.default'],
    ['supertipTitle', 125, 'add_in.supertip_title.default'],
    ['supertipText', 250, 'add_in.supertip_text.default'],
  ] as const)('of a %s longer than %i characters', (name, length, path) => {
    expect(faultsOf(stored({ [name]: plain('x'.repeat(length)) }))).toEqual([]);
    expect(faultsOf(stored({ [name]: plain('x'.repeat(length + 1)) }))).toEqual([`${path}: too_big`]);
    expect(faultsOf(stored({ [name]: plain('') }))).toEqual([`${path}: too_small`]);
  });

  it('of half a character, in any language', () => {
    const text = { default: 'ok', byLanguage: { de: 'half \ud83d' } };
    expect(faultsOf(stored({ buttonLabel: text }))).toEqual([
      'add_in.button_label.by_language.de: invalid_value',
    ]);
  });

  it('of a language that Outlook knows no locale of', () => {
    const label = { default: 'x', by_language: { xq: 'y', de: 'z' } };
    expect(faultsOf(recordWith({ group_label: label }))).toEqual([
      'add_in.group_label.by_language.xq: locale',
    ]);
  });

  it('of a flavour that is switched off', () => {
    const record = recordWith({ manifest: { cloud: false } });
    expect(faultsOf(record)).toEqual(['add_in.manifest.cloud: off']);
    expect(faultsOf(record, 'on-premises')).toEqual([]);
    const cloudOnly = recordWith({ manifest: { on_premises: false } });
    expect(faultsOf(cloudOnly, 'on-premises')).toEqual(['add_in.manifest.on_premises: off']);
  });

  it('of more than 256 KiB', () => {
    const regions = Array.from({ length: 300 }, (_, at) => `de-${String(100 + at)}`);
    const byLanguage = Object.fromEntries(regions.map((tag) => [tag, 'ü'.repeat(125)]));
    const label = { default: 'x', by_language: byLanguage };
    const record = recordWith({ button_label: label, group_label: label, supertip_title: label });
    expect(faultsOf(record)).toEqual(['add_in: too_big']);
  });
});

describe('manifestContent', () => {
  it('is the same for the same record, and another for every flavour and every change', () => {
    const hashes = [
      manifestContent(recordWith(), 'on-premises'),
      manifestContent(recordWith(), 'microsoft-365'),
      manifestContent(recordWith({ manifest: { mobile: true } }), 'microsoft-365'),
    ].map(({ contentHash }) => contentHash);
    // Without parts of its own, Microsoft 365 gets the same as Exchange Server.
    expect(new Set(hashes).size).toBe(2);
    expect(manifestContent(recordWith(), 'on-premises').contentHash).toBe(hashes[0]);
  });
});
