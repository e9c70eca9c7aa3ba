/// <reference types="office-js" />
import type { OfficeCaller } from './call-office.ts';
import type { Person } from './outlook-draft.ts';

/** Of the draft, as its properties have it. */
const PROPERTY = 'vmrkit_mailbox';
/** Of the person, in all appointments. */
const SETTING = 'vmrkit_mailboxes';
/** An integration has a few mailboxes; the settings of an add-in hold 32 KB. */
const MOST_KNOWN = 20;
/** Longest name or address that is taken. */
const MAX_LENGTH = 320;

type Done<Value> = (result: Office.AsyncResult<Value>) => void;

/** What panes noted for the check before sending. */
export interface NotedMailboxes {
  readonly noted: Person | null;
  readonly known: readonly Person[];
}

/** Notes which mailbox books the room of the open draft; null: none. Does as much of it as the client can. */
export async function keepMailbox(mailbox: Person | null, caller: OfficeCaller): Promise<void> {
  await keepInDraft(mailbox, caller).catch(() => undefined);
  if (mailbox !== null) await keepForPerson(mailbox, caller).catch(() => undefined);
}

/** What was noted; as much of it as the client tells. Copies take a draft's note along, and clients lose it. */
export async function notedMailboxes(caller: OfficeCaller): Promise<NotedMailboxes> {
  const properties = await loadProperties(caller).catch(() => null);
  return { noted: personOf(properties?.get(PROPERTY)), known: knownMailboxes() };
}

async function keepInDraft(mailbox: Person | null, caller: OfficeCaller): Promise<void> {
  const properties = await loadProperties(caller);
  if (mailbox === null && !properties.get(PROPERTY)) return;
  if (mailbox === null) properties.remove(PROPERTY);
  else properties.set(PROPERTY, JSON.stringify(mailbox));
  await caller.call('customProperties.saveAsync', (done: Done<void>) => properties.saveAsync(done));
}

async function keepForPerson(mailbox: Person, caller: OfficeCaller): Promise<void> {
  const known = knownMailboxes();
  if (known.some(({ name, email }) => name === mailbox.name && email === mailbox.email)) return;
  const others = known.filter(({ email }) => email !== mailbox.email);
  const { roamingSettings } = Office.context;
  roamingSettings.set(SETTING, JSON.stringify([mailbox, ...others].slice(0, MOST_KNOWN)));
  await caller.call('roamingSettings.saveAsync', (done: Done<void>) => roamingSettings.saveAsync(done));
}

function knownMailboxes(): readonly Person[] {
  try {
    const list: unknown = JSON.parse(String(Office.context.roamingSettings.get(SETTING) ?? '[]'));
    return Array.isArray(list) ? list.slice(0, MOST_KNOWN).flatMap((each) => personOf(each) ?? []) : [];
  } catch {
    return [];
  }
}

function loadProperties(caller: OfficeCaller): Promise<Office.CustomProperties> {
  return caller.call('loadCustomPropertiesAsync', (done: Done<Office.CustomProperties>) =>
    (Office.context.mailbox.item as Office.AppointmentCompose).loadCustomPropertiesAsync(done),
  );
}

/** A person as it was noted; null for anything else. */
export function personOf(value: unknown): Person | null {
  try {
    const { name, email } = typeof value === 'string' ? JSON.parse(value) : Object(value);
    const isText = (text: unknown) => typeof text === 'string' && text.length <= MAX_LENGTH;
    return isText(name) && isText(email) && email !== '' ? { name, email } : null;
  } catch {
    return null;
  }
}
