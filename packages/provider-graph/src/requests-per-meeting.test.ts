import type { ItemRef, Reply } from '@vmrkit/core';
import { expect, test } from 'vitest';
import { inviteFromAlice } from '../../../test/support/organizer-acts.ts';
import { createSandboxWorld, ROOM, type SandboxWorld } from './test-support/sandbox-world.ts';
import { CLIENT_ID } from './test-support/test-deps.ts';

/** One batch that is too large costs sixteen requests, once. */
const MEETINGS = { queued: 100, refused: 250 };

/** Reads and accepts all that waits, as a manager does; what was throttled is asked again after its pause. */
async function drain({ mailbox }: SandboxWorld): Promise<number> {
  const stop = new AbortController();
  let sent = 0;
  const take = async (refs: readonly ItemRef[]): Promise<void> => {
    const found = await mailbox.read(refs, { signal: stop.signal });
    let open = found.flatMap((result): readonly Reply[] => {
      if (result.kind !== 'message' || result.message.kind !== 'request') return [];
      const { ref, messageId, identity, instance, receivedAt } = result.message;
      return [
        {
          id: ref.id,
          ref,
          messageId,
          identity,
          instance,
          receivedAt,
          verdict: 'accept',
          html: '<p>Ready</p>',
        },
      ];
    });
    while (open.length > 0) {
      const outcomes = await mailbox.respond(open);
      const later = outcomes.flatMap((outcome, place) => (outcome.kind === 'not-sent' ? [place] : []));
      sent += outcomes.filter(({ kind }) => kind === 'sent').length;
      expect(outcomes.filter(({ kind }) => kind !== 'sent' && kind !== 'not-sent')).toEqual([]);
      open = later.flatMap((place) => open[place] ?? []);
      if (open.length > 0) await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  };
  for await (const { refs } of mailbox.changes(null, { signal: stop.signal })) {
    if (refs.length > 0) await take(refs);
    else if (sent > 0) break;
  }
  return sent;
}

async function backlog(world: SandboxWorld, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await inviteFromAlice(world.admin, ROOM);
  // The calendar attendant follows the messages.
  await new Promise((resolve) => setTimeout(resolve, 300));
}

test.each([
  ['app-and-mailbox', 'queued'],
  ['app', 'queued'],
  ['app', 'refused'],
] as const)(
  'a backlog takes at most 1.2 requests a meeting beyond the answer, within the limits (%s, %s)',
  async (graphConcurrencyScope, graphBatchOverLimit) => {
    const switches = { graphConcurrencyScope, graphBatchOverLimit };
    const world = await createSandboxWorld({
      settings: { switches },
      provider: { limits: { replies_per_minute: null } },
    });
    try {
      const meetings = MEETINGS[graphBatchOverLimit];
      await backlog(world, meetings);
      expect(await drain(world)).toBe(meetings);
      const calls = await world.admin.graph.calls();
      const answers = calls.filter(({ operation }) => operation.endsWith('/accept'));
      expect(answers).toHaveLength(meetings);
      expect((calls.length - meetings) / meetings).toBeLessThanOrEqual(1.2);
      const { loads, rights } = await world.admin.graph.state();
      expect(loads[CLIENT_ID]?.mostInFlight).toBeLessThanOrEqual(4);
      // What the guide asks for, and no more: reading mail is a part of Mail.ReadWrite.
      expect(new Set(rights.map(({ permission }) => permission))).toEqual(
        new Set(['Calendars.ReadWrite', 'Mail.Read']),
      );
    } finally {
      await world.close();
    }
  },
  30_000,
);
