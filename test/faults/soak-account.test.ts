import { type DemoIntegration, integrations, type Room } from '@vmrkit/example-demo';
import type { LedgerEntry } from '@vmrkit/sandbox';
import { expect, test } from 'vitest';
import { accountFor, type SentRequest } from './soak-account.ts';

const ews: DemoIntegration = integrations.sales;
const graph: DemoIntegration = integrations.support;
const organizer = 'organizer@corp.example';

function entryOf(n: number, entry: Partial<LedgerEntry>): LedgerEntry {
  const common = { kind: 'answer', from: '', to: organizer, subject: 'Request', messageId: `m${n}` } as const;
  return { n, at: 0, wallAt: n * 1_000, response: 'Accept', ...common, ...entry };
}

function requestOf(
  cleanId: string,
  integration = ews,
  more: Partial<Pick<SentRequest, 'change' | 'changedAt'>> = {},
): SentRequest {
  const meeting = { cleanId } as SentRequest['meeting'];
  return {
    number: 1,
    integration,
    kind: 'reserved',
    alias: cleanId,
    meeting,
    change: 'none',
    changedAt: 0,
    ...more,
  };
}

function account(
  request: SentRequest,
  ledger: readonly LedgerEntry[],
  stops: readonly { readonly from: number; readonly to: number }[] = [],
) {
  const { cleanId } = request.meeting;
  const rooms = [{ cleanId, status: 'live', aliases: [cleanId], name: cleanId } as unknown as Room];
  const emails = [ews.mailbox.email, graph.mailbox.email];
  const mails = ledger.map((entry) => ({ ...entry, cleanId }));
  return accountFor({
    sent: [request],
    rooms,
    ledger: mails,
    emails,
    takesSecond: [graph.mailbox.email],
    stops,
  });
}

const asked = (n: number, { mailbox } = ews) =>
  entryOf(n, { kind: 'request', from: organizer, to: mailbox.email, response: undefined });
const answered = (n: number, answerOf: string, { mailbox } = ews) =>
  entryOf(n, { from: mailbox.email, answerOf });

test('a request that a newer one of its meeting made superfluous is superseded, not lost', () => {
  const moved = requestOf('one', ews, { change: 'moved', changedAt: 1 });
  const found = account(moved, [asked(1), asked(2), answered(3, 'm2')]);
  expect(found).toMatchObject({ superseded: 1, unanswered: 0, isGood: true });
  expect(found.lines[0]).toContain('1 superseded');
  expect(account(moved, [asked(1), asked(2), answered(3, 'm1')])).toMatchObject({
    unanswered: 1,
    isGood: false,
  });
});

test('a second answer counts apart only where the mail system takes it and a manager was stopped between', () => {
  const twice = (integration: DemoIntegration) => [
    asked(1, integration),
    answered(20, 'm1', integration),
    answered(40, 'm1', integration),
  ];
  const stop = { from: 21_000, to: 36_000 };
  const counts = (integration: DemoIntegration, stops: readonly (typeof stop)[]) => {
    const { answeredTwice, countedDoubles, isGood } = account(
      requestOf('one', integration),
      twice(integration),
      stops,
    );
    return [answeredTwice, countedDoubles, isGood];
  };
  expect(counts(graph, [stop])).toEqual([0, 1, true]);
  expect(counts(graph, [])).toEqual([1, 0, false]);
  expect(counts(graph, [{ from: 90_000, to: 99_000 }])).toEqual([1, 0, false]);
  expect(counts(ews, [stop])).toEqual([1, 0, false]);
});
