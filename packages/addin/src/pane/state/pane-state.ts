import type { MendContext } from '../../events/check-before-sending.ts';
import type { AddedRoom, RemovedRoom } from '../draft/change-draft.ts';
import type { DraftReason, Person } from '../draft/outlook-draft.ts';

/** What the server gave for a click. */
export interface RoomAnswer {
  readonly kind: 'reserved' | 'deferred' | 'already' | 'ask';
  readonly html: string;
  readonly location: string;
  readonly replaces: boolean;
  readonly mailbox: Person;
  /** The tags in the body were all inserted by this pane. */
  readonly onlyOwnTags: boolean;
  /** What participants dial, as the text has it; empty where it has no SIP address. */
  readonly alias: string;
  readonly reference: string;
}

/** Why something did not succeed. */
export type Failure =
  /** The draft refused; nothing was left half done. */
  | { readonly kind: 'draft'; readonly reason: Exclude<DraftReason, 'gone'> }
  /** Outlook gave no proof of who is asking. */
  | { readonly kind: 'token' }
  /** Nobody answered, or not in time. */
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'too-many'; readonly reference: string }
  /** The server knows this version of the pane no more. */
  | { readonly kind: 'outdated' }
  | { readonly kind: 'refused'; readonly code: string; readonly reference: string };

/** What the pane says about the last thing that happened; the organizer's next press takes it away. */
export type Notice =
  | {
      readonly kind: 'added' | 'deferred';
      readonly room: AddedRoom;
      readonly alias: string;
      readonly reference: string;
    }
  | { readonly kind: 'already' | 'kept' }
  | { readonly kind: 'personal-added'; readonly room: AddedRoom; readonly name: string }
  | { readonly kind: 'no-rooms'; readonly account: string }
  | { readonly kind: 'removed'; readonly left: RemovedRoom }
  | { readonly kind: 'failed'; readonly task: Task; readonly failure: Failure };

/** What the pane works at. */
export type Task = 'add' | 'remove' | 'invite' | 'list' | 'add-personal' | 'sign-in';

/** A personal room as its owner chooses it. */
export interface OfferedRoom {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/** The rooms of an account. */
export interface ListedRooms {
  readonly account: string;
  /** Empty: not known. */
  readonly email: string;
  readonly rooms: readonly OfferedRoom[];
}

/** How a person signs in. */
export interface SignInLink {
  /** Typed where the window cannot talk to the pane. */
  readonly digits: string;
  readonly url: string;
}

/** What a sign-in is for. */
export type AfterSignIn = Extract<PaneEffect, { kind: 'list-rooms' | 'reserve' }>;

/** The mailbox that a room of this draft needs, and whether it is invited. */
export interface NeededMailbox extends Person {
  readonly isInvited: boolean;
}

/** What the pane shows. */
export interface PaneState {
  readonly phase:
    | { readonly kind: 'ready' }
    | { readonly kind: 'working'; readonly task: Task; readonly isSlow: boolean }
    /** Whether the room in the body is this meeting's, only the organizer knows. */
    | { readonly kind: 'asking' }
    | {
        readonly kind: 'signing-in';
        readonly next: AfterSignIn;
        /** Null: it is being prepared. */
        readonly link: SignInLink | null;
        readonly window: 'none' | 'open' | 'blocked';
        /** Somebody signed in, and has to confirm it there. */
        readonly isConfirming: boolean;
      }
    /** Rooms of another account than the calendar's are offered once the organizer said that they are meant. */
    | { readonly kind: 'choosing'; readonly listed: ListedRooms; readonly isMeant: boolean }
    /** The form shows another item, or the meeting was sent. */
    | { readonly kind: 'gone' };
  readonly notice: Notice | null;
  /** Instructions of ours stand in the body, as far as is known. */
  readonly hasRoom: boolean;
  readonly mailbox: NeededMailbox | null;
  /** Line that was put into the location. */
  readonly location: string;
  /** Another product's joining instructions stand there too. */
  readonly foreign: string | null;
  /** What this pane inserted last; null: nothing yet. */
  readonly inserted: 'reserved' | 'deferred' | null;
  /** Account that the organizer confirmed although the calendar is another's; empty: none. */
  readonly meantAccount: string;
}

/** What happens to a pane. */
export type PaneEvent =
  | {
      readonly kind: 'add-pressed' | 'remove-pressed' | 'invite-pressed' | 'keep-pressed' | 'replace-pressed';
    }
  /** The person asked for it where the pane was not open yet. */
  | { readonly kind: 'mend-asked'; readonly mend: MendContext }
  | { readonly kind: 'personal-pressed' | 'sign-in-pressed' | 'cancel-pressed' | 'account-confirmed' }
  /** Neither account is meant as it is: somebody else signs in. */
  | { readonly kind: 'other-account-pressed' }
  | { readonly kind: 'room-chosen'; readonly room: OfferedRoom }
  | { readonly kind: 'sign-in-needed'; readonly next: AfterSignIn }
  | { readonly kind: 'sign-in-begun'; readonly link: SignInLink }
  | { readonly kind: 'window-closed' | 'window-blocked' | 'sign-in-confirming' | 'signed-in' }
  /** `isOwn`: the calendar is that account's. */
  | { readonly kind: 'rooms-listed'; readonly listed: ListedRooms; readonly isOwn: boolean }
  | {
      readonly kind: 'personal-added';
      readonly room: AddedRoom;
      readonly name: string;
      readonly location: string;
    }
  /** A single-use room stands in the body: it must be taken out first. */
  | { readonly kind: 'room-stands' }
  | { readonly kind: 'body-seen'; readonly hasRoom: boolean; readonly foreign: string | null }
  | { readonly kind: 'answered'; readonly answer: RoomAnswer }
  | { readonly kind: 'room-added'; readonly answer: RoomAnswer; readonly room: AddedRoom }
  | { readonly kind: 'room-removed'; readonly left: RemovedRoom }
  | { readonly kind: 'mailbox-seen'; readonly isInvited: boolean }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'slow' | 'gone' };

/** What is to be done because of it. */
export type PaneEffect =
  | { readonly kind: 'reserve'; readonly replace: boolean }
  | { readonly kind: 'insert'; readonly answer: RoomAnswer; readonly oldLocation: string }
  | { readonly kind: 'list-rooms' }
  | { readonly kind: 'add-personal'; readonly room: OfferedRoom; readonly oldLocation: string }
  /** `asAnother`: the add-in's own token names somebody who is not meant. */
  | { readonly kind: 'begin-sign-in'; readonly asAnother: boolean }
  | { readonly kind: 'open-window' | 'stop-sign-in' }
  | { readonly kind: 'remove'; readonly mailbox: Person | null; readonly location: string }
  | { readonly kind: 'invite'; readonly mailbox: Person }
  /** Looks whether the mailbox is invited until it is. */
  | { readonly kind: 'watch-mailbox'; readonly mailbox: Person };

/** A state and what is to be done. */
export interface PaneStep {
  readonly state: PaneState;
  readonly effects: readonly PaneEffect[];
}

/** The pane as it opens. */
export const openedPane: PaneState = {
  phase: { kind: 'ready' },
  notice: null,
  hasRoom: false,
  mailbox: null,
  location: '',
  foreign: null,
  inserted: null,
  meantAccount: '',
};
