import type { InputIssue, IntegrationRecord } from '@vmrkit/core';
import type { ManifestFlavour } from '@vmrkit/core/composition';
import type { ManifestText } from './manifest-resources.ts';
import { outlookLocale } from './outlook-locale.ts';
import { isXmlText } from './xml-writer.ts';

const switches = { 'on-premises': 'on_premises', 'microsoft-365': 'cloud' } as const;

/** Why no manifest of this flavour can be made from a record, each fault with its path there; none: it can. */
export function manifestFaults(
  { addIn }: Pick<IntegrationRecord, 'addIn'>,
  flavour: ManifestFlavour,
): readonly InputIssue[] {
  const { manifest, providerName } = addIn;
  const isOn = flavour === 'on-premises' ? manifest.onPremises : manifest.cloud;
  const off = {
    path: ['add_in', 'manifest', switches[flavour]],
    code: 'off',
    message: 'This flavour is switched off.',
  };
  return [
    ...(isOn ? [] : [off]),
    ...textFaults(['add_in', 'provider_name', 'default'], { text: providerName.default, maxLength: 125 }),
    ...textsOf(addIn).flatMap(([name, text, maxLength]) => labelFaults(name, { text, maxLength })),
  ];
}

function textsOf(
  addIn: IntegrationRecord['addIn'],
): readonly (readonly [name: string, text: ManifestText, maxLength: number])[] {
  return [
    ['display_name', addIn.displayName, 125],
    ['description', addIn.description, 250],
    ['group_label', addIn.groupLabel, 125],
    ['button_label', addIn.buttonLabel, 125],
    ['supertip_title', addIn.supertipTitle, 125],
    ['supertip_text', addIn.supertipText, 250],
  ];
}

interface LimitedText<Text> {
  readonly text: Text;
  readonly maxLength: number;
}

function labelFaults(name: string, { text, maxLength }: LimitedText<ManifestText>): readonly InputIssue[] {
  const path = ['add_in', name];
  const versions = Object.entries(text.byLanguage).flatMap(([tag, version]) => {
    const at = [...path, 'by_language', tag];
    const unknown = { path: at, code: 'locale', message: 'Outlook knows no locale of this language.' };
    return [
      ...(outlookLocale(tag) === null ? [unknown] : []),
      ...textFaults(at, { text: version, maxLength }),
    ];
  });
  return [...textFaults([...path, 'default'], { text: text.default, maxLength }), ...versions];
}

function textFaults(
  path: readonly string[],
  { text, maxLength }: LimitedText<string>,
): readonly InputIssue[] {
  if (text === '') return [{ path, code: 'too_small', message: 'A manifest needs this text.' }];
  if (text.length > maxLength) {
    return [{ path, code: 'too_big', message: `A manifest takes at most ${maxLength} characters.` }];
  }
  if (isXmlText(text)) return [];
  return [{ path, code: 'invalid_value', message: 'It holds characters that XML cannot hold.' }];
}
