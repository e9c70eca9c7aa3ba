import type { ChangeBatch, SenderHint } from '@vmrkit/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inviteFromAlice } from '../../../../test/support/organizer-acts.ts';
import { createSandboxWorld, ROOM, type SandboxWorld } from '../test-support/sandbox-world.ts';

const STRANGERS = 30;
const PAGE = 5;

const strangers = (count: number) =>
  Array.from({ length: count }, (_, place) => ({
    kind: 'request' as const,
    to: [ROOM],
    from: { email: `stranger-${place}@outside.example`, name: 'Stranger' },
    internal: false,
    subject: `Offer ${place}`,
    body: '<p>Do not miss this.</p>',
  }));

describe('much mail from outside at once', () => {
  let world: SandboxWorld;
  const stop = new AbortController();

  beforeEach(async () => {
    const limits = { page_size: PAGE, poll_interval_ms: 1_000 };
    world = await createSandboxWorld({ provider: { limits } });
  });

  afterEach(() => world.close());

  /** The place in the inbox after all that lies in it now. */
  const follow = async (cursor: string | null, first?: (sender: SenderHint) => boolean) =>
    world.mailbox.changes(cursor, { signal: stop.signal, ...(first && { first }) })[Symbol.asyncIterator]();
  const next = async (changes: AsyncIterator<ChangeBatch>) => {
    const { value } = (await changes.next()) as { readonly value: ChangeBatch };
    const read = await world.mailbox.read(value.refs);
    const subjects = read.flatMap((each) => (each.kind === 'message' ? [each.message.subject] : []));
    return { ...value, subjects };
  };
  const seen = async () => {
    const changes = await follow(null);
    const { cursor } = await next(changes);
    await changes.return?.();
    return cursor;
  };
  const trusted = ({ authenticated }: SenderHint) => authenticated;

  test('is passed by what the mail system authenticated, also what comes meanwhile; nothing is lost or told twice', async () => {
    const begun = await seen();
    await world.admin.forgeMany(strangers(STRANGERS));
    await inviteFromAlice(world.admin, ROOM);
    const changes = await follow(begun, trusted);
    const early = await next(changes);
    expect(early.subjects).toHaveLength(1);
    expect(early.subjects[0]).not.toContain('Offer');
    // A stop now loses nothing of what was passed.
    expect(early.cursor).toBe(begun);
    const page = await next(changes);
    expect(page.subjects).toHaveLength(PAGE);
    await inviteFromAlice(world.admin, ROOM);
    const meanwhile = await next(changes);
    expect(meanwhile.subjects).toEqual(early.subjects);
    const told = [early, page, meanwhile].flatMap(({ refs }) => refs);
    while (told.length < STRANGERS + 2) told.push(...(await next(changes)).refs);
    expect(new Set(told.map(({ id }) => id)).size).toBe(STRANGERS + 2);
    await changes.return?.();
  });

  test('is told in order, and all of it, where the inbox cannot be listed', async () => {
    const begun = await seen();
    await world.admin.forgeMany(strangers(STRANGERS));
    await world.admin.graph.plan({
      kind: 'refuse',
      operation: 'GET mailFolders/{folder}/messages',
      status: 400,
      code: 'ErrorInvalidRequest',
      count: 1_000,
    });
    const changes = await follow(begun, trusted);
    const told: string[] = [];
    while (told.length < STRANGERS) told.push(...(await next(changes)).subjects);
    expect(told.toSorted()).toEqual(
      strangers(STRANGERS)
        .map(({ subject }) => subject)
        .toSorted(),
    );
    await changes.return?.();
  });

  test('is not looked for where little came', async () => {
    const begun = await seen();
    await world.admin.forgeMany(strangers(PAGE - 1));
    const lists = async () =>
      (await world.admin.graph.state()).operations['GET mailFolders/{folder}/messages'] ?? 0;
    const before = await lists();
    const changes = await follow(begun, trusted);
    expect((await next(changes)).subjects).toHaveLength(PAGE - 1);
    expect(await lists()).toBe(before);
    await changes.return?.();
  });
});
