import type { MeetingRequest } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { inviteFromAlice } from '../../../../test/support/organizer-acts.ts';
import { createSandboxWorld } from '../test-support/sandbox-world.ts';

it('a request that another protocol named is found by its Message-ID, and answered once', async () => {
  const world = await createSandboxWorld();
  try {
    await inviteFromAlice(world.admin, world.email);
    let request: MeetingRequest | null = null;
    for await (const { refs } of world.mailbox.changes(null, { signal: new AbortController().signal })) {
      const [read] = await world.mailbox.read(refs);
      if (read?.kind === 'message' && read.message.kind === 'request') request = read.message;
      if (request) break;
    }
    if (!request) throw new Error('No request came.');
    const { messageId, identity, instance, receivedAt } = request;
    const subject = { messageId, identity, instance, receivedAt };
    const reply = { ...subject, id: 'r', earlierAnswerAt: null, html: '<p>Ready</p>' };
    const named = {
      ...reply,
      ref: { id: 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg_0' },
      verdict: 'accept' as const,
    };
    expect(await world.mailbox.respond([{ ...named, messageId: '<nobody@corp.example>' }])).toEqual([
      { kind: 'gone' },
    ]);
    expect(await world.mailbox.respond([named])).toEqual([{ kind: 'sent' }]);
    expect(await world.admin.folder('alice@corp.example', 'inbox')).toHaveLength(1);
    expect((await world.mailbox.findAnswers([named]))[0]).toMatchObject({ verdict: 'accept' });
  } finally {
    await world.close();
  }
});
