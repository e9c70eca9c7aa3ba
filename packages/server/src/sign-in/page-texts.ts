/** What a sign-in page says about one failure: what happened, and what the person does. */
interface FailureText {
  readonly what: string;
  readonly todo: string;
}

/** Texts of the sign-in pages in one language; `{…}` is filled in. */
export interface PageTexts {
  readonly title: string;
  readonly waitHeading: string;
  readonly wait: string;
  readonly confirmHeading: string;
  readonly confirm: string;
  readonly first: string;
  readonly second: string;
  readonly continue: string;
  readonly typeDigits: string;
  readonly digits: string;
  readonly digitsHelp: string;
  readonly wrongDigits: string;
  readonly submit: string;
  readonly notYou: string;
  readonly doneHeading: string;
  readonly done: string;
  readonly failedHeading: string;
  readonly signedInAs: string;
  readonly expected: string;
  readonly close: string;
  readonly reference: string;
  readonly otherFailure: FailureText;
  readonly failures: Readonly<Record<string, FailureText>>;
}

const again = 'Close this window, go back to Outlook and begin again.';
const tellAdministrator = 'Tell your administrator, and give the reference below.';

const en: PageTexts = {
  title: 'Sign in for meeting rooms',
  waitHeading: 'Signing you in',
  wait: 'This takes a moment. The page goes on by itself.',
  confirmHeading: 'Is this you?',
  confirm: 'You are signed in as',
  first: 'Your mailbox will be linked to this account, so that you need not sign in next time.',
  second:
    'This account is already linked to another mailbox. If you go on, this mailbox is linked to it as well. Only go on if both mailboxes are yours.',
  continue: 'Continue in Outlook',
  typeDigits: 'Outlook does not go on by itself?',
  digits: 'Two digits shown in Outlook',
  digitsHelp:
    'Type them only if you see them in your own Outlook. Nobody else may give them to you: whoever sends you a link and two digits wants to use your account.',
  wrongDigits: 'These are not the digits that Outlook shows. Look again.',
  submit: 'Confirm',
  notYou:
    'Not you? Close this window. To use another account, sign out of this one first, or open the link from Outlook in a private window.',
  doneHeading: 'You are signed in',
  done: 'Go back to Outlook. You can close this window.',
  failedHeading: 'You are not signed in',
  signedInAs: 'Signed in: {account}',
  expected: 'Outlook belongs to: {expected}',
  close: 'Close this window',
  reference: 'Reference: {reference}',
  otherFailure: { what: 'Something went wrong during the sign-in.', todo: tellAdministrator },
  failures: {
    ERR_SIGN_IN_EXPIRED: { what: 'This sign-in was used already, or took too long.', todo: again },
    ERR_SIGN_IN_BROWSER: {
      what: 'This page belongs to a sign-in that was begun in another window or browser.',
      todo: `${again} If your browser refuses cookies, allow them for this page.`,
    },
    ERR_SIGN_IN_TRIES: { what: 'There were too many attempts.', todo: again },
    ERR_SIGN_IN_REFUSED: {
      what: 'The sign-in was cancelled, or your organization does not let this account in.',
      todo: again,
    },
    ERR_SIGN_IN_FORGED: {
      what: 'The answer of the sign-in page does not belong to this sign-in.',
      todo: again,
    },
    ERR_SIGN_IN_UNAVAILABLE: {
      what: 'The sign-in page of your organization does not answer at the moment.',
      todo: 'Try again in some minutes.',
    },
    ERR_MANAGER_AWAY: {
      what: 'The meeting service does not answer at the moment.',
      todo: 'Try again in some minutes.',
    },
    ERR_SIGN_IN_SETTINGS: { what: 'Sign-in is not available.', todo: tellAdministrator },
    ERR_SIGN_IN_CLAIMS: {
      what: 'Your organization does not tell enough about your account.',
      todo: tellAdministrator,
    },
    ERR_SIGN_IN_OTHER_PERSON: {
      what: 'You are signed in with another account than the one that Outlook belongs to.',
      todo: 'Sign out of the other account, or open the link from Outlook in a private window. On a computer that signs you in by itself, sign in to Windows as yourself.',
    },
    ERR_SIGN_IN_NOT_A_USER: {
      what: 'This account has no personal meeting rooms.',
      todo: 'Ask your administrator to register you.',
    },
  },
};

const nochmal = 'Schließen Sie dieses Fenster, gehen Sie zu Outlook zurück und beginnen Sie neu.';
const meldeAdministrator = 'Sagen Sie es Ihrer Administration, mit der Referenz unten.';

