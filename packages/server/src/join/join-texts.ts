/** Texts of the join page in one language. */
export interface JoinTexts {
  readonly title: string;
  readonly notYet: string;
  /** Goes on with the time. */
  readonly opensAt: string;
  /** Goes on with the time that is left. */
  readonly opensIn: string;
  readonly opensLater: string;
  readonly staysOpen: string;
  readonly over: string;
  readonly cancelled: string;
  readonly unknown: string;
  readonly unknownHelp: string;
  readonly away: string;
  readonly awayHelp: string;
  readonly open: string;
  readonly name: string;
  readonly pin: string;
  readonly hostPin: string;
  readonly hostPinHelp: string;
  readonly join: string;
  readonly wrongPin: string;
  readonly limited: string;
}

const en: JoinTexts = {
  title: 'Meeting room',
  notYet: 'The meeting room is not open yet',
  opensAt: 'It opens at',
  opensIn: 'Time left:',
  opensLater: 'It opens shortly before the meeting begins.',
  staysOpen: 'Keep this page open: it leads you into the room by itself.',
  over: 'The meeting is over, and its room is closed.',
  cancelled: 'The meeting was cancelled.',
  unknown: 'This link leads to no meeting room',
  unknownHelp: 'Look for the newest invitation in your calendar, or ask the person who invited you.',
  away: 'The meeting service does not answer right now',
  awayHelp: 'This page tries again in a few seconds.',
  open: 'The meeting room is open',
  name: 'Your name',
  pin: 'PIN',
  hostPin: 'Host PIN (optional)',
  hostPinHelp: 'Leave it empty unless you host this meeting.',
  join: 'Join',
  wrongPin: 'This PIN is not right. Look in the invitation, and try again.',
  limited: 'Too many wrong PINs were typed. Wait a few minutes, and try again.',
};

const de: JoinTexts = {
  title: 'Besprechungsraum',
  notYet: 'Der Besprechungsraum ist noch nicht offen',
  opensAt: 'Er öffnet um',
  opensIn: 'Noch:',
  opensLater: 'Er öffnet kurz vor Beginn der Besprechung.',
  staysOpen: 'Lassen Sie diese Seite offen: sie führt Sie von selbst in den Raum.',
  over: 'Die Besprechung ist vorbei, ihr Raum ist geschlossen.',
  cancelled: 'Die Besprechung wurde abgesagt.',
  unknown: 'Dieser Link führt zu keinem Besprechungsraum',
  unknownHelp:
    'Sehen Sie in der neuesten Einladung in Ihrem Kalender nach, oder fragen Sie die einladende Person.',
  away: 'Der Besprechungsdienst antwortet gerade nicht',
  awayHelp: 'Diese Seite versucht es in einigen Sekunden noch einmal.',
  open: 'Der Besprechungsraum ist offen',
  name: 'Ihr Name',
  pin: 'PIN',
  hostPin: 'PIN für die Leitung (freiwillig)',
  hostPinHelp: 'Lassen Sie das Feld leer, wenn Sie die Besprechung nicht leiten.',
  join: 'Teilnehmen',
  wrongPin: 'Diese PIN stimmt nicht. Sehen Sie in der Einladung nach, und versuchen Sie es noch einmal.',
  limited:
    'Es wurden zu viele falsche PINs eingegeben. Warten Sie einige Minuten, und versuchen Sie es noch einmal.',
};

const fr: JoinTexts = {
  title: 'Salle de réunion',
  notYet: 'La salle de réunion n’est pas encore ouverte',
  opensAt: 'Elle ouvre à',
  opensIn: 'Temps restant :',
  opensLater: 'Elle ouvre peu avant le début de la réunion.',
  staysOpen: 'Gardez cette page ouverte : elle vous mène dans la salle d’elle-même.',
  over: 'La réunion est terminée et sa salle est fermée.',
  cancelled: 'La réunion a été annulée.',
  unknown: 'Ce lien ne mène à aucune salle de réunion',
  unknownHelp:
    'Cherchez la dernière invitation dans votre calendrier, ou demandez à la personne qui vous a invité.',
  away: 'Le service de réunion ne répond pas pour le moment',
  awayHelp: 'Cette page réessaie dans quelques secondes.',
  open: 'La salle de réunion est ouverte',
  name: 'Votre nom',
  pin: 'Code PIN',
  hostPin: 'Code PIN de l’animateur (facultatif)',
  hostPinHelp: 'Laissez ce champ vide si vous n’animez pas la réunion.',
  join: 'Rejoindre',
  wrongPin: 'Ce code PIN n’est pas le bon. Vérifiez l’invitation et réessayez.',
  limited: 'Trop de codes PIN erronés ont été saisis. Attendez quelques minutes, puis réessayez.',
};

