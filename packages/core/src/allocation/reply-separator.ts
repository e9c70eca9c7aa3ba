/** What a line of text says about where a reply ends and the quoted message begins. */
export type SeparatorLine =
  /** "-----Original Message-----" and its like: all that follows is quoted. */
  | 'separator'
  /** "From: …": the head of a quoted message, if a "Sent: …" follows within a few lines. */
  | 'from'
  | 'sent';

/** Longest beginning of a line that {@link classifyLine} needs to see. */
export const SEPARATOR_LINE_LENGTH = 80;

/** The label of the sender in the head that Outlook and others write above a quoted message. */
const FROM_LABELS = new Set(
  'from|von|de|da|från|fra|van|от|від|od|lähettäjä|kimden|feladó|από|nadawca|差出人|发件人|寄件者|보낸 사람|מאת|من'.split(
    '|',
  ),
);
const SENT_LABELS = new Set(
  'sent|date|gesendet|datum|envoyé|enviado|enviado el|enviado em|fecha|data|inviato|verzonden|skickat|sendt|dato|отправлено|дата|надіслано|wysłano|odesláno|odoslané|lähetetty|päivämäärä|gönderildi|tarih|elküldve|στάλθηκε|送信日時|日付|发送时间|日期|寄件日期|보낸 날짜|נשלח|تم الإرسال'.split(
    '|',
  ),
);
const SEPARATORS = new Set(
  'original message|original appointment|forwarded message|ursprüngliche nachricht|ursprünglicher termin|weitergeleitete nachricht|message d’origine|rendez-vous d’origine|message original|message transféré|mensaje original|cita original|mensaje reenviado|messaggio originale|appuntamento originale|messaggio inoltrato|oorspronkelijk bericht|oorspronkelijke afspraak|doorgestuurd bericht|mensagem original|compromisso original|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|исходное сообщение|oryginalna wiadomość|původní zpráva|元のメッセージ|原始邮件|原始郵件|원본 메시지'.split(
    '|',
  ),
);

/** Reads the beginning of one line of visible text; null for a line that separates nothing. */
export function classifyLine(line: string): SeparatorLine | null {
  const text = line.replaceAll('\u00a0', ' ').replaceAll('*', '').trim().toLowerCase();
  if (text.startsWith('--') || text.startsWith('__')) return isSeparator(text) ? 'separator' : null;
  const colon = text.replaceAll('：', ':').indexOf(':');
  if (colon < 0) return null;
  const label = text.slice(0, colon).trim();
  if (FROM_LABELS.has(label)) return 'from';
  return SENT_LABELS.has(label) ? 'sent' : null;
}

function isSeparator(text: string): boolean {
  return SEPARATORS.has(text.replaceAll(/^[-_ ]+|[-_ ]+$/g, '').replaceAll("'", '’'));
}
