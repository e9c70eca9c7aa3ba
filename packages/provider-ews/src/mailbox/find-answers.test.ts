import { type AnswerSubject, instant } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { loopbackServer } from '../test-support/loopback-server.ts';
import { messagesOf } from '../test-support/soap-answers.ts';
import { testProvider } from '../test-support/test-deps.ts';

const receivedAt = instant(Date.UTC(2026, 0, 1, 10));
const subject: AnswerSubject = {
  ref: { id: 'a' },
  messageId: '<a@b>',
  identity: { globalObjectId: null, uid: 'u' },
  instance: null,
  receivedAt,
};

it.each([
  ['Accept', 60_000, 'accept'],
  ['Decline', 0, 'decline'],
  ['Accept', -60_000, null],
  ['Tentative', 60_000, null],
])('a calendar entry with %s, %d ms after the request came, shows %s', async (response, after, verdict) => {
  const at = new Date(receivedAt + after).toISOString();
  const entry = `<t:CalendarItem><t:ItemId Id="x" ChangeKey="y"/><t:UID>u</t:UID><t:MyResponseType>${response}</t:MyResponseType><t:AppointmentReplyTime>${at}</t:AppointmentReplyTime></t:CalendarItem>`;
  const found = (items: string): string =>
    messagesOf('FindItem', [
      `<m:RootFolder TotalItemsInView="1" IncludesLastItemInRange="true"><t:Items>${items}</t:Items></m:RootFolder>`,
    ]);
  const server = await loopbackServer(({ operation, body }) => {
    if (operation === 'GetItem') return messagesOf('GetItem', [`<m:Items>${entry}</m:Items>`]);
    return found(body.includes('Id="calendar"') ? entry : '');
  });
  const provider = testProvider(server.url);
  try {
    const [answer] = await provider.equipmentMailbox('room@corp.example').findAnswers([subject]);
    expect(answer?.verdict ?? null).toBe(verdict);
  } finally {
    await provider.close();
    await server.close();
  }
});
