import { createHash } from 'node:crypto';
import { type InputIssue, type IntegrationRecord, InvalidInputError } from '@vmrkit/core';
import type { ManifestContent, ManifestFlavour } from '@vmrkit/core/composition';
import { iconHash } from './addin-icon.ts';
import { type AddInUrls, addInUrls } from './addin-urls.ts';
import { manifestFaults } from './manifest-faults.ts';
import { localized } from './manifest-resources.ts';
import { versionOverrides } from './version-overrides.ts';
import { element, writeXml, type XmlElement } from './xml-writer.ts';

/** What of a record stands in its manifests. */
export type ManifestRecord = Pick<IntegrationRecord, 'id' | 'addIn'>;

/** Which manifest of a record. */
export interface ManifestOptions {
  readonly flavour: ManifestFlavour;
  /** As `manifestVersion` gives it. */
  readonly version: string;
}

/** Most bytes of a manifest that Outlook takes. */
const MAX_BYTES = 256 * 1_024;

const permissions = { read_write_item: 'ReadWriteItem', read_write_mailbox: 'ReadWriteMailbox' } as const;

/**
 * The XML manifest of an integration's add-in; its id is the integration's. Throws InvalidInputError `ERR_MANIFEST_INVALID` with
 * the paths of the record that Outlook would refuse.
 */
export function renderManifest(record: ManifestRecord, { flavour, version }: ManifestOptions): string {
  const faults = manifestFaults(record, flavour);
  if (faults.length > 0) throw invalid(faults);
  const urls = addInUrls(record, { version, iconHash: iconHash(record.addIn.icon) });
  const { addIn } = record;
  const xml = writeXml(
    element(
      'OfficeApp',
      {
        xmlns: 'http://schemas.microsoft.com/office/appforoffice/1.1',
        'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
        'xmlns:bt': 'http://schemas.microsoft.com/office/officeappbasictypes/1.0',
        'xsi:type': 'MailApp',
      },
      [
        element('Id', {}, record.id),
        element('Version', {}, version),
        ...basics(addIn, urls),
        versionOverrides({ addIn, urls, isCloud: flavour === 'microsoft-365' }),
      ],
    ),
  );
  if (Buffer.byteLength(xml) <= MAX_BYTES) return xml;
  const message = 'Its texts have so many versions that the manifest would be larger than 256 KiB.';
  throw invalid([{ path: ['add_in'], code: 'too_big', message }]);
}

/** What a manifest holds, told by a hash of everything but its version. Throws as {@link renderManifest} does. */
export function manifestContent(record: ManifestRecord, flavour: ManifestFlavour): ManifestContent {
  const xml = renderManifest(record, { flavour, version: '0.0.0' });
  return { flavour, contentHash: createHash('sha256').update(xml).digest('hex') };
}

function basics(addIn: IntegrationRecord['addIn'], urls: AddInUrls): readonly XmlElement[] {
  const source = element('SourceLocation', { DefaultValue: urls.pane });
  const form = element('Form', { 'xsi:type': 'ItemEdit' }, [element('DesktopSettings', {}, [source])]);
  const item = { 'xsi:type': 'ItemIs', ItemType: 'Appointment', FormType: 'Edit' };
  const rules = [element('Rule', item)];
  return [
    element('ProviderName', {}, addIn.providerName.default),
    element('DefaultLocale', {}, 'en-US'),
    element('DisplayName', ...localized(addIn.displayName)),
    element('Description', ...localized(addIn.description)),
    element('IconUrl', { DefaultValue: urls.icon(64) }),
    element('HighResolutionIconUrl', { DefaultValue: urls.icon(128) }),
    element('Hosts', {}, [element('Host', { Name: 'Mailbox' })]),
    element('Requirements', {}, [
      element('Sets', {}, [element('Set', { Name: 'Mailbox', MinVersion: '1.3' })]),
    ]),
    element('FormSettings', {}, [form]),
    element('Permissions', {}, permissions[addIn.manifest.permissionLevel]),
    element('Rule', { 'xsi:type': 'RuleCollection', Mode: 'Or' }, rules),
    element('DisableEntityHighlighting', {}, 'false'),
  ];
}

function invalid(issues: readonly InputIssue[]): InvalidInputError {
  return new InvalidInputError('No manifest can be made from this integration’s record.', {
    code: 'ERR_MANIFEST_INVALID',
    issues,
  });
}