const de: PageTexts = {
  title: 'Anmeldung für Besprechungsräume',
  waitHeading: 'Sie werden angemeldet',
  wait: 'Das dauert einen Moment. Die Seite geht von selbst weiter.',
  confirmHeading: 'Sind Sie das?',
  confirm: 'Sie sind angemeldet als',
  first: 'Ihr Postfach wird mit diesem Konto verknüpft, damit Sie sich nicht jedes Mal anmelden müssen.',
  second:
    'Dieses Konto ist schon mit einem anderen Postfach verknüpft. Wenn Sie weitermachen, kommt dieses Postfach hinzu. Tun Sie das nur, wenn beide Postfächer Ihre sind.',
  continue: 'Weiter in Outlook',
  typeDigits: 'Geht es in Outlook nicht von selbst weiter?',
  digits: 'Zwei Ziffern aus Outlook',
  digitsHelp:
    'Geben Sie sie nur ein, wenn Ihr eigenes Outlook sie zeigt. Niemand sonst darf sie Ihnen nennen: Wer Ihnen einen Link und zwei Ziffern schickt, will Ihr Konto benutzen.',
  wrongDigits: 'Outlook zeigt andere Ziffern. Sehen Sie noch einmal nach.',
  submit: 'Bestätigen',
  notYou:
    'Nicht Sie? Schließen Sie dieses Fenster. Für ein anderes Konto melden Sie sich erst ab, oder öffnen Sie den Link aus Outlook in einem privaten Fenster.',
  doneHeading: 'Sie sind angemeldet',
  done: 'Gehen Sie zu Outlook zurück. Dieses Fenster können Sie schließen.',
  failedHeading: 'Sie sind nicht angemeldet',
  signedInAs: 'Angemeldet: {account}',
  expected: 'Outlook gehört: {expected}',
  close: 'Fenster schließen',
  reference: 'Referenz: {reference}',
  otherFailure: { what: 'Bei der Anmeldung ist etwas schiefgegangen.', todo: meldeAdministrator },
  failures: {
    ERR_SIGN_IN_EXPIRED: {
      what: 'Diese Anmeldung wurde schon benutzt, oder sie hat zu lange gedauert.',
      todo: nochmal,
    },
    ERR_SIGN_IN_BROWSER: {
      what: 'Diese Seite gehört zu einer Anmeldung aus einem anderen Fenster oder Browser.',
      todo: `${nochmal} Wenn Ihr Browser Cookies ablehnt, erlauben Sie sie für diese Seite.`,
    },
    ERR_SIGN_IN_TRIES: { what: 'Es waren zu viele Versuche.', todo: nochmal },
    ERR_SIGN_IN_REFUSED: {
      what: 'Die Anmeldung wurde abgebrochen, oder Ihre Organisation lässt dieses Konto nicht zu.',
      todo: nochmal,
    },
    ERR_SIGN_IN_FORGED: {
      what: 'Die Antwort der Anmeldeseite gehört nicht zu dieser Anmeldung.',
      todo: nochmal,
    },
    ERR_SIGN_IN_UNAVAILABLE: {
      what: 'Die Anmeldeseite Ihrer Organisation antwortet gerade nicht.',
      todo: 'Versuchen Sie es in einigen Minuten noch einmal.',
    },
    ERR_MANAGER_AWAY: {
      what: 'Der Besprechungsdienst antwortet gerade nicht.',
      todo: 'Versuchen Sie es in einigen Minuten noch einmal.',
    },
    ERR_SIGN_IN_SETTINGS: { what: 'Die Anmeldung ist nicht verfügbar.', todo: meldeAdministrator },
    ERR_SIGN_IN_CLAIMS: {
      what: 'Ihre Organisation sagt zu wenig über Ihr Konto.',
      todo: meldeAdministrator,
    },
    ERR_SIGN_IN_OTHER_PERSON: {
      what: 'Sie sind mit einem anderen Konto angemeldet als dem, dem Outlook gehört.',
      todo: 'Melden Sie das andere Konto ab, oder öffnen Sie den Link aus Outlook in einem privaten Fenster. Wenn der Computer von selbst anmeldet, melden Sie sich in Windows mit Ihrem Konto an.',
    },
    ERR_SIGN_IN_NOT_A_USER: {
      what: 'Dieses Konto hat keine persönlichen Besprechungsräume.',
      todo: 'Bitten Sie Ihre Administration, Sie einzutragen.',
    },
  },
};

const languages = { en, de } as const;

/** A language of the pages. */
export type PageLanguage = keyof typeof languages;

/** The language that a browser prefers among those there are. */
export function pageLanguage(preferred: readonly string[]): PageLanguage {
  const known = preferred.map((tag) => tag.toLowerCase().split('-')[0] ?? '');
  return known.find((tag): tag is PageLanguage => Object.hasOwn(languages, tag)) ?? 'en';
}

/** The texts in one language. */
export function pageTexts(language: PageLanguage): PageTexts {
  return languages[language];
}
