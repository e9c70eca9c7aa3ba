import type { LedgerEntry } from '@vmrkit/sandbox';
import type { Answer } from '../world/organizer.ts';
import type { ManagerDecision } from '../world/server-messages.ts';

/** One message to the equipment mailbox and what became of it. Times are RFC 3339. */
export interface Turn {
  readonly messageId: string;
  readonly kind: 'invitation' | 'update' | 'cancellation';
  readonly sentAt: string;
  /** Null: nobody has read it yet. */
  readonly decision: { readonly at: string; readonly outcome: string } | null;
  /** Null: it got none. */
  readonly answer: { readonly at: string; readonly verdict: string; readonly text: string } | null;
}

/** What a conversation is put together from. */
export interface ConversationSources {
  readonly ledger: readonly LedgerEntry[];
  readonly decisions: readonly ManagerDecision[];
  /** Answers that the organizer got. */
  readonly answers: readonly Answer[];
}

/** The messages of a meeting to a mailbox, the oldest first. */
export function conversationOf(
  { cleanId, mailbox }: { readonly cleanId: string; readonly mailbox: string },
  { ledger, decisions, answers }: ConversationSources,
): readonly Turn[] {
  const own = ledger.filter((entry) => entry.cleanId === cleanId);
  return own
    .filter(({ kind, to }) => to === mailbox && (kind === 'request' || kind === 'cancellation'))
    .map(({ kind, messageId, at, requestType }) => {
      const decision = decisions.find((each) => each.messageId === messageId);
      const given = own.find((each) => each.kind === 'answer' && each.answerOf === messageId);
      const answer = answers.find((each) => each.messageId === given?.messageId);
      return {
        messageId,
        kind: kindOf(kind, requestType),
        sentAt: new Date(at).toISOString(),
        decision: decision ? { at: decision.at, outcome: decision.outcome } : null,
        answer: answer ? { at: answer.receivedAt, verdict: answer.verdict, text: answer.text } : null,
      };
    });
}

function kindOf(kind: LedgerEntry['kind'], requestType: string | undefined): Turn['kind'] {
  if (kind === 'cancellation') return 'cancellation';
  return requestType === 'NewMeetingRequest' ? 'invitation' : 'update';
}
