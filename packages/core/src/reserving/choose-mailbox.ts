/** What a mailbox of a pool has to do, as far as it is known. */
export interface MailboxLoad {
  readonly mailboxId: string;
  /** Answers that wait to be sent. */
  readonly waiting: number;
  /** Meetings that it was lately named for, whose requests may be on their way. */
  readonly expected: number;
  /** Answers a minute that the mail system lets it send; null: no limit. */
  readonly repliesPerMinute: number | null;
  /** Its worker cannot follow it now. */
  readonly inTrouble: boolean;
}

/**
 * The mailbox for one meeting more: of those that can be followed, or of all when none can, the one that would
 * have sent its answers soonest; of equals the one with the fewest, then the first. Null: there is none. Pure.
 */
export function chooseMailbox(loads: readonly MailboxLoad[]): MailboxLoad | null {
  const followed = loads.filter(({ inTrouble }) => !inTrouble);
  const candidates = followed.length > 0 ? followed : loads;
  return candidates.reduce<MailboxLoad | null>(
    (best, load) => (best === null || isLighter(load, best) ? load : best),
    null,
  );
}

function isLighter(one: MailboxLoad, other: MailboxLoad): boolean {
  const difference = minutesBusy(one) - minutesBusy(other);
  return difference === 0 ? answersOf(one) < answersOf(other) : difference < 0;
}

/** How long until all its answers are out. */
function minutesBusy(load: MailboxLoad): number {
  return load.repliesPerMinute === null ? 0 : answersOf(load) / load.repliesPerMinute;
}

function answersOf({ waiting, expected }: MailboxLoad): number {
  return waiting + expected;
}
