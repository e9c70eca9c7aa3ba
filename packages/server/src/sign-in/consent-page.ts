import { ADMIN_CONSENT_STATE } from '@vmrkit/auth-azure';
import { escaped } from '../pages/page-file.ts';
import { framePage } from '../pages/page-frame.ts';
import { pageFiles } from './page-files.ts';
import type { PageLanguage } from './page-texts.ts';

/** How the consent of an administrator ended. */
export type ConsentOutcome = 'given' | 'declined';

interface ConsentTexts {
  readonly title: string;
  readonly given: readonly [heading: string, ...lines: string[]];
  readonly declined: readonly [heading: string, ...lines: string[]];
}

const texts: Readonly<Record<PageLanguage, ConsentTexts>> = {
  en: {
    title: 'Consent for meeting rooms',
    given: [
      'Your organization has consented',
      'Microsoft Entra says that the application may be used in your organization. People are asked nothing more.',
      'You can close this window. Nothing was changed here.',
    ],
    declined: [
      'No consent was given',
      'Microsoft Entra sent you back without a consent: it was declined, or your account may not give it.',
      'Open the link again as an administrator who may consent for the organization.',
    ],
  },
  de: {
    title: 'Zustimmung für Besprechungsräume',
    given: [
      'Ihre Organisation hat zugestimmt',
      'Microsoft Entra meldet, dass die Anwendung in Ihrer Organisation benutzt werden darf. Niemand wird mehr gefragt.',
      'Sie können dieses Fenster schließen. Hier wurde nichts geändert.',
    ],
    declined: [
      'Es wurde nicht zugestimmt',
      'Microsoft Entra hat Sie ohne Zustimmung zurückgeschickt: Sie wurde abgelehnt, oder Ihr Konto darf sie nicht geben.',
      'Öffnen Sie den Link noch einmal mit einem Konto, das für die Organisation zustimmen darf.',
    ],
  },
};

/**
 * How the consent ended from which Microsoft Entra sends an administrator back (Microsoft identity platform, admin consent):
 * `admin_consent` stands in the query of a good end, an error beside the state of our links in that of another. Null: this is
 * no end of a consent.
 */
export function consentOutcome(query: URLSearchParams): ConsentOutcome | null {
  if (query.has('code')) return null;
  const isError = query.has('error');
  if (query.get('admin_consent')?.toLowerCase() === 'true' && !isError) return 'given';
  return isError && query.get('state') === ADMIN_CONSENT_STATE ? 'declined' : null;
}

/** The page that the administrator then sees. It shows nothing of the query, which anybody could have written. */
export function renderConsentPage(
  outcome: ConsentOutcome,
  { language, filesPath }: { readonly language: PageLanguage; readonly filesPath: string },
): string {
  const { title, [outcome]: shown } = texts[language];
  const [heading, ...lines] = shown.map(escaped);
  const body = `<h1>${heading}</h1>\n${lines.map((line) => `<p>${line}</p>`).join('\n')}`;
  return framePage({ language, title, style: `${filesPath}/${pageFiles.style.name}`, body });
}
