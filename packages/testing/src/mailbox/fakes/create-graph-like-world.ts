import type { FakeMailboxWorld, FakeWorldOptions } from './fake-mailbox-world.ts';
import { FakeWorld } from './fake-world.ts';
import type { MailSystemTraits } from './mail-system-traits.ts';

/** How Exchange Online is taken to behave. */
export interface GraphLikeWorldOptions
  extends FakeWorldOptions,
    Partial<
      Pick<
        MailSystemTraits,
        | 'eventDelayMs'
        | 'repliesPerMinute'
        | 'removesOutdated'
        | 'declinedRequest'
        | 'secondAnswer'
        | 'findsAnswersBy'
        | 'tellsStamp'
        | 'batchSize'
        | 'wholeSeconds'
      >
    > {}

/**
 * A world in memory with the traits of Microsoft Graph: no sequence numbers, each instance has a UID of its own, a
 * message can be read only once its event is there (`eventDelayMs`, default 2,000, on the world's clock), outdated
 * requests vanish, answers are plain and at most `repliesPerMinute` (default 30), a declined meeting's event is gone.
 *
 * @example
 * const world = createGraphLikeWorld({ clock: new FakeClock(), repliesPerMinute: null });
 */
export function createGraphLikeWorld(options: GraphLikeWorldOptions = {}): FakeMailboxWorld {
  const {
    eventDelayMs = 2_000,
    repliesPerMinute = 30,
    removesOutdated = true,
    declinedRequest = 'gone',
    secondAnswer = 'already-answered',
    findsAnswersBy = 'message',
    tellsStamp = true,
    batchSize = 100,
    wholeSeconds = false,
    ...common
  } = options;
  const traits: MailSystemTraits = {
    tellsSequence: false,
    tellsStamp,
    tellsArticleNumber: false,
    wholeSeconds,
    listsExceptions: false,
    identity: 'uid',
    supportsHtmlReplies: false,
    repliesPerMinute,
    calendarProcessing: 'auto-update',
    eventDelayMs,
    readNeedsEvent: true,
    removesOutdated,
    answeredRequest: 'stays',
    declinedRequest,
    secondAnswer,
    findsAnswersBy,
    batchSize,
  };
  return new FakeWorld(traits, common);
}
