/// <reference types="office-js" />
import type { MendContext } from '../../events/check-before-sending.ts';
import type { OfficeCaller } from './call-office.ts';
import { personOf } from './noted-mailbox.ts';

type Done<Value> = (result: Office.AsyncResult<Value>) => void;

/** What the check before sending, or the offer in a new appointment, opened the pane for; null: nothing. */
export async function readMendContext(caller: OfficeCaller): Promise<MendContext | null> {
  const item = Office.context.mailbox.item as Partial<Office.AppointmentCompose> | null;
  if (item?.getInitializationContextAsync === undefined) return null;
  const read = (done: Done<string>) => item.getInitializationContextAsync?.(done);
  const text = await caller.call('getInitializationContextAsync', read).catch(() => '');
  return parseMendContext(text);
}

/** As it was written, read as if a stranger had written it; null for anything else, and where nothing is to do. */
export function parseMendContext(text: unknown): MendContext | null {
  try {
    const value: unknown = typeof text === 'string' ? JSON.parse(text) : text;
    const { add, mailbox } = Object(value);
    const mend = { add: add === true, mailbox: personOf(mailbox ?? null) };
    return mend.add || mend.mailbox !== null ? mend : null;
  } catch {
    return null;
  }
}
