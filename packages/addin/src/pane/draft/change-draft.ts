import { DraftError, type OutlookDraft, type Person } from './outlook-draft.ts';
import { lookUntil, type Pauses } from './pauses.ts';
import {
  beginsWithTable,
  bodyTags,
  findBlocks,
  hasEmbeddedPictures,
  holdsText,
  replaceBlocks,
  roomBlock,
} from './room-block.ts';
import { isAmong } from './same-person.ts';

/** How long the body may take until it shows what was written. */
const BODY_MS = 9_000;
/** How long Outlook may take until an attendee shows, for each of two tries. */
const ATTENDEE_MS = 2_500;
/** Between the two reads that must agree before the whole body is written. */
const STEADY_MS = 700;
/** How long the body may go on showing an earlier state before an insertion counts as lost. */
const LAG_MS = 90_000;

/** What is written into a draft. */
export interface RoomText {
  readonly html: string;
  readonly location: string;
  readonly mailbox: Person;
  /** Whether it takes the place of the instructions that stand there. */
  readonly replaces: boolean;
}

/** What came of it. */
export interface AddedRoom {
  /** Outlook shows the text; false: it took it and does not show it yet. */
  readonly isShown: boolean;
  /** Earlier instructions were left beside the new ones, since taking them out would have broken pictures. */
  readonly oldTextStays: boolean;
  readonly mailboxIsInvited: boolean;
  /** The line that the location ought to have and has not; empty: it is as it should be. */
  readonly missingLocation: string;
}

/** What is left of the room after it was taken out. */
export interface RemovedRoom {
  readonly textStays: boolean;
  readonly mailboxStays: boolean;
  readonly locationStays: boolean;
}

/** What was inserted a moment ago and may not show yet, so that it is not inserted a second time. */
export class RecentText {
  #html = '';
  #at = Number.NEGATIVE_INFINITY;

  /** Notes an insertion that Outlook reported as done. */
  note(html: string, at: number): void {
    this.#html = html;
    this.#at = at;
  }

  /** Nothing was inserted any more. */
  forget(): void {
    this.#html = '';
  }

  /** Whether all tags of `html` were inserted so lately that the body may not show them yet. */
  mayBeOnItsWay(html: string, now: number): boolean {
    return this.#html !== '' && now - this.#at < LAG_MS && holdsText(this.#html, html);
  }
}

/** With what drafts are changed. */
export interface ChangeDeps {
  readonly draft: OutlookDraft;
  readonly pauses: Pauses;
  readonly recent: RecentText;
}

/**
 * Puts instructions, mailbox and location into the draft, and looks whether they are there. The text comes first: if it
 * cannot be written, nothing else is. Rejects with a DraftError when no text was inserted.
 */
export async function addRoom(room: RoomText, deps: ChangeDeps): Promise<AddedRoom> {
  const { isShown, oldTextStays } = await addText(room, deps);
  // A help for the check before sending: nothing waits for it.
  void note(room.mailbox, deps.draft);
  const mailboxIsInvited = await inviteMailbox(room.mailbox, deps);
  const missingLocation = await addLocation(room.location, deps);
  return { isShown, oldTextStays, mailboxIsInvited, missingLocation };
}

/**
 * Puts the instructions and the location line of a personal room into the draft, in the place of another one's. Rejects with
 * a DraftError when no text was inserted.
 */
export async function addPersonalRoom(
  room: Pick<RoomText, 'html' | 'location'>,
  deps: ChangeDeps,
): Promise<AddedRoom> {
  const { isShown, oldTextStays } = await addText({ html: room.html, replaces: true }, deps);
  const missingLocation = await addLocation(room.location, deps);
  return { isShown, oldTextStays, mailboxIsInvited: true, missingLocation };
}

/** Takes an earlier room's line out of the location, where the client can. */
export async function dropLocation(line: string, { draft }: Pick<ChangeDeps, 'draft'>): Promise<void> {
  if (line === '') return;
  await refuseOther(draft, 'removeLocation');
  await draft.removeLocation(line).catch(unlessGone);
}

/** Invites the equipment mailbox unless it is; false: Outlook does not show it after two tries. */
export async function inviteMailbox(mailbox: Person, { draft, pauses }: ChangeDeps): Promise<boolean> {
  const isThere = () => isInvited(draft, mailbox);
  try {
    if (await isThere()) return true;
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await refuseOther(draft, 'addAttendee');
      await draft.addAttendee(mailbox).catch(unlessGone);
      if (await lookUntil(isThere, { pauses, forMs: ATTENDEE_MS })) return true;
    }
  } catch (error) {
    unlessGone(error);
  }
  return false;
}

/** Whether a mailbox is among the attendees. Rejects as `attendees` does. */
export async function isInvited(draft: OutlookDraft, mailbox: Person): Promise<boolean> {
  return isAmong(await draft.attendees(), mailbox);
}

/** Takes instructions, mailbox and location line out of the draft, as far as the client lets it. Rejects with a DraftError. */
export async function removeRoom(
  { mailbox, location }: { readonly mailbox: Person | null; readonly location: string },
  { draft, pauses, recent }: ChangeDeps,
): Promise<RemovedRoom> {
  const body = await steadyBody({ draft, pauses });
  let textStays = findBlocks(body).length > 0;
  if (textStays && !(await isFixed(body, draft))) {
    await refuseOther(draft, 'replaceBody');
    await draft.replaceBody(replaceBlocks(body, ''));
    recent.forget();
    const isGone = async () => findBlocks(await draft.readBody()).length === 0;
    textStays = !(await lookUntil(isGone, { pauses, forMs: BODY_MS }));
  }
  void note(null, draft);
  const mailboxStays = mailbox !== null && !(await uninvite(mailbox, { draft, pauses }));
  let locationStays = false;
  if (location !== '') {
    await dropLocation(location, { draft });
    locationStays = (await draft.location().catch(() => '')).includes(location);
  }
  return { textStays, mailboxStays, locationStays };
}

