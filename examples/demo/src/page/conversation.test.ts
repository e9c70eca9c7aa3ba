import type { LedgerEntry } from '@vmrkit/sandbox';
import { expect, test } from 'vitest';
import { conversationOf } from './conversation.ts';

const mailbox = 'vmr@corp.example';
const at = Date.parse('2030-03-04T09:00:00Z');
const time = (minutes: number) => new Date(at + minutes * 60_000).toISOString();

/** Entries as the sandbox numbers them. */
function ledgerOf(...entries: readonly Partial<LedgerEntry>[]): readonly LedgerEntry[] {
  const common = {
    kind: 'request',
    to: mailbox,
    from: 'alice@corp.example',
    subject: '',
    cleanId: 'AA',
  } as const;
  return entries.map((entry, n) => ({
    n,
    at: at + n * 60_000,
    wallAt: 0,
    messageId: `${n}`,
    ...common,
    ...entry,
  }));
}

test('each message to the mailbox stands with the decision about it and the answer to it', () => {
  const ledger = ledgerOf(
    { requestType: 'NewMeetingRequest' },
    { requestType: 'NewMeetingRequest', to: 'bob@corp.example' },
    { kind: 'answer', answerOf: '0', to: 'alice@corp.example' },
    { requestType: 'FullUpdate' },
    { kind: 'cancellation' },
    { requestType: 'NewMeetingRequest', cleanId: 'BB' },
  );
  const decisions = [
    { cleanId: 'aa', messageId: '0', at: time(1), outcome: 'apply: single-new', correlationId: 'c' },
    { cleanId: 'aa', messageId: '4', at: time(5), outcome: 'cancel', correlationId: 'd' },
  ];
  const answers = [
    { verdict: 'Accept', text: 'Booked.', receivedAt: time(2), messageId: '2' },
    { verdict: 'Decline', text: 'Another meeting’s.', receivedAt: time(3), messageId: 'other' },
  ];
  expect(conversationOf({ cleanId: 'AA', mailbox }, { ledger, decisions, answers })).toEqual([
    {
      messageId: '0',
      kind: 'invitation',
      sentAt: time(0),
      decision: { at: time(1), outcome: 'apply: single-new' },
      answer: { at: time(2), verdict: 'Accept', text: 'Booked.' },
    },
    { messageId: '3', kind: 'update', sentAt: time(3), decision: null, answer: null },
    {
      messageId: '4',
      kind: 'cancellation',
      sentAt: time(4),
      decision: { at: time(5), outcome: 'cancel' },
      answer: null,
    },
  ]);
});
