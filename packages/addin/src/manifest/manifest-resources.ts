import { outlookLocale } from './outlook-locale.ts';
import { element, type XmlElement } from './xml-writer.ts';

/** A text of the record with its versions by language. */
export interface ManifestText {
  readonly default: string;
  readonly byLanguage: Readonly<Record<string, string>>;
}

/** Attributes and children of an element that differs by locale; `prefix` is that of the children. */
export function localized(
  text: ManifestText,
  prefix = '',
): readonly [XmlElement['attributes'], readonly XmlElement[]] {
  const byLocale = new Map<string, string>();
  // The longer tag says more about its locale.
  for (const tag of Object.keys(text.byLanguage).sort((one, other) => one.length - other.length)) {
    byLocale.set(outlookLocale(tag) ?? tag, text.byLanguage[tag] ?? '');
  }
  const overrides = [...byLocale]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([locale, value]) => element(`${prefix}Override`, { Locale: locale, Value: value }));
  return [{ DefaultValue: text.default }, overrides];
}

const groups = { Images: 'Image', Urls: 'Url', ShortStrings: 'String', LongStrings: 'String' } as const;

/** The resources of one part of a manifest: what is referred to is there, once, and nothing else is. */
export class ManifestResources {
  readonly #found = new Map<keyof typeof groups, Map<string, XmlElement>>();

  /** Attributes that refer to an icon of so many pixels. */
  icon(size: number, url: string): { readonly resid: string } {
    return this.#add('Images', `icon.${size}`, [{ DefaultValue: url }, []]);
  }

  /** Attributes that refer to an address. */
  url(id: string, url: string): { readonly resid: string } {
    return this.#add('Urls', id, [{ DefaultValue: url }, []]);
  }

  /** Attributes that refer to a text of at most 125 characters. */
  short(id: string, text: ManifestText): { readonly resid: string } {
    return this.#add('ShortStrings', id, localized(text, 'bt:'));
  }

  /** Attributes that refer to a text of at most 250 characters. */
  long(id: string, text: ManifestText): { readonly resid: string } {
    return this.#add('LongStrings', id, localized(text, 'bt:'));
  }

  /** All that was referred to. */
  element(): XmlElement {
    const lists = Object.keys(groups).flatMap((group) => {
      const found = this.#found.get(group as keyof typeof groups);
      return found === undefined ? [] : [element(`bt:${group}`, {}, [...found.values()])];
    });
    return element('Resources', {}, lists);
  }

  #add(
    group: keyof typeof groups,
    id: string,
    [attributes, children]: ReturnType<typeof localized>,
  ): { readonly resid: string } {
    const found = this.#found.get(group) ?? new Map<string, XmlElement>();
    this.#found.set(group, found.set(id, element(`bt:${groups[group]}`, { id, ...attributes }, children)));
    return { resid: id };
  }
}
