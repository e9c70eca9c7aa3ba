import type { NotificationDelivery } from '@vmrkit/core';
import { createSecretBox } from '@vmrkit/core/composition';
import { createSeededRandom, createWeakMemoryDatabase, FakeClock, recordingLogger } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import { NoticeBoard } from './notice-board.ts';

const delivery = (payload: string): NotificationDelivery => ({
  providers: ['postal'],
  notifications: [{ key: 'k', payload }],
});

function stage() {
  const [database, clock, random] = [createWeakMemoryDatabase(), new FakeClock(), createSeededRandom(1)];
  const living = new Set<string>();
  const box = (byte: number) =>
    createSecretBox({
      keys: [{ id: 'k', key: new Uint8Array(32).fill(byte) }],
      randomBytes: (length) => random.bytes(length),
    });
  const add = (owner: string, { keyByte = 1 } = {}) => {
    living.add(owner);
    const heard: string[] = [];
    const managers = {
      get isAlone() {
        return living.size < 2;
      },
    };
    const board = new NoticeBoard({
      database,
      managers,
      owner,
      clock,
      random,
      logger: recordingLogger(),
      secretBox: box(keyByte),
      isUsed: true,
      notified: ({ notifications }) => heard.push(...notifications.map(({ payload }) => payload)),
    });
    return { board, heard };
  };
  const stored = async () => {
    const notices = database.collection({ name: 'notices', indexes: { at: () => [0] } });
    return (await notices.find(null, { index: 'at', equals: [], limit: 1_000 })).items;
  };
  return { clock, add, stored };
}

test('what one manager got each other one hears once, and none hears its own', async () => {
  const { clock, add, stored } = stage();
  const [a, b, c] = [add('a'), add('b'), add('c')];
  a.board.post(delivery('one'));
  a.board.post(delivery('two'));
  for (const { board } of [a, b, c, a, b]) await board.look();
  expect([a.heard, b.heard, c.heard]).toEqual([[], ['one', 'two'], ['one', 'two']]);
  expect(JSON.stringify(await stored())).not.toContain('postal');
  await clock.advance(61_000);
  for (const { board } of [a, b, c]) await board.look();
  expect(await stored()).toEqual([]);
  expect(b.heard).toHaveLength(2);
});

test('a manager alone writes nothing', async () => {
  const { add, stored } = stage();
  const { board } = add('a');
  board.post(delivery('one'));
  await board.look();
  expect(await stored()).toEqual([]);
});

test('what another key sealed and what is too much is lost, and nothing else', async () => {
  const { add } = stage();
  const [a, b, c] = [add('a'), add('b'), add('c', { keyByte: 2 })];
  for (let at = 0; at < 150; at += 1) a.board.post(delivery(String(at)));
  await a.board.look();
  c.board.post(delivery('sealed by another key'));
  await c.board.look();
  await b.board.look();
  expect(b.heard).toHaveLength(100);
  expect(c.heard).toEqual([]);
});
