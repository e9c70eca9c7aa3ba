import { z } from 'zod';
import { label } from './fields.ts';
import { findMarkupFault } from './markup-fault.ts';

/** A text with its versions by language. Languages are BCP 47 tags in lower case. */
export interface LocalizedText {
  /** What everyone reads for whom there is no version of their own. */
  readonly default: string;
  readonly byLanguage: Readonly<Record<string, string>>;
}

/**
 * The version of `text` for a reader of `language` (a BCP 47 tag, any case): the exact one, else that of the
 * language without region, else the default.
 */
export function textFor(text: LocalizedText, language: string | null): string {
  const parts = (language ?? '').toLowerCase().split('-');
  for (let length = parts.length; length > 0; length -= 1) {
    const tag = parts.slice(0, length).join('-');
    const version = Object.hasOwn(text.byLanguage, tag) ? text.byLanguage[tag] : undefined;
    if (version !== undefined) return version;
  }
  return text.default;
}

const languageTag = z
  .string()
  .toLowerCase()
  .regex(/^[a-z]{2,3}(-[a-z0-9]{1,8}){0,4}$/, 'Not a language tag such as "de" or "pt-br".');

/** Longest HTML text or template that a record holds, in characters. */
const MAX_HTML_LENGTH = 65_536;

/** Longest template of one line, and longest heading or message of the pane, in characters. */
export const MAX_TEMPLATE_LENGTH = 12_288;

/** Two tags that differ by case alone name one version, of which one text would be lost. */
function refuseTwins(versions: unknown, context: z.RefinementCtx): unknown {
  const seen = new Set<string>();
  for (const tag of Object.keys(Object(versions))) {
    const message = 'Duplicate value.';
    if (seen.has(tag.toLowerCase())) {
      context.addIssue({ code: 'custom', params: { code: 'duplicate' }, path: [tag], message });
    }
    seen.add(tag.toLowerCase());
  }
  return versions;
}

function localized(version: z.ZodString, fallback: string) {
  return z
    .preprocess(
      (value) => (typeof value === 'string' ? { default: value } : value),
      z.strictObject({
        default: version.default(fallback),
        by_language: z.preprocess(refuseTwins, z.record(languageTag, version)).default({}),
      }),
    )
    .prefault({});
}

/** An HTML text, or a template that yields HTML; must leave nothing open that swallows the text behind it. */
export function localizedHtml(fallback: string, { maxLength = MAX_HTML_LENGTH } = {}) {
  return localized(htmlText(maxLength), fallback);
}

/** A text shown as it stands, such as a manifest's labels: one line, no markup. */
export function localizedLabel(fallback: string, { maxLength }: { readonly maxLength: number }) {
  return localized(label(maxLength).min(1), fallback);
}

/** A template that yields plain text; its result is folded to one line by the engine. */
export function localizedPlainTemplate(fallback: string) {
  return localized(z.string().max(MAX_TEMPLATE_LENGTH), fallback);
}

function htmlText(maxLength: number): z.ZodString {
  return z
    .string()
    .max(maxLength)
    .superRefine((source, context) => {
      const fault = findMarkupFault(source);
      if (fault === null) return;
      context.addIssue({
        code: 'custom',
        params: { code: 'markup' },
        message: `Line ${fault.line}, column ${fault.column}: ${fault.message}`,
      });
    });
}
