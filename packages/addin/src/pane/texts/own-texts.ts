import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { nb } from './nb.ts';

/** What the pane says beyond the texts of the integration's record; `{…}` are filled in. */
export type OwnTexts = Readonly<Record<keyof typeof en, string>>;

const languages: Readonly<Record<string, OwnTexts>> = { en, de, fr, es, nb, ja };
/** Other tags that clients use for a language of ours. */
const aliases: Readonly<Record<string, string>> = { no: 'nb', nn: 'nb' };

/** The texts for a reader of `language` (BCP 47, any case); English where we have none. */
export function ownTextsFor(language: string): OwnTexts {
  const base = language.toLowerCase().split('-')[0] ?? '';
  return languages[aliases[base] ?? base] ?? en;
}

/** The version of a text of the record for this reader, by the rule of the server. */
export function versionFor(versions: Readonly<Record<string, string>> | undefined, language: string): string {
  const parts = language.toLowerCase().split('-');
  for (let length = parts.length; length > 0; length -= 1) {
    const tag = parts.slice(0, length).join('-');
    const version = versions && Object.hasOwn(versions, tag) ? versions[tag] : undefined;
    if (version !== undefined) return version;
  }
  return versions?.default ?? '';
}

/** A text with its gaps filled. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => String(values[name] ?? gap));
}
