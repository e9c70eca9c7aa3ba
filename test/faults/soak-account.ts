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
  /** Messages that were answered more than once. */
  readonly answeredTwice: number;
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

interface Found {
  readonly sent: readonly SentRequest[];
  readonly rooms: readonly Room[];
  readonly ledger: readonly LedgerEntry[];
  /** The equipment mailboxes. */
  readonly emails: readonly string[];
}

/** Holds the requests against the store's VMRs and the mail system's ledger. Pure. */
export function accountFor({ sent, rooms, ledger, emails }: Found): Account {
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
    return {
      request,
      vmrs: live.filter((room) => room.cleanId === cleanId),
      answers: got.map(({ response = '?' }) => response),
      isAccepted,
      superseded: own.filter(({ messageId, n }) => n <= since && !answered.has(messageId)).length,
      twice: got.length - answered.size,
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
    declined: rows.filter((row) => row.answers.includes('Decline')).length,
    withoutVmr: standing.filter(({ vmrs }) => vmrs.length !== 1).length,
    needlessVmrs: live.filter(({ cleanId }) => !known.has(cleanId)).length,
    doubledAliases: aliases.length - new Set(aliases).size,
  };
  const { unanswered, answeredTwice, declined, withoutVmr, needlessVmrs, doubledAliases } = counts;
  const faults = unanswered + answeredTwice + declined + withoutVmr + needlessVmrs + doubledAliases;
  const lines = rows.map(({ request, vmrs, answers: given, isAccepted }) => {
    const { number, integration, kind, change } = request;
    const vmr = vmrs.map((room) => room.aliases.at(-1) ?? room.name).join(', ') || 'none';
    const end = change === 'cancelled' || isAccepted ? '' : ' UNANSWERED';
    return `#${number} ${integration.name} ${kind} ${change}: VMR ${vmr}; answers ${given.join(', ') || 'none'}${end}`;
  });
  return { lines, ...counts, isGood: faults === 0 };
}
