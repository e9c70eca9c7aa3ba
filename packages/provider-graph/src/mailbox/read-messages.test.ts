import { silentLogger } from '@vmrkit/core';
import { describe, expect, test } from 'vitest';
import type { GraphCall, GraphClient, GraphObject } from '../client/graph-client.ts';
import { meaningOf } from '../errors/error-meaning.ts';
import { GraphFailure } from '../errors/graph-failure.ts';
import { testDeps, testSettings } from '../test-support/test-deps.ts';
import { KnownRequests } from './known-requests.ts';
import { readMessages } from './read-messages.ts';

const time = (dateTime: string) => ({ dateTime, timeZone: 'UTC' });
const ada = { emailAddress: { name: 'Ada', address: 'ada@corp.example' } };
const event = {
  id: 'E1',
  iCalUId: 'uid-1',
  type: 'singleInstance',
  start: time('2026-12-01T09:00:00.0000000'),
  end: time('2026-12-01T10:00:00.0000000'),
  originalStartTimeZone: 'UTC',
  organizer: ada,
};
const message = {
  '@odata.type': '#microsoft.graph.eventMessageRequest',
  id: 'M1',
  receivedDateTime: new Date().toISOString(),
  meetingMessageType: 'meetingRequest',
  body: { contentType: 'html', content: '<p>tag</p>' },
  from: ada,
  sender: ada,
  startDateTime: event.start,
  endDateTime: event.end,
};

/** Reads one message from a server that answers as the test says. */
async function read(answer: (call: GraphCall, asked: readonly string[]) => GraphObject) {
  const asked: string[] = [];
  const one = (call: GraphCall): GraphObject => {
    asked.push(decodeURIComponent(call.path));
    return answer(call, asked);
  };
  const client: GraphClient = {
    user: '/users/room',
    call: async (call) => one(call),
    batch: async (calls) =>
      calls.map((call) => {
        try {
          return { ok: true, body: one(call) };
        } catch (failure) {
          if (failure instanceof GraphFailure) return { ok: false, failure };
          throw failure;
        }
      }),
    page: async () => ({ value: [], nextLink: null, deltaLink: null }),
    followLinks: async function* () {},
  };
  const { clock } = testDeps();
  const context = {
    client,
    email: 'room@corp.example',
    clock,
    logger: silentLogger,
    known: new KnownRequests(),
    settings: testSettings('http://127.0.0.1', { limits: { entry_patience_ms: 1_000 } }),
    mailboxZone: async () => null,
  };
  const [result] = await readMessages(context, [{ id: 'M1' }], {});
  return { result, asked };
}

describe('reading requests', () => {
  test('an entry that the calendar attendant has not written yet is waited for', async () => {
    const { result, asked } = await read((_call, all) => ({
      ...message,
      event: all.length < 3 ? {} : event,
    }));
    expect(result).toMatchObject({ kind: 'message', message: { identity: { uid: 'uid-1' } } });
    expect(asked.filter((path) => path.includes('$expand'))).toHaveLength(2);
  });

  test('an entry that never comes is told as such, to be tried again', async () => {
    const { result } = await read(() => ({ ...message, event: null }));
    expect(result).toEqual({ kind: 'unreadable', reason: 'no-calendar-entry' });
  });

  test('a request whose entry has left the calendar long ago is told by itself', async () => {
    const id = 'Binary {6ed8da90-450b-101b-98da-00aa003f1305} Id 0x23';
    const value = Buffer.from(`040000008200e00074c5b7101a82e008${'0'.repeat(48)}01000000`, 'hex').toString(
      'base64',
    );
    const { result } = await read(() => ({
      ...message,
      receivedDateTime: '2026-01-01T00:00:00Z',
      event: {},
      singleValueExtendedProperties: [{ id, value }],
    }));
    expect(result).toMatchObject({ kind: 'message', message: { start: Date.parse('2026-12-01T09:00:00Z') } });
  });

  test('where properties are not served, the entry tells the meeting and the headers tell the sender', async () => {
    const headers = [{ name: 'X-MS-Exchange-Organization-AuthAs', value: 'Internal' }];
    const { result } = await read(({ path }) =>
      path.includes('internetMessageHeaders') ? { internetMessageHeaders: headers } : { ...message, event },
    );
    expect(result).toMatchObject({
      message: { senderAuthenticated: true, identity: { globalObjectId: null, uid: 'uid-1' } },
    });
  });

  test.each([
    ['S/MIME', { name: 'smime.p7m', contentType: 'multipart/signed' }],
    ['rights management', { name: 'message.rpmsg', contentType: 'application/x-microsoft-rpmsg-message' }],
  ])('a body under %s is told as unreadable, and not as one without a tag', async (_title, attachment) => {
    const { result } = await read(({ path }) =>
      path.includes('/attachments')
        ? { value: [attachment] }
        : { ...message, event, hasAttachments: true, body: { contentType: 'html', content: '' } },
    );
    expect(result).toMatchObject({
      message: { bodyUnreadable: true, bodyEncrypted: true, identity: { uid: 'uid-1' } },
    });
  });

  test('a message without its body is asked for by casts alone', async () => {
    const { result, asked } = await read(({ path }) => {
      if (!path.includes('$select')) throw new GraphFailure('response', { status: 500, maySent: false });
      return path.includes('internetMessageHeaders') ? {} : { ...message, body: null, event };
    });
    expect(result).toMatchObject({ message: { bodyUnreadable: true } });
    const select = asked.find((path) => path.includes('sentDateTime,'))?.split('$select=')[1] ?? '';
    expect(select.split(',').filter((name) => /^(meeting|start|end|type)/.test(name))).toEqual([]);
  });
});

test.each([
  [403, 'ErrorQuotaExceeded', 'mailbox-full'],
  [507, 'QuotaExceededException', 'mailbox-full'],
  [403, 'ErrorAccessDenied', 'not-allowed'],
  [403, null, 'not-allowed'],
  [412, 'ErrorIrresolvableConflict', 'stale'],
  [404, 'ErrorItemNotFound', 'gone'],
  [404, 'MailboxNotEnabledForRESTAPI', 'no-mailbox'],
  [400, 'syncStateNotFound', 'cursor-lost'],
  [504, 'UnknownError', 'transient'],
  [400, 'RequestBroker-ParseUri', 'other'],
])('%d %s means %s', (status, errorCode, wanted) => {
  expect(meaningOf({ status, errorCode })).toBe(wanted);
});
