import type { FakeMailboxWorld, FakeWorldOptions } from './fake-mailbox-world.ts';
import { FakeWorld } from './fake-world.ts';
import type { MailSystemTraits } from './mail-system-traits.ts';

/** How Exchange Server is taken to behave. */
export interface EwsLikeWorldOptions
  extends FakeWorldOptions,
    Partial<
      Pick<
        MailSystemTraits,
        | 'calendarProcessing'
        | 'secondAnswer'
        | 'answeredRequest'
        | 'repliesPerMinute'
        | 'findsAnswersBy'
        | 'removesOutdated'
        | 'batchSize'
        | 'tellsArticleNumber'
        | 'wholeSeconds'
      >
    > {}

/**
 * A world in memory with the traits of Exchange Web Services: sequence numbers and stamps are told, a series lists
 * its exceptions, answers carry HTML, an answered request leaves the inbox. `calendarProcessing` defaults to
 * `auto-update`.
 *
 * @example
 * const world = createEwsLikeWorld({ clock: new FakeClock(), calendarProcessing: 'none' });
 */
export function createEwsLikeWorld(options: EwsLikeWorldOptions = {}): FakeMailboxWorld {
  const {
    calendarProcessing = 'auto-update',
    secondAnswer = 'gone',
    answeredRequest = 'moves',
    repliesPerMinute = null,
    findsAnswersBy = 'message',
    removesOutdated = false,
    batchSize = 512,
    tellsArticleNumber = true,
    wholeSeconds = false,
    ...common
  } = options;
  const traits: MailSystemTraits = {
    tellsSequence: true,
    tellsStamp: true,
    tellsArticleNumber,
    wholeSeconds,
    listsExceptions: true,
    identity: 'global-object-id',
    supportsHtmlReplies: true,
    repliesPerMinute,
    calendarProcessing,
    eventDelayMs: 0,
    readNeedsEvent: false,
    removesOutdated,
    answeredRequest,
    declinedRequest: 'message',
    secondAnswer,
    findsAnswersBy,
    batchSize,
  };
  return new FakeWorld(traits, common);
}
