/// <reference types="office-js" />
import { OfficeCaller } from '../pane/draft/call-office.ts';
import { checkRoom, type SendFacts, type SendFinding } from './check-room.ts';
import { PANE_BUTTON } from './events-config.ts';
import { eventsTextsFor } from './events-texts.ts';
import { readAppointment } from './read-appointment.ts';

/** Outlook says that it takes long 5 s after the click, in which the script has to be fetched too. */
const BUDGET_MS = 1_000;
/** Most characters that its dialog takes. */
const MAX_MESSAGE = 500;

/** What the pane is told when the person wants it mended; read again as if a stranger had written it. */
export interface MendContext {
  /** A room is to be added: for the first time, or in place of what is damaged. */
  readonly add: boolean;
  /** Mailbox that is to be invited; null: none. */
  readonly mailbox: { readonly name: string; readonly email: string } | null;
}

/** What the event is completed with. */
export type SendAnswer =
  | { readonly allowEvent: true }
  | {
      readonly allowEvent: false;
      readonly errorMessage: string;
      readonly commandId?: string;
      readonly contextData?: string;
      readonly cancelLabel?: string;
    };

/**
 * Looks at the open appointment before it is sent. Never later than a second, and in doubt it may be sent: the mailbox
 * is the guard.
 */
export async function checkBeforeSending(roomsWithoutTag: boolean): Promise<SendAnswer> {
  const caller = new OfficeCaller(() => undefined);
  const late = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), BUDGET_MS);
  });
  const read = readAppointment(caller, Date.now()).catch(() => null);
  const facts = await Promise.race([read, late]);
  if (facts === null) return { allowEvent: true };
  return sendAnswer(
    { ...facts, roomsWithoutTag },
    {
      language: Office.context.displayLanguage ?? 'en',
      canMend: Office.context.requirements?.isSetSupported('Mailbox', '1.14') === true,
    },
  );
}

/** What Outlook is told of an appointment: a button that mends it where the client has one, plain text otherwise. */
function sendAnswer(
  facts: SendFacts,
  { language, canMend }: { readonly language: string; readonly canMend: boolean },
): SendAnswer {
  const findings = checkRoom(facts);
  if (findings.length === 0) return { allowEvent: true };
  const texts = eventsTextsFor(language);
  const mailbox = facts.noted ?? facts.known[0] ?? null;
  const mend = mendOf(findings, mailbox);
  const isMendable = mend.add || mend.mailbox !== null;
  const sentences = findings.map((finding) => texts[finding]);
  if (findings.includes('mailbox-missing') && mailbox !== null && !canMend) {
    sentences.push(texts.addMailbox.replace('{mailbox}', `${mailbox.name} <${mailbox.email}>`));
  }
  const refusal = { allowEvent: false, errorMessage: sentences.join(' ').slice(0, MAX_MESSAGE) } as const;
  if (!canMend || !isMendable) return refusal;
  const contextData = JSON.stringify(mend);
  return { ...refusal, commandId: PANE_BUTTON, contextData, cancelLabel: texts.mend };
}

/** A new room comes with its mailbox. */
function mendOf(findings: readonly SendFinding[], mailbox: MendContext['mailbox']): MendContext {
  const add = findings.includes('tag-damaged') || findings.includes('tag-missing');
  return { add, mailbox: !add && findings.includes('mailbox-missing') ? mailbox : null };
}
