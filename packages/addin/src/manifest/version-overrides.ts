import type { IntegrationRecord } from '@vmrkit/core';
import { manifestFunctions, PANE_BUTTON } from '../events/events-config.ts';
import type { AddInUrls } from './addin-urls.ts';
import { ManifestResources } from './manifest-resources.ts';
import { element, type XmlElement } from './xml-writer.ts';

/** What the parts of a manifest are made from. */
export interface ManifestParts {
  readonly addIn: IntegrationRecord['addIn'];
  readonly urls: AddInUrls;
  readonly isCloud: boolean;
}

const namespaces = {
  '1_0': 'http://schemas.microsoft.com/office/mailappversionoverrides',
  '1_1': 'http://schemas.microsoft.com/office/mailappversionoverrides/1.1',
} as const;

/** Sizes of a button's icon: those that Office demands, and no more, since the JSON form has room for three. */
const BUTTON_SIZES = [16, 32, 80] as const;
/** Sizes and scales of a phone's icon, all of which Exchange demands. */
const MOBILE_SIZES = [25, 32, 48] as const;
const SCALES = [1, 2, 3] as const;

/** Every size of icon that manifests name, in pixels. */
export const iconSizes: ReadonlySet<number> = new Set([
  ...BUTTON_SIZES,
  ...MOBILE_SIZES.flatMap((size) => SCALES.map((scale) => size * scale)),
  64,
  128,
]);

/** The parts for clients that know add-in commands: those of 1.0 hold, as their last child, those of 1.1. */
export function versionOverrides(parts: ManifestParts): XmlElement {
  const resources = new ManifestResources();
  const desktop = desktopFormFactor([commandSurface(parts, resources)], { ...parts, resources });
  return overrides('1_0', [host([desktop]), resources.element(), newerOverrides(parts)]);
}

function newerOverrides(parts: ManifestParts): XmlElement {
  const { isCloud, addIn } = parts;
  const { delegates, mobile } = addIn.manifest;
  const resources = new ManifestResources();
  const events = isCloud ? launchedEvents(addIn) : [];
  const points = [commandSurface(parts, resources)];
  if (events.length > 0) points.push(launchEvent(events, { ...parts, resources }));
  const desktop = desktopFormFactor(points, { ...parts, resources });
  const shared = delegates ? [element('SupportsSharedFolders', {}, 'true')] : [];
  const children = [
    ...(events.length > 0 ? [runtimes({ ...parts, resources })] : []),
    { ...desktop, children: [...shared, ...desktop.children] as XmlElement[] },
    ...(isCloud && mobile ? [mobileFormFactor({ ...parts, resources })] : []),
  ];
  return overrides('1_1', [host(children), resources.element()]);
}

function overrides(version: keyof typeof namespaces, children: readonly XmlElement[]): XmlElement {
  const set = element('bt:Set', { Name: 'Mailbox' });
  return element(
    'VersionOverrides',
    { xmlns: namespaces[version], 'xsi:type': `VersionOverridesV${version}` },
    // Exchange Server refuses a whole manifest that asks for more than 1.5 here: what a client can do is asked at run time.
    [element('Requirements', {}, [element('bt:Sets', { DefaultMinVersion: '1.3' }, [set])]), ...children],
  );
}

function host(children: readonly XmlElement[]): XmlElement {
  return element('Hosts', {}, [element('Host', { 'xsi:type': 'MailHost' }, children)]);
}

interface PartsWithResources extends ManifestParts {
  readonly resources: ManifestResources;
}

function desktopFormFactor(
  points: readonly XmlElement[],
  { urls, resources }: Pick<PartsWithResources, 'urls' | 'resources'>,
): XmlElement {
  // Asked for by Office although no command of the desktop calls a function: the pane is as good as any page.
  const file = element('FunctionFile', resources.url('pane', urls.pane));
  return element('DesktopFormFactor', {}, [file, ...points]);
}

function commandSurface({ addIn, urls }: ManifestParts, resources: ManifestResources): XmlElement {
  const { groupLabel, buttonLabel, supertipTitle, supertipText } = addIn;
  const images = BUTTON_SIZES.map((size) =>
    element('bt:Image', { size: String(size), ...resources.icon(size, urls.icon(size)) }),
  );
  const button = element('Control', { 'xsi:type': 'Button', id: PANE_BUTTON }, [
    element('Label', resources.short('button', buttonLabel)),
    element('Supertip', {}, [
      element('Title', resources.short('supertip', supertipTitle)),
      element('Description', resources.long('supertip.text', supertipText)),
    ]),
    element('Icon', {}, images),
    element('Action', { 'xsi:type': 'ShowTaskpane' }, [
      element('SourceLocation', resources.url('pane', urls.pane)),
    ]),
  ]);
  const group = element('Group', { id: 'vmrkit.group' }, [
    element('Label', resources.short('group', groupLabel)),
    button,
  ]);
  return extensionPoint('AppointmentOrganizerCommandSurface', [
    element('OfficeTab', { id: 'TabDefault' }, [group]),
  ]);
}

function mobileFormFactor({ addIn, urls, resources }: PartsWithResources): XmlElement {
  const images = MOBILE_SIZES.flatMap((size) =>
    SCALES.map((scale) => {
      const pixels = size * scale;
      const target = resources.icon(pixels, urls.icon(pixels));
      return element('bt:Image', { size: String(size), scale: String(scale), ...target });
    }),
  );
  const control = element('Control', { 'xsi:type': 'MobileButton', id: 'vmrkit.mobile' }, [
    element('Label', resources.short('button', addIn.buttonLabel)),
    element('Icon', { 'xsi:type': 'bt:MobileIconList' }, images),
    element('Action', { 'xsi:type': 'ExecuteFunction' }, [
      element('FunctionName', {}, manifestFunctions.mobile),
    ]),
  ]);
  return element('MobileFormFactor', {}, [
    element('FunctionFile', resources.url('functions', urls.functions)),
    extensionPoint('MobileOnlineMeetingCommandSurface', [control]),
  ]);
}

function launchedEvents({ manifest }: IntegrationRecord['addIn']): readonly XmlElement[] {
  const { newAppointment, send } = manifestFunctions;
  const events: XmlElement[] = [];
  if (manifest.newAppointment !== 'off') {
    const attributes = { Type: 'OnNewAppointmentOrganizer', FunctionName: newAppointment };
    events.push(element('LaunchEvent', attributes));
  }
  if (manifest.smartAlerts) {
    // An edge that cannot be reached must not keep people from sending.
    const attributes = { Type: 'OnAppointmentSend', FunctionName: send, SendMode: 'PromptUser' };
    events.push(element('LaunchEvent', attributes));
  }
  return events;
}

function launchEvent(
  events: readonly XmlElement[],
  { urls, resources }: Pick<PartsWithResources, 'urls' | 'resources'>,
): XmlElement {
  return extensionPoint('LaunchEvent', [
    element('LaunchEvents', {}, events),
    element('SourceLocation', resources.url('functions', urls.functions)),
  ]);
}

function runtimes({ urls, resources }: Pick<PartsWithResources, 'urls' | 'resources'>): XmlElement {
  const script = resources.url('functions.js', urls.functionsScript);
  return element('Runtimes', {}, [
    element('Runtime', resources.url('functions', urls.functions), [
      element('Override', { type: 'javascript', ...script }),
    ]),
  ]);
}

function extensionPoint(type: string, children: readonly XmlElement[]): XmlElement {
  return element('ExtensionPoint', { 'xsi:type': type }, children);
}
