/// <reference types="office-js" />
// The functions that manifests name, in one file: without a page, without imports and without Office.onReady it runs in
// classic Outlook on Windows too.
import { OfficeCaller } from '../pane/draft/call-office.ts';
import type { AddedByItself } from './add-by-itself.ts';
import { checkBeforeSending, type SendAnswer } from './check-before-sending.ts';
import {
  EVENTS_CONFIG,
  type EventsConfig,
  manifestFunctions,
  PANE_BUTTON,
  PANE_ICON,
} from './events-config.ts';
import { type EventsTexts, eventsTextsFor } from './events-texts.ts';

/** Our message in the form. */
const MESSAGE = 'vmrkit';
/** Most characters of one. */
const MAX_MESSAGE = 150;

/** What stands around this script: what the server sets, and, where there is a page, what the page's own script does. */
interface Surroundings {
  readonly [EVENTS_CONFIG]?: EventsConfig;
  readonly vmrkitAddByItself?: (config: EventsConfig) => Promise<AddedByItself>;
}

interface LaunchedEvent {
  completed(answer?: SendAnswer | { readonly allowEvent: boolean }): void;
}

const around = globalThis as typeof globalThis & Surroundings;
const off: EventsConfig = {
  newAppointment: 'off',
  roomsWithoutTag: false,
  singleUse: false,
  exchangeTokens: false,
  entra: null,
};
const config = around[EVENTS_CONFIG] ?? off;

/** OnAppointmentSend. */
async function checkRoom(event: LaunchedEvent): Promise<void> {
  const allow = { allowEvent: true } as const;
  event.completed(await checkBeforeSending(config.roomsWithoutTag).catch(() => allow));
}

/** OnNewAppointmentOrganizer. Where nothing can be added by itself it is offered. */
async function newAppointment(event: LaunchedEvent): Promise<void> {
  const texts = textsNow();
  try {
    if (config.newAppointment === 'add') await addOrOffer(texts);
    else if (config.newAppointment !== 'off') await offer(texts);
  } catch {
    // Nobody asked for it, so nobody is told that it did not work.
  }
  event.completed();
}

async function addOrOffer(texts: EventsTexts): Promise<void> {
  const added = await addNow();
  if (added?.kind === 'added' || added?.kind === 'deferred') await inform(resultText(added, texts));
  else if (added?.kind !== 'already') await offer(texts);
}

/** The button on phones. It adds and never takes away: a phone does not show whether a room stands there. */
async function toggleRoom(event: LaunchedEvent): Promise<void> {
  const texts = textsNow();
  const added = await addNow();
  await inform(resultText(added, texts)).catch(() => undefined);
  event.completed({ allowEvent: added !== null && added.kind !== 'no-proof' && added.kind !== 'ask' });
}

function resultText(added: AddedByItself | null, texts: EventsTexts): string {
  if (added === null || added.kind === 'no-proof' || added.kind === 'ask') return texts.failed;
  if (added.uninvited !== null) {
    return texts.addMailbox.replace('{mailbox}', added.uninvited.email);
  }
  return texts[added.kind];
}

function textsNow(): EventsTexts {
  return eventsTextsFor(Office.context.displayLanguage ?? 'en');
}

/** Null: it could not be added, or not without a page. */
async function addNow(): Promise<AddedByItself | null> {
  return (await around.vmrkitAddByItself?.(config).catch(() => null)) ?? null;
}

/** A line in the form with a button that opens the pane, which then adds the room. */
function offer(texts: EventsTexts): Promise<void> {
  return notify({
    type: 'insightMessage',
    message: texts.offer,
    icon: PANE_ICON,
    actions: [
      {
        actionType: 'showTaskPane',
        actionText: texts.offerButton,
        commandId: PANE_BUTTON,
        contextData: JSON.stringify({ add: true, mailbox: null }),
      },
    ],
  });
}

function inform(message: string): Promise<void> {
  return notify({
    type: 'informationalMessage',
    message: message.slice(0, MAX_MESSAGE),
    icon: PANE_ICON,
    persistent: false,
  });
}

function notify(message: object): Promise<void> {
  const item = Office.context.mailbox.item as Office.AppointmentCompose;
  const caller = new OfficeCaller(() => undefined);
  return caller.call(
    'notificationMessages.replaceAsync',
    (done: (result: Office.AsyncResult<void>) => void) =>
      item.notificationMessages.replaceAsync(MESSAGE, message as Office.NotificationMessageDetails, done),
  );
}

const functions = {
  [manifestFunctions.send]: checkRoom,
  [manifestFunctions.newAppointment]: newAppointment,
  [manifestFunctions.mobile]: toggleRoom,
};

for (const [name, act] of Object.entries(functions)) {
  // Clients without Office.actions look for functions by their name.
  Object.assign(globalThis, { [name]: act });
  if (typeof Office !== 'undefined') Office.actions?.associate(name, act);
}
