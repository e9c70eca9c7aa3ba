import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inviteFromAlice } from '../../../../test/support/organizer-acts.ts';
import { createGraphMailboxProvider } from '../create-graph-mailbox-provider.ts';
import { createSandboxWorld, ROOM, type SandboxWorld } from '../test-support/sandbox-world.ts';
import { testDeps, testSettings } from '../test-support/test-deps.ts';
import { eventSchema, messageSchema } from './entities.ts';
import { peopleOf } from './people.ts';

const SPELT = 'Room@Corp.Example';

describe('addresses in mixed case', () => {
  let world: SandboxWorld;
  beforeEach(async () => {
    world = await createSandboxWorld();
  });
  afterEach(() => world.close());

  test('a record may spell its mailbox as it likes: read, answered and found again', async () => {
    const settings = testSettings(world.sandbox.authorityUrl, { client_secret: 's3cret' });
    const provider = createGraphMailboxProvider(settings, testDeps());
    try {
      const mailbox = provider.equipmentMailbox(SPELT);
      await inviteFromAlice(world.admin, ROOM);
      const [request] = await readAll(mailbox);
      if (request?.kind !== 'message' || request.message.kind !== 'request') throw new Error('No request.');
      const { ref, messageId, identity, instance, receivedAt } = request.message;
      const subject = { ref, messageId, identity, instance, receivedAt };
      const answer = { id: ref.id, earlierAnswerAt: null, verdict: 'accept' as const, html: '<p>Ready</p>' };
      expect(await mailbox.respond([{ ...subject, ...answer }])).toEqual([{ kind: 'sent' }]);
      expect(await mailbox.findAnswers([subject])).toMatchObject([{ verdict: 'accept' }]);
      // The organizer's own entry, under another spelling of the organizer.
      const query = { organizer: 'ALICE@corp.Example', identity, instance };
      expect(await provider.organizerCalendars().locate([query])).toMatchObject([{ kind: 'found' }]);
    } finally {
      await provider.close();
    }
  });

  async function readAll(mailbox: SandboxWorld['mailbox']) {
    for await (const { refs } of mailbox.changes(null, { signal: new AbortController().signal })) {
      if (refs.length > 0) return mailbox.read(refs);
    }
    return [];
  }
});

test('the mailbox under another spelling is not put in the organizer’s place', () => {
  const person = (address: string) => ({ emailAddress: { name: address, address } });
  const event = eventSchema.parse({ id: 'E1', organizer: person('ROOM@corp.example') });
  const message = messageSchema.parse({ id: 'M1', from: person('Ada@Corp.example') });
  const { organizer } = peopleOf(message, { event, master: null, mailbox: 'room@Corp.Example' });
  expect(organizer?.email).toBe('Ada@Corp.example');
});
