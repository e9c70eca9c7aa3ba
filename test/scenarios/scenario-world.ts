/** Milliseconds after the begin of a scenario, which is 09:00 on day 1. */
export type Moment = number;

/** Who acts: an organizer, an attendee of the same organisation, and an outsider. */
export type Person = 'alice' | 'bob' | 'mallory';

/** What stands in an invitation's body. */
export type Body =
  /** Joining instructions that were reserved for it; placeholder and token tag, where the manager was away. */
  | { readonly kind: 'own' | 'deferred' }
  /** None; those of another integration; its own with a damaged tag. */
  | { readonly kind: 'none' | 'foreign' | 'damaged' }
  /** Those of another meeting; its own, and below them those of another meeting in a quotation. */
  | { readonly kind: 'copied' | 'quoting'; readonly of: string };

/** A meeting that somebody books; scenarios call it by its title from then on. */
export interface Booking {
  readonly by: Person;
  readonly title: string;
  readonly start: Moment;
  readonly end: Moment;
  /** How often it takes place, once a day; null: once. */
  readonly daily: number | null;
  readonly body: Body;
  /** Who sends it in the organizer's name. */
  readonly delegate?: Person;
  readonly location?: string;
}

/** What an integration may switch on. */
export type Switch = 'rooms without the add-in' | 'rooms at the VMR' | 'rooms for copies' | 'limits';

/** What an organizer changes; what is left out stays. */
export interface Change {
  readonly start?: Moment;
  /** Which meeting of a series, from 1; the whole without it. */
  readonly nth?: number;
  readonly subject?: string;
  readonly body?: Body;
}

/** What somebody sends to the equipment mailbox who is not the organizer. */
export type Copy =
  | { readonly kind: 'forwarded'; readonly by: Person }
  | { readonly kind: 'for-a-delegate' }
  /** The newest message once more. */
  | { readonly kind: 'again' }
  /** Under the organizer's name; with `start` an update, without it a cancellation. */
  | { readonly kind: 'forged'; readonly by: Person; readonly start?: Moment };

/** The answer that is expected, by the name of its text. */
export interface ExpectedAnswer {
  readonly answer: string;
  /** Exchange may call the request out of date, and takes no answer then. */
  readonly unlessOutdated: boolean;
}

/** Why joining is refused; `unknown`: there is no such room. */
export type Refusal = 'not yet' | 'over' | 'cancelled' | 'unknown';

/**
 * Where scenarios take place: a deployment with one equipment mailbox, behind any mail system. Acts resolve when they
 * are done; an expectation waits for what takes a moment, and rejects when it does not come true.
 */
export interface ScenarioWorld {
  book(booking: Booking): Promise<void>;
  change(title: string, change: Change): Promise<void>;
  /** The whole, or the meeting `nth` of a series. */
  cancel(title: string, nth: number | null): Promise<void>;
  /**
   * "This and following": the series ends before the meeting `nth`, and a series of its own, called `into`, goes on from
   * there with the same body.
   */
  split(title: string, nth: number, into: string): Promise<void>;
  /** The organizer takes the equipment mailbox off the attendees. */
  uninvite(title: string): Promise<void>;
  /** And puts it back. */
  reinvite(title: string): Promise<void>;
  sendCopy(title: string, copy: Copy): Promise<void>;

  /** Everybody's clock goes on to this time. */
  moveTo(moment: Moment): Promise<void>;
  stopManager(): Promise<void>;
  startManager(): Promise<void>;
  /** The service account loses its rights over organizers' mailboxes. */
  dropOrganizerRights(): Promise<void>;
  /** The integration is changed, while the manager is away for a moment. */
  switchOn(what: Switch): Promise<void>;
  /** The mail system forgets how far the mailbox was read. */
  loseCursors(): Promise<void>;

  /** All answers to a meeting so far, oldest first. */
  expectAnswers(title: string, answers: readonly ExpectedAnswer[]): Promise<void>;
  /** The room is closed, and this is when it opens next. */
  expectOpening(title: string, at: Moment): Promise<void>;
  expectJoining(title: string, refusal: Refusal | null): Promise<void>;
  /** Only while it may be joined. */
  expectName(title: string, name: string): Promise<void>;
  /** The organizer's meeting holds instructions with a tag, and neither placeholder nor token. */
  expectInstructions(title: string): Promise<void>;
}
