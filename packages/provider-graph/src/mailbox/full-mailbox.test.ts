import type { ChangeBatch } from '@vmrkit/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inviteFromAlice } from '../../../../test/support/organizer-acts.ts';
import { createSandboxWorld, ROOM, type SandboxWorld } from '../test-support/sandbox-world.ts';

describe('a mailbox that is full', () => {
  let world: SandboxWorld;
  beforeEach(async () => {
    world = await createSandboxWorld();
  });
  afterEach(() => world.close());

  async function nextBatch(cursor: string | null): Promise<ChangeBatch> {
    const { signal } = new AbortController();
    for await (const batch of world.mailbox.changes(cursor, { signal })) return batch;
    throw new Error('It ended.');
  }

  // Delta keeps its state in the mailbox, so a full one cannot be read.
  test.each([
    ['403 ErrorQuotaExceeded', 403, 'ErrorQuotaExceeded', 'ERR_MAILBOX_FULL'],
    ['507 QuotaExceededException', 507, 'QuotaExceededException', 'ERR_MAILBOX_FULL'],
    ['507 without a known code', 507, 'UnknownError', 'ERR_MAILBOX_FULL'],
    ['an access denied that says no more', 403, 'ErrorAccessDenied', 'ERR_GRAPH_RIGHTS_SETTLING'],
  ])('%s is told as that, and loses neither its place nor mail', async (_, status, code, told) => {
    const { cursor } = await nextBatch(null);
    await inviteFromAlice(world.admin, ROOM);
    const refused = { kind: 'refuse', operation: 'GET mailFolders/{folder}/messages/delta' } as const;
    await world.admin.graph.plan({ ...refused, status, code, count: 1 });
    await expect(nextBatch(cursor)).rejects.toMatchObject({ code: told });
    const later = await nextBatch(cursor);
    expect([later.refs.length, later.replayed]).toEqual([1, false]);
  });

  test('is no question of rights', async () => {
    const { cursor } = await nextBatch(null);
    const refused = { kind: 'refuse', operation: 'GET mailFolders/{folder}/messages/delta' } as const;
    await world.admin.graph.plan({ ...refused, status: 403, code: 'ErrorQuotaExceeded', count: 1 });
    await expect(nextBatch(cursor)).rejects.toThrow();
    const seen = await world.mailbox.inspect();
    expect([seen.missingRights, seen.settlingRights]).toEqual([[], undefined]);
  });
});
