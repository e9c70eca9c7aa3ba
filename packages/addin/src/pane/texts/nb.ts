import type { OwnTexts } from './own-texts.ts';

/** Norwegian (Bokmål). */
export const nb: OwnTexts = {
  working: 'Legger til rommet …',
  workingSlow: 'Legger fortsatt til rommet. Det tar lengre tid enn vanlig.',
  removing: 'Fjerner rommet …',
  inviting: 'Inviterer postboksen …',
  remove: 'Fjern fra dette møtet',
  removedHeading: 'Rommet er fjernet',
  removedMessage: 'Dette utkastet er et vanlig møte igjen.',
  removedText: 'Slett instruksjonene fra teksten selv: resten kunne ellers bli ødelagt.',
  removedMailbox: 'Fjern {name} fra deltakerne selv.',
  removedLocation: 'Fjern linjen for rommet fra stedet selv.',
  window: 'Rommet åpner {before} minutter før møtet og stenger {after} minutter etter.',
  askHeading: 'Hvem sitt rom er dette?',
  askMessage:
    'Denne invitasjonen har rommet til et møte på et annet tidspunkt, eller til et møte som ble kopiert. Et rom kan bare brukes av ett møte.',
  askKeep: 'Behold dette rommet',
  askReplace: 'Ta et nytt rom',
  keptHeading: 'Ingenting ble endret',
  keptMessage: 'Invitasjonen beholder rommet sitt.',
  mailboxMissing:
    'Outlook la ikke til postboksen som bestiller rommet. Uten den bestilles ikke noe rom. Legg den til blant deltakerne:',
  mailboxAbsent:
    'Postboksen som bestiller rommet, er ikke blant deltakerne. Uten den bestilles ikke noe rom.',
  mailboxAdd: 'Inviter {name}',
  copy: 'Kopier',
  copied: 'Kopiert',
  locationMissing: 'Outlook la ikke til denne linjen i stedet:',
  oldText:
    'De tidligere instruksjonene står fortsatt i teksten, siden resten ellers kunne bli ødelagt. Slett dem selv.',
  notShown:
    'Outlook tok imot instruksjonene, men viser dem ikke ennå. Se på invitasjonen om et øyeblikk, før du sender den.',
  foreign: 'Denne invitasjonen forteller også hvordan man blir med via {product}. Behold én av dem.',
  late: 'Outlook svarte ikke. Ingenting annet ble endret; trykk på knappen igjen.',
  draftRefused: 'Outlook nektet å endre denne invitasjonen. Ingenting ble endret.',
  unable: 'Denne versjonen av Outlook kan ikke gjøre det.',
  unsteady: 'Teksten ble redigert. Ingenting ble endret; trykk igjen når du er ferdig med å skrive.',
  token:
    'Outlook bekreftet ikke hvem du er. Lukk ruten og åpne den igjen; si fra til administratoren hvis det ikke hjelper.',
  tooMany: 'For mange forespørsler på kort tid. Vent et minutt.',
  outdated: 'Tjenesten er oppdatert. Lukk denne ruten og åpne den igjen.',
  goneHeading: 'Dette møtet er ikke lenger åpent',
  goneMessage: 'Det ble sendt eller lukket. Åpne møtet og denne ruten igjen for å endre det.',
  listing: 'Leter etter rommene dine …',
  personalMessage: 'Påloggingsinformasjonen for {name} står i invitasjonen.',
  roomsOf: 'Rommene til {account}',
  signInPreparing: 'Forbereder påloggingen …',
  signInHeading: 'Logg på for å fortsette',
  signInMessage: 'Et vindu åpnes for dette. Ber det om to sifre, skriver du disse:',
  signInOpen: 'Fortsett i vinduet. Ber det om to sifre, skriver du disse:',
  signInConfirming: 'Nesten ferdig: Bekreft i vinduet, eller skriv disse to sifrene der:',
  signInBlocked:
    'Outlook åpnet ikke noe vindu. Tillat popup-vinduer for denne siden, eller fortsett i en nettleser.',
  signInHint: 'Ikke noe vindu, et tomt vindu eller en melding om enheten din?',
  signInBrowser: 'Fortsett i nettleseren',
  signInStuck: 'Går det ikke videre?',
  signInStuckCauses:
    'Hvis siden sier at du ikke er tildelt tilgang, eller ber om godkjenning, gi administratoren nummeret som vises. Hvis den nevner enheten din eller forblir tom, fortsett i nettleseren. Lukk vinduet eller avbryt her for å begynne på nytt.',
  cancel: 'Avbryt',
  otherHeading: 'Er dette kontoen din?',
  otherMessage: 'Du er kjent som {account}, og kalenderen tilhører {mailbox}.',
  otherUse: 'Bruk rommene til {account}',
  otherSignIn: 'Logg på med en annen konto',
  details: 'Detaljer',
  reference: 'Referanse til administratoren: {reference}',
};