async function uninvite(mailbox: Person, { draft, pauses }: Omit<ChangeDeps, 'recent'>): Promise<boolean> {
  try {
    if (!(await isInvited(draft, mailbox))) return true;
    await refuseOther(draft, 'removeAttendee');
    await draft.removeAttendee(mailbox.email);
    return await lookUntil(async () => !(await isInvited(draft, mailbox)), { pauses, forMs: ATTENDEE_MS });
  } catch (error) {
    unlessGone(error);
    return false;
  }
}

async function addText(
  { html, replaces }: Pick<RoomText, 'html' | 'replaces'>,
  { draft, pauses, recent }: ChangeDeps,
): Promise<Pick<AddedRoom, 'isShown' | 'oldTextStays'>> {
  const block = roomBlock(html);
  const body = await draft.readBody();
  const isShown = () => draft.readBody().then((present) => holdsText(present, html));
  if (holdsText(body, html)) return { isShown: true, oldTextStays: false };
  if (recent.mayBeOnItsWay(html, pauses.now())) {
    return { isShown: await lookUntil(isShown, { pauses, forMs: BODY_MS }), oldTextStays: false };
  }
  // Instructions without a tag are a personal room's: a meeting has one room.
  const hasOld = (replaces || bodyTags(body).length === 0) && findBlocks(body).length > 0;
  const oldTextStays = hasOld && (await isFixed(body, draft));
  if (hasOld && !oldTextStays) {
    const steady = await steadyBody({ draft, pauses });
    await refuseOther(draft, 'replaceBody');
    await draft.replaceBody(replaceBlocks(steady, block));
  } else {
    await refuseOther(draft, 'prepend');
    await prepend(draft, beginsWithTable(body) ? `<p>&nbsp;</p>${block}` : block);
  }
  recent.note(html, pauses.now());
  if (!(await lookUntil(isShown, { pauses, forMs: BODY_MS }))) return { isShown: false, oldTextStays };
  if (!oldTextStays) await joinTwins(block, { draft, pauses });
  return { isShown: true, oldTextStays };
}

/** Two panes of one draft may have inserted the same room at the same time: one block of it stays. */
async function joinTwins(block: string, { draft, pauses }: Omit<ChangeDeps, 'recent'>): Promise<void> {
  const tags = bodyTags(block).map(({ text }) => text);
  try {
    const body = await draft.readBody();
    const hasTwins = (html: string) =>
      findBlocks(html).length > 1 &&
      bodyTags(html).every(({ text, quoted }) => quoted || tags.includes(text));
    if (tags.length === 0 || !hasTwins(body) || (await isFixed(body, draft))) return;
    const steady = await steadyBody({ draft, pauses });
    await refuseOther(draft, 'replaceBody');
    if (hasTwins(steady)) await draft.replaceBody(replaceBlocks(steady, block));
  } catch (error) {
    unlessGone(error);
  }
}

/** Whether a body cannot be written whole without harm: to pictures, or since our text cannot be told from the rest. */
async function isFixed(body: string, draft: OutlookDraft): Promise<boolean> {
  return hasEmbeddedPictures(body) || draft.isPlainText();
}

/** A call that never returned may have done its work: the body says. */
async function prepend(draft: OutlookDraft, html: string): Promise<void> {
  try {
    await draft.prepend(html);
  } catch (error) {
    const wasLate = error instanceof DraftError && error.reason === 'late';
    if (!wasLate || !holdsText(await draft.readBody(), html)) throw error;
  }
}

/** A body of which two looks, some time apart, agree: nobody is typing, and no earlier state is shown. */
async function steadyBody({ draft, pauses }: Omit<ChangeDeps, 'recent'>): Promise<string> {
  const first = await draft.readBody();
  await pauses.sleep(STEADY_MS);
  const second = await draft.readBody();
  if (first !== second) throw new DraftError('unsteady', 'readBody');
  return second;
}

async function addLocation(line: string, { draft, pauses }: ChangeDeps): Promise<string> {
  if (line === '') return '';
  const isThere = async () => (await draft.location()).includes(line);
  try {
    if (await isThere()) return '';
    await refuseOther(draft, 'addLocation');
    await draft.addLocation(line);
    return (await lookUntil(isThere, { pauses, forMs: ATTENDEE_MS })) ? '' : line;
  } catch (error) {
    unlessGone(error);
    return line;
  }
}

async function refuseOther(draft: OutlookDraft, call: string): Promise<void> {
  if (!(await draft.isSameItem())) throw new DraftError('gone', call);
}

async function note(mailbox: Person | null, draft: OutlookDraft): Promise<void> {
  try {
    if (await draft.isSameItem()) await draft.noteMailbox(mailbox);
  } catch {
    // The check before sending knows less then.
  }
}

/** What one part cannot do is reported beside the others; an item that is gone ends them all. */
function unlessGone(error: unknown): void {
  if (error instanceof DraftError && error.reason === 'gone') throw error;
}
