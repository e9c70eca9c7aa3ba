/**
 * The locale by which Office knows a language tag: language and region, the likely region where the tag names none. The script
 * stays where the tag names it, but for Chinese, which Office tells apart by region. Null: there is no such locale.
 */
export function outlookLocale(tag: string): string | null {
  const locale = localeOf(tag);
  const { region } = locale?.maximize() ?? {};
  if (locale === null || region === undefined) return null;
  const language = locale.language === 'no' ? 'nb' : locale.language;
  const script = language === 'zh' ? undefined : locale.script;
  return [language, script, region].filter((part) => part !== undefined).join('-');
}

function localeOf(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag);
  } catch {
    return null;
  }
}
