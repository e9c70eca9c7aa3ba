import type { DemoIntegration, Room } from '@vmrkit/example-demo';
import type { LedgerEntry, MeetingName } from '@vmrkit/sandbox';

/** A meeting request of a soak, and what its organizer did with the meeting later. */
export interface SentRequest {
  readonly number: number;
  readonly integration: DemoIntegration;
  /** Whether the invitation had an alias, or a token for one. */
  readonly kind: 'reserved' | 'deferred';
  readonly alias: string | null;
  readonly meeting: MeetingName;
  change: 'none' | 'moved' | 'cancelled';
  /** Entries of the ledger before the change. */
  changedAt: number;
}

/** What became of the requests of a soak. */
export interface Account {
  /** One line a request: what it was, its VMR, its answers. */
  readonly lines: readonly string[];
  readonly requests: number;
  readonly withTokenTag: number;
  readonly moved: number;
  readonly cancelled: number;
  /** Meetings whose last request got no accepting answer; of cancelled ones none is asked. */
  readonly unanswered: number;
  /** Requests that nobody answered since a newer one of their meeting came. */
  readonly superseded: number;
  /** Answers too many, but for {@link Account.countedDoubles}. */
  readonly answeredTwice: number;
  /**
   * S4.8: second answers through a mail system that cannot refuse one, to a message whose first answer was on its way
   * when a manager was stopped.
   */
  readonly countedDoubles: number;
  readonly declined: number;
  /** Meetings that stand without one live VMR of their own. */
  readonly withoutVmr: number;
  /** VMRs that live although their meeting was cancelled, or was never asked for. */
  readonly needlessVmrs: number;
  /** Aliases that two live VMRs share. */
  readonly doubledAliases: number;
  /** Nothing was lost and nothing doubled. */
  readonly isGood: boolean;
}

/** When a manager was killed or stood still, by the ledger's clock. */
export interface Stop {
  readonly from: number;
  readonly to: number;
}

/** How long after a stop an answer may go out that was on its way in it. */
const ON_ITS_WAY_MS = 15_000;

interface Found {
  readonly sent: readonly SentRequest[];
  readonly rooms: readonly Room[];
  readonly ledger: readonly LedgerEntry[];
  /** The equipment mailboxes. */
  readonly emails: readonly string[];
  /** Those of them whose mail system takes a second answer to one message. */
  readonly takesSecond: readonly string[];
  readonly stops: readonly Stop[];
}

/** Holds the requests against the store's VMRs and the mail system's ledger. Pure. */
export function accountFor({ sent, rooms, ledger, emails, takesSecond, stops }: Found): Account {
  const answers = ledger.filter(({ kind, from }) => kind === 'answer' && emails.includes(from));
  const asked = ledger.filter(({ kind, to }) => kind === 'request' && emails.includes(to));
  const live = rooms.filter(({ status }) => status === 'live');
  const rows = sent.map((request) => {
    const cleanId = request.meeting.cleanId.toLowerCase();
    const isOf = (entry: LedgerEntry) => entry.cleanId?.toLowerCase() === cleanId;
    const [own, got] = [asked.filter(isOf), answers.filter(isOf)];
    const since = request.change === 'moved' ? request.changedAt : 0;
    const last = own.filter(({ n }) => n > since).map(({ messageId }) => messageId);
    const isAccepted = got.some(
      ({ response, answerOf }) => response === 'Accept' && last.includes(answerOf ?? ''),
    );
    const answered = new Set(got.map(({ answerOf }) => answerOf));
    const twice = got.length - answered.size;
    const counted = got.filter((entry, at) => {
      const first = got.slice(0, at).find(({ answerOf }) => answerOf === entry.answerOf);
      return first !== undefined && takesSecond.includes(entry.from) && wereApartByStop(first, entry, stops);
    }).length;
    return {
      request,
      vmrs: live.filter((room) => room.cleanId === cleanId),
      answers: got.map(({ response = '?' }) => response),
      isAccepted,
      superseded: own.filter(({ messageId, n }) => n <= since && !answered.has(messageId)).length,
      twice: twice - counted,
      counted,
    };
  });
  const standing = rows.filter(({ request }) => request.change !== 'cancelled');
  const known = new Set(standing.map(({ request }) => request.meeting.cleanId.toLowerCase()));
  const aliases = live.flatMap((room) => room.aliases);
  const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
  const counts = {
    requests: sent.length,
    withTokenTag: sent.filter(({ kind }) => kind === 'deferred').length,
    moved: sent.filter(({ change }) => change === 'moved').length,
    cancelled: sent.filter(({ change }) => change === 'cancelled').length,
    unanswered: standing.filter(({ isAccepted }) => !isAccepted).length,
    superseded: sum(rows.map(({ superseded }) => superseded)),
    answeredTwice: sum(rows.map(({ twice }) => twice)),
    countedDoubles: sum(rows.map(({ counted }) => counted)),
    declined: rows.filter((row) => row.answers.includes('Decline')).length,
    withoutVmr: standing.filter(({ vmrs }) => vmrs.length !== 1).length,
    needlessVmrs: live.filter(({ cleanId }) => !known.has(cleanId)).length,
    doubledAliases: aliases.length - new Set(aliases).size,
  };
  const { unanswered, answeredTwice, declined, withoutVmr, needlessVmrs, doubledAliases } = counts;
  const faults = unanswered + answeredTwice + declined + withoutVmr + needlessVmrs + doubledAliases;
  const lines = rows.map((row) => {
    const { number, integration, kind, change } = row.request;
    const vmr = row.vmrs.map((room) => room.aliases.at(-1) ?? room.name).join(', ') || 'none';
    const remarks = [
      row.superseded > 0 ? `; ${row.superseded} superseded: a newer request of the meeting came first` : '',
      row.counted > 0
        ? `; ${row.counted} counted double (S4.8): a manager was stopped while it was sent`
        : '',
      row.twice > 0 ? `; ${row.twice} ANSWERED TWICE` : '',
      change === 'cancelled' || row.isAccepted ? '' : '; UNANSWERED',
    ];
    const answers = row.answers.join(', ') || 'none';
    return `#${number} ${integration.name} ${kind} ${change}: VMR ${vmr}; answers ${answers}${remarks.join('')}`;
  });
  return { lines, ...counts, isGood: faults === 0 };
}

function wereApartByStop(first: LedgerEntry, second: LedgerEntry, stops: readonly Stop[]): boolean {
  return stops.some(
    ({ from, to }) => first.wallAt >= from - ON_ITS_WAY_MS && second.wallAt <= to + ON_ITS_WAY_MS,
  );
}