const es: JoinTexts = {
  title: 'Sala de reuniones',
  notYet: 'La sala de reuniones aún no está abierta',
  opensAt: 'Se abre a las',
  opensIn: 'Tiempo restante:',
  opensLater: 'Se abre poco antes de que empiece la reunión.',
  staysOpen: 'Mantenga abierta esta página: le llevará a la sala por sí sola.',
  over: 'La reunión ha terminado y su sala está cerrada.',
  cancelled: 'La reunión se ha cancelado.',
  unknown: 'Este enlace no lleva a ninguna sala de reuniones',
  unknownHelp: 'Busque la invitación más reciente en su calendario o pregunte a la persona que le invitó.',
  away: 'El servicio de reuniones no responde en este momento',
  awayHelp: 'Esta página lo intentará de nuevo en unos segundos.',
  open: 'La sala de reuniones está abierta',
  name: 'Su nombre',
  pin: 'PIN',
  hostPin: 'PIN del anfitrión (opcional)',
  hostPinHelp: 'Déjelo vacío si no es el anfitrión de la reunión.',
  join: 'Unirse',
  wrongPin: 'Este PIN no es correcto. Compruebe la invitación e inténtelo de nuevo.',
  limited: 'Se han introducido demasiados PIN incorrectos. Espere unos minutos e inténtelo de nuevo.',
};

const nb: JoinTexts = {
  title: 'Møterom',
  notYet: 'Møterommet er ikke åpent ennå',
  opensAt: 'Det åpner',
  opensIn: 'Tid igjen:',
  opensLater: 'Det åpner kort tid før møtet begynner.',
  staysOpen: 'La denne siden stå åpen: den tar deg inn i rommet av seg selv.',
  over: 'Møtet er over, og rommet er stengt.',
  cancelled: 'Møtet er avlyst.',
  unknown: 'Denne lenken fører ikke til noe møterom',
  unknownHelp: 'Se etter den nyeste innkallingen i kalenderen din, eller spør den som inviterte deg.',
  away: 'Møtetjenesten svarer ikke akkurat nå',
  awayHelp: 'Denne siden prøver igjen om noen sekunder.',
  open: 'Møterommet er åpent',
  name: 'Navnet ditt',
  pin: 'PIN-kode',
  hostPin: 'Vertens PIN-kode (valgfri)',
  hostPinHelp: 'La feltet stå tomt hvis du ikke er vert for møtet.',
  join: 'Bli med',
  wrongPin: 'PIN-koden er feil. Se i innkallingen, og prøv igjen.',
  limited: 'For mange feil PIN-koder er tastet inn. Vent noen minutter, og prøv igjen.',
};

const ja: JoinTexts = {
  title: '会議室',
  notYet: '会議室はまだ開いていません',
  opensAt: '開く時刻:',
  opensIn: '残り時間:',
  opensLater: '会議室は会議の開始少し前に開きます。',
  staysOpen: 'このページを開いたままにしてください。自動的に会議室に入ります。',
  over: '会議は終了し、会議室は閉じられました。',
  cancelled: '会議はキャンセルされました。',
  unknown: 'このリンクの会議室はありません',
  unknownHelp: '予定表の最新の招待状を確認するか、招待した人にお問い合わせください。',
  away: '会議サービスが現在応答していません',
  awayHelp: 'このページは数秒後にもう一度試みます。',
  open: '会議室は開いています',
  name: 'お名前',
  pin: 'PIN',
  hostPin: 'ホストの PIN (任意)',
  hostPinHelp: '会議のホストでない場合は空欄のままにしてください。',
  join: '参加',
  wrongPin: 'PIN が正しくありません。招待状を確認して、もう一度入力してください。',
  limited: 'PIN の誤入力が多すぎます。数分待ってから、もう一度お試しください。',
};

const languages = { en, de, fr, es, nb, no: nb, ja } as const;

/** The texts in the language that a browser prefers among those there are, and its BCP 47 tag. */
export function joinTexts(preferred: readonly string[]): {
  readonly language: string;
  readonly texts: JoinTexts;
} {
  const known = preferred.map((tag) => tag.toLowerCase().split('-')[0] ?? '');
  const language = known.find((tag): tag is keyof typeof languages => Object.hasOwn(languages, tag)) ?? 'en';
  return { language, texts: languages[language] };
}
