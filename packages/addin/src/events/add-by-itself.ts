/// <reference types="office-js" />
import { OfficeCaller } from '../pane/draft/call-office.ts';
import { addRoom, inviteMailbox, RecentText } from '../pane/draft/change-draft.ts';
import { OfficeDraft } from '../pane/draft/office-draft.ts';
import type { Person } from '../pane/draft/outlook-draft.ts';
import { bodyTags, findBlocks } from '../pane/draft/room-block.ts';
import { reserveRoom } from '../pane/server/reserve-room.ts';
import { officeTokenSource } from '../pane/tokens/office-token-source.ts';
import type { EventsConfig } from './events-config.ts';

/** From the page of the functions to the folder of the pane. */
const BASE = '../';

/** What came of it. */
export type AddedByItself =
  | { readonly kind: 'added' | 'deferred'; readonly uninvited: Person | null }
  /** Nothing was changed, but that the mailbox may have been invited. */
  | { readonly kind: 'already'; readonly uninvited: Person | null }
  /** Whose room stands there, or which of their rooms is meant, only the person knows. */
  | { readonly kind: 'ask' }
  /** This client proves nothing by itself, and nobody is there to sign in. */
  | { readonly kind: 'no-proof' };

/** Adds a single-use room to the open appointment without a pane. Rejects with a DraftError or a RefusedError. */
export async function addByItself(config: EventsConfig): Promise<AddedByItself> {
  const caller = new OfficeCaller(() => undefined);
  const draft = new OfficeDraft(caller, crypto.randomUUID());
  const pauses = {
    now: () => Date.now(),
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  };
  const deps = { draft, pauses, recent: new RecentText() };
  const body = await draft.readBody();
  const tags = bodyTags(body);
  // Instructions without a tag are a personal room's: nobody asked for another one.
  if (tags.length === 0 && findBlocks(body).length > 0) return { kind: 'already', uninvited: null };
  const source = config.singleUse ? officeTokenSource(config, caller) : null;
  const token = await source?.token().catch(() => null);
  if (!token) return { kind: 'no-proof' };
  const [draftKey, start] = await Promise.all([draft.key(false), draft.sentStart()]);
  const language = Office.context.displayLanguage ?? 'en';
  const wish = { token, draftKey, bodyTags: tags, start, replace: false, language, base: BASE };
  const answer = await reserveRoom(wish);
  const { kind, mailbox } = answer;
  if (kind === 'ask') return { kind };
  if (kind === 'already') {
    return { kind, uninvited: (await inviteMailbox(mailbox, deps)) ? null : mailbox };
  }
  const { mailboxIsInvited } = await addRoom(answer, deps);
  return { kind: kind === 'deferred' ? 'deferred' : 'added', uninvited: mailboxIsInvited ? null : mailbox };
}
