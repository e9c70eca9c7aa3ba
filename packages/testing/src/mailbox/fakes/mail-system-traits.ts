/** How one kind of mail system behaves; what the notes leave open is a switch here. */
export interface MailSystemTraits {
  /** Whether messages and calendar tell the sequence number. */
  readonly tellsSequence: boolean;
  /** Whether messages and calendar tell when the organizer's side made a version. */
  readonly tellsStamp: boolean;
  /** Whether messages tell their number in the inbox. */
  readonly tellsArticleNumber: boolean;
  /** Whether stamps and times of receipt are whole seconds. */
  readonly wholeSeconds: boolean;
  /** Whether a request for a series lists the instances that differ and those that are deleted. */
  readonly listsExceptions: boolean;
  /** What a message names its meeting by. Under `uid` each instance has a UID of its own. */
  readonly identity: 'global-object-id' | 'uid';
  readonly supportsHtmlReplies: boolean;
  /** Answers in any 60 seconds; more are refused until some have grown old. Null: no limit. */
  readonly repliesPerMinute: number | null;
  /**
   * `auto-update`: the mail system writes each request into the calendar by itself. `none`: an entry comes, and
   * changes, only when a request is accepted, and a cancelled one stays.
   */
  readonly calendarProcessing: 'none' | 'auto-update';
  /** How long after its message the calendar entry appears (under `auto-update`). */
  readonly eventDelayMs: number;
  /** Whether a meeting message can be read only once its calendar entry was there. */
  readonly readNeedsEvent: boolean;
  /** Whether the mail system takes requests that are out of date away, read or not. */
  readonly removesOutdated: boolean;
  /** Whether an answered request leaves the inbox. */
  readonly answeredRequest: 'moves' | 'stays';
  /** What reading a request gives after it was declined, where it stays in the inbox. */
  readonly declinedRequest: 'message' | 'gone' | 'unreadable';
  /** What a second answer to the same request is told. It goes out only where it is `allowed`. */
  readonly secondAnswer: 'already-answered' | 'gone' | 'allowed';
  /**
   * What `findAnswers` goes by: the message answered, or the newest answer about the same meeting and instance since
   * the message arrived, which takes an answer to an older message for one to a newer.
   */
  readonly findsAnswersBy: 'message' | 'meeting';
  /** Refs in a batch of `changes` at most. */
  readonly batchSize: number;
}
