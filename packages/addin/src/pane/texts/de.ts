import type { OwnTexts } from './own-texts.ts';

/** German. */
export const de: OwnTexts = {
  working: 'Der Raum wird hinzugefügt …',
  workingSlow: 'Der Raum wird noch hinzugefügt. Es dauert länger als sonst.',
  removing: 'Der Raum wird entfernt …',
  inviting: 'Das Postfach wird eingeladen …',
  remove: 'Aus dieser Besprechung entfernen',
  removedHeading: 'Raum entfernt',
  removedMessage: 'Dieser Entwurf ist wieder eine gewöhnliche Besprechung.',
  removedText:
    'Bitte löschen Sie die Einwahldaten selbst aus dem Text: Der übrige Text könnte sonst Schaden nehmen.',
  removedMailbox: 'Bitte entfernen Sie {name} selbst aus den Teilnehmern.',
  removedLocation: 'Bitte entfernen Sie die Zeile des Raums selbst aus dem Ort.',
  window: 'Der Raum öffnet {before} Minuten vor der Besprechung und schließt {after} Minuten danach.',
  askHeading: 'Wessen Raum ist das?',
  askMessage:
    'Diese Einladung enthält den Raum einer Besprechung zu einer anderen Zeit oder einer kopierten. Ein Raum kann nur einer Besprechung dienen.',
  askKeep: 'Diesen Raum behalten',
  askReplace: 'Neuen Raum nehmen',
  keptHeading: 'Nichts wurde geändert',
  keptMessage: 'Die Einladung behält ihren Raum.',
  mailboxMissing:
    'Outlook hat das Postfach nicht hinzugefügt, das den Raum bucht. Ohne es wird kein Raum gebucht. Fügen Sie es den Teilnehmern hinzu:',
  mailboxAbsent:
    'Das Postfach, das den Raum bucht, ist nicht unter den Teilnehmern. Ohne es wird kein Raum gebucht.',
  mailboxAdd: '{name} einladen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  locationMissing: 'Outlook hat diese Zeile nicht in den Ort übernommen:',
  oldText:
    'Die früheren Einwahldaten stehen noch im Text, weil der Rest sonst Schaden nehmen könnte. Bitte löschen Sie sie selbst.',
  notShown:
    'Outlook hat die Einwahldaten angenommen, zeigt sie aber noch nicht. Sehen Sie gleich in der Einladung nach, bevor Sie sie senden.',
  foreign: 'Diese Einladung nennt auch die Teilnahme über {product}. Behalten Sie eines von beiden.',
  late: 'Outlook hat nicht geantwortet. Sonst wurde nichts geändert; drücken Sie die Schaltfläche noch einmal.',
  draftRefused: 'Outlook hat die Änderung dieser Einladung abgelehnt. Nichts wurde geändert.',
  unable: 'Diese Version von Outlook kann das nicht.',
  unsteady:
    'Der Text wurde gerade bearbeitet. Nichts wurde geändert; drücken Sie die Schaltfläche noch einmal, wenn Sie fertig geschrieben haben.',
  token:
    'Outlook hat nicht bestätigt, wer Sie sind. Schließen Sie den Bereich und öffnen Sie ihn wieder; hilft das nicht, wenden Sie sich an Ihren Administrator.',
  tooMany: 'Zu viele Anfragen in kurzer Zeit. Bitte warten Sie eine Minute.',
  outdated: 'Der Dienst wurde aktualisiert. Schließen Sie diesen Bereich und öffnen Sie ihn wieder.',
  goneHeading: 'Diese Besprechung ist nicht mehr geöffnet',
  goneMessage:
    'Sie wurde gesendet oder geschlossen. Um eine Besprechung zu ändern, öffnen Sie sie und dann diesen Bereich wieder.',
  listing: 'Ihre Räume werden gesucht …',
  personalMessage: 'Die Einwahldaten von {name} stehen in Ihrer Einladung.',
  roomsOf: 'Räume von {account}',
  signInPreparing: 'Die Anmeldung wird vorbereitet …',
  signInHeading: 'Melden Sie sich an',
  signInMessage: 'Dafür öffnet sich ein Fenster. Fragt es nach zwei Ziffern, geben Sie diese ein:',
  signInOpen: 'Machen Sie im Fenster weiter. Fragt es nach zwei Ziffern, geben Sie diese ein:',
  signInConfirming: 'Fast geschafft: Bestätigen Sie im Fenster, oder geben Sie dort diese Ziffern ein:',
  signInBlocked:
    'Outlook hat kein Fenster geöffnet. Erlauben Sie Pop-ups für diese Seite, oder machen Sie in einem Browser weiter.',
  signInHint: 'Kein Fenster, ein leeres oder eine Meldung über Ihr Gerät?',
  signInBrowser: 'Weiter im Browser',
  signInStuck: 'Es geht nicht weiter?',
  signInStuckCauses:
    'Wenn die Seite sagt, dass Sie nicht zugewiesen sind, oder eine Genehmigung verlangt, nennen Sie Ihrem Administrator die angezeigte Nummer. Wenn sie von Ihrem Gerät spricht oder leer bleibt, fahren Sie im Browser fort. Um neu zu beginnen, schließen Sie das Fenster oder brechen Sie hier ab.',
  cancel: 'Abbrechen',
  otherHeading: 'Ist das Ihr Konto?',
  otherMessage: 'Sie sind bekannt als {account}, und der Kalender gehört {mailbox}.',
  otherUse: 'Räume von {account} verwenden',
  otherSignIn: 'Mit einem anderen Konto anmelden',
  details: 'Einzelheiten',
  reference: 'Nummer für Ihren Administrator: {reference}',
};
