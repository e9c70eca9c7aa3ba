import { defaultTexts } from './default-texts.ts';

type PaneText = keyof typeof defaultTexts.pane;

/** The pane's default texts in other languages than English, by BCP 47 tag. */
const translations: Readonly<Record<string, Readonly<Record<PaneText, string>>>> = {
  de: {
    title: 'Virtueller Besprechungsraum',
    description: 'Wählen Sie, wo sich alle treffen.',
    singleUseVmrButtonLabel: 'Raum für diese Besprechung hinzufügen',
    successHeading: 'Raum hinzugefügt',
    alreadyVideoMeetingHeading: 'Es gibt bereits einen Raum',
    unableToAddJoiningInstructionsHeading: 'Der Raum folgt',
    generalErrorHeading: 'Das hat nicht geklappt',
    successMessage:
      'Die Einwahldaten stehen in Ihrer Einladung. Der Raum ist gebucht, sobald Sie sie senden.',
    alreadyVideoMeetingMessage:
      'Diese Besprechung hat bereits einen virtuellen Raum. Falls die Einladung noch nicht gesendet ist, senden Sie sie, um den Raum zu buchen.',
    unableToAddJoiningInstructionsMessage:
      'Im Moment kann kein Raum zugewiesen werden. Senden Sie die Einladung so, wie sie ist: Alle Eingeladenen erhalten die Einwahldaten mit einer Aktualisierung.',
    errorInsertingSingleUseVmrMessage:
      'Die Einwahldaten konnten nicht in Ihre Einladung eingefügt werden. Bitte versuchen Sie es noch einmal.',
    personalVmrButtonLabel: 'Persönlichen Raum hinzufügen',
    signInButtonLabel: 'Anmelden',
    selectPersonalVmrMessage: 'Welcher Ihrer Räume soll es sein?',
    noPersonalVmrMessage: 'Ihnen gehört noch kein persönlicher Raum.',
    errorGettingPersonalVmrsMessage:
      'Ihre Räume konnten nicht abgefragt werden. Bitte versuchen Sie es noch einmal.',
    errorSigningInMessage: 'Die Anmeldung ist nicht gelungen. Bitte versuchen Sie es noch einmal.',
    errorInsertingPersonalVmrMessage:
      'Der Raum konnte nicht in Ihre Einladung eingefügt werden. Bitte versuchen Sie es noch einmal.',
    addInNotAvailableMessage:
      'Der Dienst für die Besprechungsräume antwortet nicht. Ihre Einladung blieb, wie sie war; bitte versuchen Sie es später noch einmal.',
  },
  fr: {
    title: 'Salle de réunion virtuelle',
    description: 'Choisissez où vous allez vous réunir.',
    singleUseVmrButtonLabel: 'Ajouter une salle pour cette réunion',
    successHeading: 'Salle ajoutée',
    alreadyVideoMeetingHeading: 'Il y a déjà une salle',
    unableToAddJoiningInstructionsHeading: 'La salle suivra',
    generalErrorHeading: 'Cela n’a pas fonctionné',
    successMessage:
      'Les instructions de connexion sont dans votre invitation. La salle est réservée dès que vous l’envoyez.',
    alreadyVideoMeetingMessage:
      'Cette réunion a déjà une salle virtuelle. Si l’invitation n’est pas encore envoyée, envoyez-la pour réserver la salle.',
    unableToAddJoiningInstructionsMessage:
      'Aucune salle ne peut être attribuée pour le moment. Envoyez l’invitation telle quelle : tous les invités recevront les instructions dans une mise à jour.',
    errorInsertingSingleUseVmrMessage:
      'Les instructions de connexion n’ont pas pu être ajoutées à votre invitation. Veuillez réessayer.',
    personalVmrButtonLabel: 'Ajouter une salle personnelle',
    signInButtonLabel: 'Se connecter',
    selectPersonalVmrMessage: 'Laquelle de vos salles voulez-vous utiliser ?',
    noPersonalVmrMessage: 'Aucune salle personnelle ne vous appartient encore.',
    errorGettingPersonalVmrsMessage: 'Vos salles n’ont pas pu être recherchées. Veuillez réessayer.',
    errorSigningInMessage: 'La connexion n’a pas réussi. Veuillez réessayer.',
    errorInsertingPersonalVmrMessage:
      'La salle n’a pas pu être ajoutée à votre invitation. Veuillez réessayer.',
    addInNotAvailableMessage:
      'Le service des salles de réunion ne répond pas. Votre invitation est restée telle quelle ; veuillez réessayer plus tard.',
  },
  es: {
    title: 'Sala de reunión virtual',
    description: 'Elija dónde se reunirán.',
    singleUseVmrButtonLabel: 'Añadir una sala para esta reunión',
    successHeading: 'Sala añadida',
    alreadyVideoMeetingHeading: 'Ya hay una sala',
    unableToAddJoiningInstructionsHeading: 'La sala llegará después',
    generalErrorHeading: 'No ha funcionado',
    successMessage:
      'Las instrucciones de acceso están en su invitación. La sala queda reservada en cuanto la envíe.',
    alreadyVideoMeetingMessage:
      'Esta reunión ya tiene una sala virtual. Si aún no ha enviado la invitación, envíela para reservar la sala.',
    unableToAddJoiningInstructionsMessage:
      'En este momento no se puede asignar ninguna sala. Envíe la invitación tal como está: todos los invitados recibirán las instrucciones en una actualización.',
    errorInsertingSingleUseVmrMessage:
      'No se han podido añadir las instrucciones de acceso a su invitación. Inténtelo de nuevo.',
    personalVmrButtonLabel: 'Añadir una sala personal',
    signInButtonLabel: 'Iniciar sesión',
    selectPersonalVmrMessage: '¿Cuál de sus salas quiere usar?',
    noPersonalVmrMessage: 'Todavía no le pertenece ninguna sala personal.',
    errorGettingPersonalVmrsMessage: 'No se han podido consultar sus salas. Inténtelo de nuevo.',
    errorSigningInMessage: 'No se ha podido iniciar sesión. Inténtelo de nuevo.',
    errorInsertingPersonalVmrMessage: 'No se ha podido añadir la sala a su invitación. Inténtelo de nuevo.',
    addInNotAvailableMessage:
      'El servicio de salas de reunión no responde. Su invitación ha quedado como estaba; inténtelo más tarde.',
  },
  nb: {
    title: 'Virtuelt møterom',
    description: 'Velg hvor dere skal møtes.',
    singleUseVmrButtonLabel: 'Legg til et rom for dette møtet',
    successHeading: 'Rommet er lagt til',
    alreadyVideoMeetingHeading: 'Det finnes allerede et rom',
    unableToAddJoiningInstructionsHeading: 'Rommet kommer senere',
    generalErrorHeading: 'Det gikk ikke',
    successMessage: 'Instruksjonene for å bli med står i invitasjonen. Rommet er bestilt når du sender den.',
    alreadyVideoMeetingMessage:
      'Dette møtet har allerede et virtuelt rom. Hvis invitasjonen ikke er sendt ennå, send den for å bestille rommet.',
    unableToAddJoiningInstructionsMessage:
      'Det kan ikke tildeles noe rom akkurat nå. Send invitasjonen som den er: alle du har invitert, får instruksjonene i en oppdatering.',
    errorInsertingSingleUseVmrMessage:
      'Instruksjonene kunne ikke legges til i invitasjonen. Prøv en gang til.',
    personalVmrButtonLabel: 'Legg til et personlig rom',
    signInButtonLabel: 'Logg på',
    selectPersonalVmrMessage: 'Hvilket av rommene dine skal det være?',
    noPersonalVmrMessage: 'Du har ikke noe personlig rom ennå.',
    errorGettingPersonalVmrsMessage: 'Rommene dine kunne ikke hentes. Prøv en gang til.',
    errorSigningInMessage: 'Påloggingen lyktes ikke. Prøv en gang til.',
    errorInsertingPersonalVmrMessage: 'Rommet kunne ikke legges til i invitasjonen. Prøv en gang til.',
    addInNotAvailableMessage: 'Møteromstjenesten svarer ikke. Invitasjonen er uendret; prøv igjen senere.',
  },
  ja: {
    title: '仮想会議室',
    description: '会議の場所を選択してください。',
    singleUseVmrButtonLabel: 'この会議に会議室を追加',
    successHeading: '会議室を追加しました',
    alreadyVideoMeetingHeading: '会議室は追加済みです',
    unableToAddJoiningInstructionsHeading: '会議室は後ほど割り当てられます',
    generalErrorHeading: '操作を完了できませんでした',
    successMessage: '参加方法を招待状に追加しました。招待状を送信すると会議室が予約されます。',
    alreadyVideoMeetingMessage:
      'この会議にはすでに仮想会議室があります。招待状をまだ送信していない場合は、送信すると会議室が予約されます。',
    unableToAddJoiningInstructionsMessage:
      '現在、会議室を割り当てることができません。招待状はこのまま送信してください。参加方法は更新された招待状で出席者全員に届きます。',
    errorInsertingSingleUseVmrMessage: '参加方法を招待状に追加できませんでした。もう一度お試しください。',
    personalVmrButtonLabel: '個人用会議室を追加',
    signInButtonLabel: 'サインイン',
    selectPersonalVmrMessage: 'どの会議室を使用しますか？',
    noPersonalVmrMessage: '個人用会議室はまだありません。',
    errorGettingPersonalVmrsMessage: '会議室を取得できませんでした。もう一度お試しください。',
    errorSigningInMessage: 'サインインできませんでした。もう一度お試しください。',
    errorInsertingPersonalVmrMessage: '会議室を招待状に追加できませんでした。もう一度お試しください。',
    addInNotAvailableMessage:
      '会議室サービスが応答しません。招待状は変更されていません。しばらくしてからもう一度お試しください。',
  },
};

const names = new Map(
  (Object.keys(defaultTexts.pane) as PaneText[]).map((name) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    name,
  ]),
);

/** The languages that our own texts of the pane are written in, English first. */
export const paneLanguages: readonly string[] = ['en', ...Object.keys(translations)];

/**
 * Our own versions of a text of the pane (by its record name) in other languages, for a record that says nothing else:
 * none where somebody wrote a default of their own.
 */
export function ownPaneVersions(recordName: string, recordDefault: string): Readonly<Record<string, string>> {
  const name = names.get(recordName);
  if (name === undefined || defaultTexts.pane[name] !== recordDefault) return {};
  return Object.fromEntries(Object.entries(translations).map(([tag, texts]) => [tag, texts[name]]));
}
