import { recordingLogger } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import type { GraphClient, GraphObject } from './client/graph-client.ts';
import { GraphOrganizerCalendars } from './graph-organizer-calendars.ts';

const JOIN = 'https://teams.microsoft.com/l/meetup-join/19%3ameeting_a%40thread.v2/0?context=a&b=c';
const state = (joinUrl: string | null) =>
  JSON.stringify({ etag: 'W/"1"', online: joinUrl !== null, joinUrl });

/** Writes one body to an entry that answers as the test says. */
async function rewrite(content: string, after: GraphObject, joinUrl: string | null = JOIN) {
  const sent: unknown[] = [];
  const logger = recordingLogger();
  const client = {
    user: '/users/ada',
    call: async (call: unknown) => {
      sent.push(call);
      return after;
    },
  } as unknown as GraphClient;
  const calendars = new GraphOrganizerCalendars({ clientOf: () => client, logger });
  const ref = { organizer: 'ada@corp.example', id: 'E1', changeKey: state(joinUrl) };
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
  ]);
  expect(logger.lines).toEqual([]);
});

test('a body that lost the online meeting is not written', async () => {
  const { outcomes, sent } = await rewrite('<p>x</p>', online);
  expect([outcomes, sent]).toEqual([[{ kind: 'refused', reason: 'online-meeting-lost' }], []]);
});

test.each([
  ['another link', { ...online, onlineMeeting: { joinUrl: 'https://teams.microsoft.com/other' } }],
  ['switched off', { id: 'E1', isOnlineMeeting: false, onlineMeeting: null }],
])(
  'an online meeting that changed by it (%s) is told to a person, and nothing is written again',
  async (_title, after) => {
    const { outcomes, sent, logger } = await rewrite(block, after);
    expect([outcomes, sent.length, logger.lines.map(({ level }) => level)]).toEqual([
      [{ kind: 'sent' }],
      1,
      ['error'],
    ]);
    expect(JSON.stringify(logger.lines)).not.toContain('teams.microsoft.com');
  },
);
