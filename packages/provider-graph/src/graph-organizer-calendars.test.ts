import { recordingLogger } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import type { GraphClient, GraphObject } from './client/graph-client.ts';
import { GraphFailure } from './errors/graph-failure.ts';
import { GraphOrganizerCalendars } from './graph-organizer-calendars.ts';

const JOIN = 'https://teams.microsoft.com/l/meetup-join/19%3ameeting_a%40thread.v2/0?context=a&b=c';
const state = (joinUrl: string | null, linked: boolean) =>
  JSON.stringify({ etag: 'W/"1"', online: joinUrl !== null, joinUrl, linked });

/** Writes one body to an entry that answers as the test says. */
async function rewrite(
  content: string,
  after: GraphObject,
  {
    joinUrl = JOIN,
    linked = joinUrl !== null,
    answer = after,
  }: {
    readonly joinUrl?: string | null;
    readonly linked?: boolean;
    readonly answer?: GraphObject | GraphFailure;
  } = {},
) {
  const sent: unknown[] = [];
  const logger = recordingLogger();
  const client = {
    user: '/users/ada',
    call: async (call: { readonly method: string }) => {
      sent.push(call);
      if (call.method === 'PATCH' && answer instanceof GraphFailure) throw answer;
      return call.method === 'PATCH' ? answer : after;
    },
  } as unknown as GraphClient;
  const calendars = new GraphOrganizerCalendars({ clientOf: () => client, logger });
  const ref = { organizer: 'ada@corp.example', id: 'E1', changeKey: state(joinUrl, linked) };
  const outcomes = await calendars.rewriteBodies([{ ref, body: { type: 'html', content } }]);
  return { outcomes, sent, logger };
}

const block = `<a href="${JOIN.replaceAll('&', '&amp;')}">Join</a>`;
const online = { id: 'E1', isOnlineMeeting: true, onlineMeeting: { joinUrl: JOIN } };

test('a body that keeps the online meeting is written alone, against the state that was read', async () => {
  const { outcomes, sent, logger } = await rewrite(`<p>x</p>${block}`, online);
  expect(outcomes).toEqual([{ kind: 'sent' }]);
  expect(sent).toMatchObject([
    { method: 'PATCH', ifMatch: 'W/"1"', body: { body: { contentType: 'html' } } },
    { method: 'GET', path: '/users/ada/events/E1?$select=id,isOnlineMeeting,onlineMeeting' },
  ]);
  expect(logger.lines).toEqual([]);
});

test('an entry that was saved in between is told as such, and written no second time from the old body', async () => {
  const errorCode = 'ErrorIrresolvableConflict';
  const answer = new GraphFailure('response', { status: 412, errorCode, maySent: false });
  const { outcomes, sent } = await rewrite(`<p>x</p>${block}`, online, { answer });
  expect([outcomes, sent.length]).toEqual([[{ kind: 'conflict' }], 1]);
});

test('a body that lost the online meeting is not written', async () => {
  const { outcomes, sent } = await rewrite('<p>x</p>', online);
  expect([outcomes, sent]).toEqual([[{ kind: 'refused', reason: 'online-meeting-lost' }], []]);
});

test('an entry without the link in its body is written, and one without an online meeting is not read again', async () => {
  const unlinked = await rewrite('<p>x</p>', online, { linked: false });
  expect(unlinked.outcomes).toEqual([{ kind: 'sent' }]);
  const plain = await rewrite('<p>x</p>', { id: 'E1', isOnlineMeeting: false }, { joinUrl: null });
  expect([plain.outcomes, plain.sent.length]).toEqual([[{ kind: 'sent' }], 1]);
});

test.each([
  ['other-link', { ...online, onlineMeeting: { joinUrl: 'https://teams.microsoft.com/other' } }],
  ['switched-off', { id: 'E1', isOnlineMeeting: false, onlineMeeting: null }],
])('an online meeting that changed by it (%s) is told, and nothing is written again', async (how, after) => {
  // The answer to the write still shows it as it was.
  const { outcomes, sent, logger } = await rewrite(block, after, { answer: online });
  expect(outcomes).toEqual([{ kind: 'sent', onlineMeeting: how }]);
  expect(sent.filter((call) => (call as { method: string }).method === 'PATCH')).toHaveLength(1);
  expect(logger.lines.map(({ level }) => level)).toEqual(['error']);
  expect(JSON.stringify(logger.lines)).not.toContain('teams.microsoft.com');
});
