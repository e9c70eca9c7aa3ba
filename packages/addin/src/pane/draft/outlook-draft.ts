/** Somebody who is invited. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** An appointment that its organizer is writing, as the pane uses it. Every method rejects with a {@link DraftError}. */
export interface OutlookDraft {
  /** Whether there is an item at all; asks nobody, so it may be asked often. */
  isOpen(): boolean;
  /** Whether the item in the form is the one for which the pane was opened; false too once it was sent. */
  isSameItem(): Promise<boolean>;
  /** The body as HTML. Clients may give an earlier one, and rewrite what was inserted. */
  readBody(): Promise<string>;
  /** Whether the form writes plain text, in which our instructions cannot be found again but for their tag. */
  isPlainText(): Promise<boolean>;
  /** Puts HTML in front of the body. Success is no proof. */
  prepend(html: string): Promise<void>;
  /** Writes the whole body; what the user typed since it was read is lost. */
  replaceBody(html: string): Promise<void>;
  /** Required attendees; some clients name the organizer among them. */
  attendees(): Promise<readonly Person[]>;
  /** Success is no proof. */
  addAttendee(person: Person): Promise<void>;
  /** Success is no proof. */
  removeAttendee(email: string): Promise<void>;
  /** The location as one line; empty also where the client does not tell. */
  location(): Promise<string>;
  /** Adds a line and leaves what stands there. Rejects with `unable` where that cannot be done without a loss. */
  addLocation(line: string): Promise<void>;
  /** Takes the line out again; does nothing where it does not stand. */
  removeLocation(line: string): Promise<void>;
  /**
   * When the form says that it starts, RFC 3339, where somebody has answered what stands in the form: it was sent then,
   * and is no copy of what was. Null otherwise, and where the client does not tell.
   */
  sentStart(): Promise<string | null>;
  /** Address of whose calendar it is; empty where the client does not tell. */
  owner(): Promise<string>;
  /** Keeps in the draft, and for this person, which mailbox books its room, for the check before sending; null: none does. */
  noteMailbox(mailbox: Person | null): Promise<void>;
  /** From now on {@link OutlookDraft.isSameItem} tells another item, where the client can without changing what is saved. */
  mark(): Promise<void>;
  /**
   * A random key of this draft: the same one as long as the form is open, but that a copy which is to have a new room
   * gets one of its own.
   */
  key(isForNewRoom: boolean): Promise<string>;
}

/** What a draft may refuse with. */
export type DraftReason =
  /** Outlook did not answer in time; whether it did what was asked is not known. */
  | 'late'
  /** Outlook refused. */
  | 'refused'
  /** The client lacks the function, or it would lose what the user wrote. */
  | 'unable'
  /** The form was closed, sent, or shows another item. */
  | 'gone'
  /** The body changed between two looks at it. */
  | 'unsteady';

/** An operation on a draft that did not succeed. */
export class DraftError extends Error {
  readonly reason: DraftReason;
  /** Name of the call, for the debug log. */
  readonly call: string;

  constructor(reason: DraftReason, call: string, detail = '') {
    super(`${call}: ${reason} ${detail}`.trim());
    this.name = 'DraftError';
    this.reason = reason;
    this.call = call;
  }
}
