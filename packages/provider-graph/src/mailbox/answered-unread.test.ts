import type { Instant, ItemRef, MeetingRequest, Reply } from '@vmrkit/core';
import { afterEach, expect, test } from 'vitest';
import { inviteFromAlice } from '../../../../test/support/organizer-acts.ts';
import { createSandboxWorld, ROOM, type SandboxWorld } from '../test-support/sandbox-world.ts';

const ALICE = 'alice@corp.example';
const open: SandboxWorld[] = [];
afterEach(async () => {
  for (const world of open.splice(0)) await world.close();
});

const replyTo = (
  { ref, messageId, identity, instance, receivedAt }: MeetingRequest,
  earlierAnswerAt: Instant | null = null,
): Reply => ({
  id: ref.id,
  ref,
  messageId,
  identity,
  instance,
  receivedAt,
  earlierAnswerAt,
  verdict: 'accept',
  html: '<p>Ready</p>',
});

/** A world with one request that was read, and whoever follows its inbox. */
async function invited() {
  const world = await createSandboxWorld();
  open.push(world);
  await inviteFromAlice(world.admin, ROOM);
  const stop = new AbortController();
  const changes = world.mailbox.changes(null, { signal: stop.signal })[Symbol.asyncIterator]();
  let cursor: string | null = null;
  const next = async (): Promise<MeetingRequest> => {
    for (const end = performance.now() + 5_000; performance.now() < end; ) {
      const { value } = await changes.next();
      cursor = value.cursor;
      for (const result of await world.mailbox.read(value.refs as readonly ItemRef[]))
        if (result.kind === 'message' && result.message.kind === 'request') return result.message;
    }
    throw new Error('No request came.');
  };
  const first = await next();
  const [sent] = await world.admin.folder(ALICE, 'calendar');
  const name = { organizer: ALICE, cleanId: sent?.meeting?.cleanId ?? '' };
  const rename = (subject: string) => world.admin.update(name, { subject });
  const inbox = async () => (await world.admin.folder(ALICE, 'inbox')).map(({ kind }) => kind);
  return { world, first, next, rename, inbox, cursor: () => cursor, leave: () => stop.abort() };
}

test('an update that our answer clears away unread is told, and answered on its own', async () => {
  const { world, first, next, rename, inbox } = await invited();
  await rename('Plan B');
  expect(await world.mailbox.respond([replyTo(first)])).toEqual([{ kind: 'sent' }]);
  const answeredAt = world.now();
  const left = await world.admin.folder(ROOM, 'inbox');
  expect(left.map(({ subject }) => subject)).not.toContain('Plan B');
  const second = await next();
  expect(second.subject).toBe('Plan B');
  expect(await world.mailbox.respond([replyTo(second, answeredAt)])).toEqual([{ kind: 'sent' }]);
  expect(await world.mailbox.respond([replyTo(second)])).toEqual([{ kind: 'already-answered' }]);
  expect(await inbox()).toEqual(['meeting-response', 'meeting-response']);
});

test('it is told to whoever follows after a restart, too, and answered unless it was', async () => {
  const { world, first, rename, inbox, cursor, leave } = await invited();
  leave();
  await rename('Plan B');
  await world.mailbox.respond([replyTo(first)]);
  const answeredAt = world.now();
  const again = world.provider.equipmentMailbox(ROOM);
  const stop = new AbortController();
  let second: MeetingRequest | null = null;
  for await (const { refs } of again.changes(cursor(), { signal: stop.signal })) {
    for (const result of await again.read(refs))
      if (result.kind === 'message' && result.message.kind === 'request') second = result.message;
    break;
  }
  if (second === null) throw new Error('No request came.');
  expect(second.subject).toBe('Plan B');
  const [found] = await again.findAnswers([second]);
  expect(found?.at).toBeLessThanOrEqual(answeredAt);
  // Whoever knows of no earlier answer must take this one for its own.
  expect(await again.respond([replyTo(second)])).toEqual([{ kind: 'already-answered' }]);
  expect(await again.respond([replyTo(second, answeredAt)])).toEqual([{ kind: 'sent' }]);
  expect(await inbox()).toEqual(['meeting-response', 'meeting-response']);
});
