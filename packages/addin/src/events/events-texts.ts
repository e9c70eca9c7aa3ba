import type { SendFinding } from './check-room.ts';

/** What the event script says: before sending, in a new appointment, and on phones. At most 150 characters each. */
export type EventsTexts = Readonly<
  Record<SendFinding | 'mend' | 'offer' | 'offerButton' | 'added' | 'already' | 'deferred' | 'failed', string>
> & { readonly addMailbox: string };

const en: EventsTexts = {
  'tag-damaged': 'The booking mark in the text is damaged: no room would be booked.',
  'tag-missing': 'The joining instructions with the booking mark are missing: no room would be booked.',
  'mailbox-missing': 'The mailbox that books the room is not invited: no room would be booked.',
  past: 'The meeting is in the past: no room would be booked.',
  mend: 'Mend it',
  offer: 'Do people join this meeting by video? Add a meeting room.',
  offerButton: 'Add a room',
  added: 'A meeting room was added. It is booked as soon as you send the invitation.',
  already: 'This meeting has a meeting room already.',
  deferred: 'The joining instructions will follow in an update of the invitation.',
  failed: 'No meeting room could be added. Nothing was changed; please try again later.',
  addMailbox: 'Please add {mailbox} to the attendees yourself: it books the room.',
};

const de: EventsTexts = {
  'tag-damaged': 'Die Buchungsmarke im Text ist beschädigt: Es würde kein Raum gebucht.',
  'tag-missing': 'Die Einwahlhinweise mit der Buchungsmarke fehlen: Es würde kein Raum gebucht.',
  'mailbox-missing': 'Das Postfach, das den Raum bucht, ist nicht eingeladen: Es würde kein Raum gebucht.',
  past: 'Die Besprechung liegt in der Vergangenheit: Es würde kein Raum gebucht.',
  mend: 'Beheben',
  offer: 'Findet diese Besprechung per Video statt? Fügen Sie einen Raum hinzu.',
  offerButton: 'Raum hinzufügen',
  added: 'Ein Raum wurde hinzugefügt. Er ist gebucht, sobald Sie die Einladung senden.',
  already: 'Diese Besprechung hat schon einen Raum.',
  deferred: 'Die Einwahlhinweise folgen mit einer Aktualisierung der Einladung.',
  failed:
    'Es konnte kein Raum hinzugefügt werden. Nichts wurde geändert; versuchen Sie es später noch einmal.',
  addMailbox: 'Bitte laden Sie {mailbox} selbst ein: Dieses Postfach bucht den Raum.',
};

const fr: EventsTexts = {
  'tag-damaged': 'La marque de réservation dans le texte est endommagée : aucune salle ne serait réservée.',
  'tag-missing': 'Les instructions avec la marque de réservation manquent : aucune salle ne serait réservée.',
  'mailbox-missing': 'La boîte qui réserve la salle n’est pas invitée : aucune salle ne serait réservée.',
  past: 'La réunion est passée : aucune salle ne serait réservée.',
  mend: 'Corriger',
  offer: 'Cette réunion se tient-elle en vidéo ? Ajoutez une salle.',
  offerButton: 'Ajouter une salle',
  added: 'Une salle a été ajoutée. Elle sera réservée dès l’envoi de l’invitation.',
  already: 'Cette réunion a déjà une salle.',
  deferred: 'Les instructions suivront dans une mise à jour de l’invitation.',
  failed: 'Aucune salle n’a pu être ajoutée. Rien n’a été modifié ; réessayez plus tard.',
  addMailbox: 'Veuillez inviter vous-même {mailbox} : cette boîte réserve la salle.',
};

const es: EventsTexts = {
  'tag-damaged': 'La marca de reserva del texto está dañada: no se reservaría ninguna sala.',
  'tag-missing': 'Faltan las instrucciones con la marca de reserva: no se reservaría ninguna sala.',
  'mailbox-missing': 'El buzón que reserva la sala no está invitado: no se reservaría ninguna sala.',
  past: 'La reunión ya pasó: no se reservaría ninguna sala.',
  mend: 'Corregir',
  offer: '¿Se celebra esta reunión por vídeo? Añada una sala.',
  offerButton: 'Añadir una sala',
  added: 'Se añadió una sala. Quedará reservada en cuanto envíe la invitación.',
  already: 'Esta reunión ya tiene una sala.',
  deferred: 'Las instrucciones seguirán en una actualización de la invitación.',
  failed: 'No se pudo añadir ninguna sala. No se cambió nada; inténtelo más tarde.',
  addMailbox: 'Invite usted mismo a {mailbox}: este buzón reserva la sala.',
};

const nb: EventsTexts = {
  'tag-damaged': 'Bestillingsmerket i teksten er skadet: Ikke noe rom ville bli bestilt.',
  'tag-missing': 'Instruksjonene med bestillingsmerket mangler: Ikke noe rom ville bli bestilt.',
  'mailbox-missing': 'Postboksen som bestiller rommet, er ikke invitert: Ikke noe rom ville bli bestilt.',
  past: 'Møtet er i fortiden: Ikke noe rom ville bli bestilt.',
  mend: 'Rett det',
  offer: 'Holdes dette møtet på video? Legg til et møterom.',
  offerButton: 'Legg til et rom',
  added: 'Et møterom ble lagt til. Det bestilles når du sender invitasjonen.',
  already: 'Dette møtet har allerede et møterom.',
  deferred: 'Instruksjonene følger i en oppdatering av invitasjonen.',
  failed: 'Ikke noe møterom kunne legges til. Ingenting ble endret; prøv igjen senere.',
  addMailbox: 'Inviter {mailbox} selv: Denne postboksen bestiller rommet.',
};

const ja: EventsTexts = {
  'tag-damaged': '本文の予約マークが壊れています。このままでは会議室は予約されません。',
  'tag-missing': '予約マーク付きの参加方法がありません。このままでは会議室は予約されません。',
  'mailbox-missing':
    '会議室を予約するメールボックスが招待されていません。このままでは会議室は予約されません。',
  past: '会議の日時が過去です。このままでは会議室は予約されません。',
  mend: '修正する',
  offer: 'この会議はビデオで行いますか。会議室を追加できます。',
  offerButton: '会議室を追加',
  added: '会議室を追加しました。招待を送信すると予約されます。',
  already: 'この会議にはすでに会議室があります。',
  deferred: '参加方法は招待の更新でお知らせします。',
  failed: '会議室を追加できませんでした。変更はありません。後でもう一度お試しください。',
  addMailbox: '{mailbox} をご自身で招待してください。このメールボックスが会議室を予約します。',
};

const languages: Readonly<Record<string, EventsTexts>> = { en, de, fr, es, nb, no: nb, nn: nb, ja };

/** The texts for a reader of `language` (BCP 47, any case); English where we have none. */
export function eventsTextsFor(language: string): EventsTexts {
  return languages[language.toLowerCase().split('-')[0] ?? ''] ?? en;
}
