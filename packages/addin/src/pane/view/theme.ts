import { webDarkTheme, webLightTheme } from '@fluentui/tokens';
import { setTheme } from '@fluentui/web-components/theme/set-theme.js';

/** Languages that are written from right to left. */
const rightToLeft = new Set(['ar', 'fa', 'he', 'ur']);

/** Gives the page the host's colours, and follows the system where the host tells none. */
export function followHost(language: string): void {
  const { documentElement: root } = document;
  root.lang = language;
  root.dir = rightToLeft.has(language.split('-')[0]?.toLowerCase() ?? '') ? 'rtl' : 'ltr';
  const system = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const isDark = isDarkHost(Office.context.officeTheme) ?? system.matches;
    root.style.colorScheme = isDark ? 'dark' : 'light';
    setTheme(isDark ? webDarkTheme : webLightTheme);
  };
  apply();
  system.addEventListener('change', apply);
  const mailbox = Office.context.mailbox;
  if (Office.context.requirements.isSetSupported('Mailbox', '1.14')) {
    mailbox.addHandlerAsync(Office.EventType.OfficeThemeChanged, apply);
  }
}

/** Undefined where the host tells no colours. */
function isDarkHost(theme: Office.OfficeTheme | undefined): boolean | undefined {
  const [, red, green, blue] = /^#?(..)(..)(..)$/.exec(theme?.bodyBackgroundColor ?? '') ?? [];
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  const light = (part: string) => Number.parseInt(part, 16);
  return light(red) * 0.299 + light(green) * 0.587 + light(blue) * 0.114 < 128;
}
