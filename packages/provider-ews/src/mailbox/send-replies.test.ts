import { instant, type Reply } from '@vmrkit/core';
import { describe, expect, it } from 'vitest';
import { createEwsMailboxProvider } from '../create-ews-mailbox-provider.ts';
import { loopbackServer } from '../test-support/loopback-server.ts';
import { answerOf, messagesOf } from '../test-support/soap-answers.ts';
import { testDeps, testProvider, testSettings } from '../test-support/test-deps.ts';

const reply: Reply = {
  id: '1',
  ref: { id: 'a' },
  messageId: '<a@b>',
  identity: { globalObjectId: null, uid: 'u' },
  instance: null,
  receivedAt: instant(0),
  earlierAnswerAt: null,
  verdict: 'accept',
  html: '<p>Ready</p>',
};
const request = (id: string): string =>
  `<m:Items><t:MeetingRequest><t:ItemId Id="${id}" ChangeKey="c"/></t:MeetingRequest></m:Items>`;

async function respond(looked: readonly string[], created: string, replies: readonly Reply[]) {
  const server = await loopbackServer(({ operation }) =>
    operation === 'GetItem' ? messagesOf('GetItem', looked) : created,
  );
  const provider = testProvider(server.url);
  try {
    const outcomes = await provider.equipmentMailbox('room@corp.example').respond(replies);
    return {
      outcomes,
      operations: server.seen.map(({ operation }) => operation),
      bodies: server.seen.map(({ body }) => body),
    };
  } finally {
    await provider.close();
    await server.close();
  }
}

it.each([
  [
    'a warning that it was not processed',
    '<m:CreateItemResponse><m:ResponseMessages><m:CreateItemResponseMessage ResponseClass="Warning"><m:ResponseCode>ErrorBatchProcessingStopped</m:ResponseCode></m:CreateItemResponseMessage></m:ResponseMessages></m:CreateItemResponse>',
  ],
  ['no word of it', '<m:CreateItemResponse/>'],
])('an answer is not taken for sent on %s', async (_name, body) => {
  const { outcomes } = await respond([request('a')], answerOf(body), [reply]);
  expect(outcomes).toEqual([{ kind: 'unknown' }]);
});

it('nothing is answered while it is not clear which request is which', async () => {
  const replies = [reply, { ...reply, id: '2', ref: { id: 'b' } }];
  const { outcomes, operations } = await respond([request('b')], messagesOf('CreateItem', ['']), replies);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['not-sent', 'not-sent']);
  expect(operations).toEqual(['GetItem']);
});

it('an answer that the server calls outdated may go out as mail', async () => {
  const refused =
    '<m:CreateItemResponse><m:ResponseMessages><m:CreateItemResponseMessage ResponseClass="Error"><m:ResponseCode>ErrorCalendarMeetingRequestIsOutOfDate</m:ResponseCode></m:CreateItemResponseMessage></m:ResponseMessages></m:CreateItemResponse>';
  expect((await respond([request('a')], answerOf(refused), [reply])).outcomes).toEqual([
    { kind: 'outdated' },
  ]);
  const mail = { ...reply, asMail: true };
  const { outcomes, bodies } = await respond([request('a')], messagesOf('CreateItem', ['']), [mail]);
  expect(outcomes).toEqual([{ kind: 'sent' }]);
  expect(bodies.at(-1)).toContain('<t:ReplyToItem><t:ReferenceItemId Id="a"');
});

it('batches of answers are under way side by side, at most four, and each outcome is that of its own answer', async () => {
  const replies = Array.from({ length: 55 }, (_, place) => ({
    ...reply,
    id: `${place}`,
    ref: { id: `a${place}` },
  }));
  let underWay = 0;
  let most = 0;
  let begun = 0;
  let release = () => {};
  const fourBegan = new Promise<void>((resolve) => {
    release = resolve;
  });
  const server = await loopbackServer(async ({ operation, body }) => {
    const ids = [...body.matchAll(/ Id="(a\d+)"/g)].map(([, id = '']) => id);
    if (operation === 'GetItem') return messagesOf('GetItem', ids.map(request));
    underWay += 1;
    begun += 1;
    most = Math.max(most, underWay);
    if (begun === 4) release();
    await fourBegan;
    underWay -= 1;
    return messagesOf(
      'CreateItem',
      ids.map((id) => (id === 'a37' ? 'ErrorItemNotFound' : '')),
    );
  });
  const provider = testProvider(server.url);
  try {
    const outcomes = await provider.equipmentMailbox('room@corp.example').respond(replies);
    expect(outcomes.map(({ kind }) => kind)).toEqual(
      replies.map(({ id }) => (id === '37' ? 'gone' : 'sent')),
    );
    expect(most).toBe(4);
  } finally {
    await provider.close();
    await server.close();
  }
});

describe('a request that was just read', () => {
  const whole = (extra = '') =>
    `<m:Items><t:MeetingRequest><t:ItemId Id="a" ChangeKey="c"/><t:DateTimeReceived>1970-01-01T00:00:00Z</t:DateTimeReceived>${extra}</t:MeetingRequest></m:Items>`;

  /** Reads a request, lets `waitMs` pass and answers it so often; what was asked of the server, and the outcomes. */
  async function readAndAnswer(
    created: readonly string[],
    { waitMs = 0, read = whole() }: { readonly waitMs?: number; readonly read?: string } = {},
  ) {
    let lateMs = 0;
    const clock = { ...testDeps.clock, monotonicMs: () => testDeps.clock.monotonicMs() + lateMs };
    const left = [...created];
    const server = await loopbackServer(({ operation }) =>
      messagesOf(operation, [operation === 'GetItem' ? read : (left.shift() ?? '')]),
    );
    const provider = createEwsMailboxProvider(testSettings(server.url), { ...testDeps, clock });
    try {
      const mailbox = provider.equipmentMailbox('room@corp.example');
      const outcomes: string[] = [];
      for (const _ of created) {
        await mailbox.read([reply.ref]);
        lateMs += waitMs;
        outcomes.push(...(await mailbox.respond([reply])).map(({ kind }) => kind));
      }
      return { outcomes, operations: server.seen.map(({ operation }) => operation) };
    } finally {
      await provider.close();
      await server.close();
    }
  }

  it('is answered without another look', async () => {
    expect(await readAndAnswer([''])).toEqual({
      outcomes: ['sent'],
      operations: ['GetItem', 'CreateItem'],
    });
  });

  it('is looked at again where some time has passed', async () => {
    const { operations } = await readAndAnswer([''], { waitMs: 10_001 });
    expect(operations).toEqual(['GetItem', 'GetItem', 'CreateItem']);
  });

  it('is looked at from then on where the server touches what it has delivered', async () => {
    expect(await readAndAnswer(['ErrorIrresolvableConflict', ''])).toEqual({
      outcomes: ['not-sent', 'sent'],
      operations: ['GetItem', 'CreateItem', 'GetItem', 'GetItem', 'CreateItem'],
    });
  });

  it('is not answered twice where it knows of an answer', async () => {
    const read = whole(
      '<t:MyResponseType>Accept</t:MyResponseType><t:AppointmentReplyTime>1970-01-01T00:00:01Z</t:AppointmentReplyTime>',
    );
    expect((await readAndAnswer([''], { read })).outcomes).toEqual(['already-answered']);
  });
});
