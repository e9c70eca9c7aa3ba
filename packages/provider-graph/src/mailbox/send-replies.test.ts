import type { MeetingRequest } from '@vmrkit/core';
import { afterEach, expect, test } from 'vitest';
import { inviteFromAlice } from '../../../../test/support/organizer-acts.ts';
import { createSandboxWorld, ROOM, type SandboxWorld } from '../test-support/sandbox-world.ts';
import { plainText } from './plain-text.ts';

const ALICE = 'alice@corp.example';
const open: SandboxWorld[] = [];
afterEach(async () => {
  for (const world of open.splice(0)) await world.close();
});

/** A world with one request that was read. */
async function invited(provider: Record<string, unknown> = {}) {
  const world = await createSandboxWorld({ provider });
  open.push(world);
  await inviteFromAlice(world.admin, ROOM);
  const stop = new AbortController();
  let request: MeetingRequest | null = null;
  for await (const { refs } of world.mailbox.changes(null, { signal: stop.signal })) {
    const [result] = await world.mailbox.read(refs);
    if (result?.kind === 'message' && result.message.kind === 'request') request = result.message;
    if (request) break;
  }
  if (!request) throw new Error('No request came.');
  const { ref, messageId, identity, instance, receivedAt } = request;
  const reply = {
    id: 'r',
    ref,
    messageId,
    identity,
    instance,
    receivedAt,
    earlierAnswerAt: null,
    verdict: 'accept' as const,
    html: '<p>Ready &amp; <b>waiting</b></p>',
  };
  const inbox = async () =>
    (await world.admin.folder(ALICE, 'inbox')).map(({ kind, body }) => ({ kind, body }));
  return { world, mailbox: world.mailbox, reply, inbox };
}

async function until<T>(probe: () => Promise<T | null | undefined | false>): Promise<T> {
  const end = performance.now() + 5_000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (performance.now() > end) throw new Error('Did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('by mail: the answer is quiet, and HTML goes to the organizer once', async () => {
  const { mailbox, reply, inbox } = await invited({ replies: 'mail' });
  expect(mailbox.supportsHtmlReplies).toBe(true);
  expect(await mailbox.findAnswers([reply])).toEqual([null]);
  expect(await mailbox.respond([reply])).toEqual([{ kind: 'sent' }]);
  const [mail] = await until(async () => ((await inbox()).length > 0 ? inbox() : null));
  expect(mail?.kind).toBe('message');
  expect(mail?.body).toContain('<b>waiting</b>');
  expect(await mailbox.findAnswers([reply])).toMatchObject([{ verdict: 'accept' }]);
  expect(await mailbox.respond([reply])).toEqual([{ kind: 'already-answered' }]);
  expect(await inbox()).toHaveLength(1);
});

test('by mail: a mail whose outcome was lost is looked for before it is repeated, also by another process', async () => {
  const { world, reply, inbox } = await invited({ replies: 'mail' });
  await world.admin.graph.plan({
    kind: 'refuse-after-work',
    status: 504,
    code: 'UnknownError',
    operation: 'POST sendMail',
  });
  expect(await world.mailbox.respond([reply])).toEqual([{ kind: 'unknown' }]);
  const again = world.provider.equipmentMailbox(ROOM);
  expect(await until(async () => (await again.findAnswers([reply]))[0])).toMatchObject({ verdict: 'accept' });
  expect(await again.respond([reply])).toEqual([{ kind: 'already-answered' }]);
  expect(await inbox()).toHaveLength(1);
});

test('a gateway that gave up does not say that nothing was done: the answer goes out once', async () => {
  const { world, mailbox, reply, inbox } = await invited();
  const operation = 'POST events/{id}/accept';
  await world.admin.graph.plan({ kind: 'refuse-after-work', status: 504, code: 'UnknownError', operation });
  expect(await mailbox.respond([reply])).toEqual([{ kind: 'unknown' }]);
  expect(await until(async () => (await mailbox.findAnswers([reply]))[0])).toMatchObject({
    verdict: 'accept',
  });
  expect(await mailbox.respond([reply])).toEqual([{ kind: 'already-answered' }]);
  const calls = await world.admin.graph.calls();
  expect(calls.filter((call) => call.operation === operation)).toHaveLength(1);
  expect(await inbox()).toHaveLength(1);
});

test.each([
  [404, 'ErrorItemNotFound', { kind: 'gone' }],
  [
    400,
    'ErrorCalendarIsOrganizerForAccept',
    { kind: 'refused', reason: 'ErrorCalendarIsOrganizerForAccept' },
  ],
  [400, 'ErrorCalendarMeetingRequestIsOutOfDate', { kind: 'outdated' }],
  [412, 'ErrorIrresolvableConflict', { kind: 'not-sent', retryAfterMs: 250 }],
  [503, 'ServiceUnavailable', { kind: 'unknown' }],
])('an entry that answers %d %s', async (status, code, outcome) => {
  const { world, mailbox, reply } = await invited();
  await world.admin.graph.plan({ kind: 'refuse', status, code, operation: 'POST events/{id}/accept' });
  expect(await mailbox.respond([reply])).toEqual([outcome]);
});

test('a request that another protocol named is found by its Message-ID', async () => {
  const { mailbox, reply, inbox } = await invited();
  const named = { ...reply, ref: { id: 'AAMkADAxLjk2Nw+/=' } };
  expect(await mailbox.respond([{ ...named, messageId: "<nobody's@corp.example>" }])).toEqual([
    { kind: 'gone' },
  ]);
  expect(await mailbox.respond([named])).toEqual([{ kind: 'sent' }]);
  expect(await inbox()).toHaveLength(1);
});

test('a request that a newer one has overtaken is left, so that the newer one is read', async () => {
  const { world, reply } = await invited();
  const [sent] = await world.admin.folder(ALICE, 'calendar');
  const name = { organizer: ALICE, cleanId: sent?.meeting?.cleanId ?? '' };
  await world.admin.update(name, { subject: 'Plan B' });
  const again = world.provider.equipmentMailbox(ROOM);
  expect(await again.respond([reply])).toEqual([{ kind: 'outdated' }]);
});

test('rights that were taken away reject, and send nothing', async () => {
  const { world, mailbox, reply, inbox } = await invited();
  await world.trouble({ kind: 'not-allowed', email: ROOM });
  await expect(mailbox.respond([reply])).rejects.toMatchObject({ code: 'ERR_GRAPH_RIGHTS_SETTLING' });
  expect(await inbox()).toEqual([]);
});

test('plain text of a reply', () => {
  const html =
    '<style>p{}</style><p>Ready &amp; waiting &lt;room&gt;</p><div>Meeting&nbsp;1&#233;<br>PIN</div>';
  expect(plainText(html)).toBe('Ready & waiting <room>\nMeeting 1é\nPIN');
});
