import { randomUUID } from 'node:crypto';
import { connect, createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import type { DocumentDatabase } from '@vmrkit/core';
import { documentDatabaseContract, type OpenedDatabase } from '@vmrkit/testing';
import { type Db, MongoClient } from 'mongodb';
import { assert, describe, expect, it } from 'vitest';
import { dropDatabase } from './drop-database.fixture.ts';
import { createMongoDatabase } from './mongo-database.ts';

const server = process.env.VMRKIT_TEST_MONGODB_URL || undefined;

async function open(url: string): Promise<OpenedDatabase> {
  const name = `vmrkit_test_${randomUUID().replaceAll('-', '').slice(0, 20)}`;
  const database = createMongoDatabase({ url, database: name });
  let current = database;
  return {
    database,
    reopen: async () => {
      await current.close();
      current = createMongoDatabase({ url, database: name });
      return current;
    },
    dispose: () => dropDatabase(url, name),
  };
}

if (server !== undefined) {
  documentDatabaseContract('MongoDB', () => open(server));
} else {
  describe('document database: MongoDB', () => {
    it('keeps the contract', (context) => {
      const reason = 'VMRKIT_TEST_MONGODB_URL names no server; tools/start-test-mongodb.sh starts one';
      expect(process.env.CI, reason).not.toBe('true');
      process.stdout.write(`skipped: ${reason}\n`);
      context.skip(reason);
    });
  });
}

/** Runs `use` over an empty database and the driver beside it. */
async function withDatabase(
  url: string,
  use: (beside: Db, reopen: () => DocumentDatabase) => Promise<void>,
): Promise<void> {
  const name = `vmrkit_test_${randomUUID().replaceAll('-', '').slice(0, 20)}`;
  const client = new MongoClient(url);
  const opened: DocumentDatabase[] = [];
  try {
    await use(client.db(name), () => {
      const database = createMongoDatabase({ url, database: name });
      opened.push(database);
      return database;
    });
  } finally {
    await Promise.all(opened.map((each) => each.close()));
    await client.db(name).dropDatabase();
    await client.close();
  }
}

describe.skipIf(server === undefined)('the indexes of a collection', () => {
  const shape = { name: 'notes', indexes: { due: ({ due }: { readonly due: number }) => [due] } };
  const ask = (database: DocumentDatabase) => database.collection(shape).load('one', ['a']);

  it.each([
    ['one of our name over other fields', { r: 1 }, { name: 'due_over_all' }, 'due_over_all'],
    ['one of another name over our fields', { n: 1 }, { name: 'mine' }, 'coverage'],
    ['a unique one', { r: 1 }, { name: 'mine', unique: true }, 'mine'],
  ] as const)('are refused with %s, and used once it is dropped', async (_, key, options, named) => {
    await withDatabase(server ?? '', async (beside, reopen) => {
      await beside.collection('notes').createIndex(key, options);
      const database = reopen();
      await expect(ask(database)).rejects.toMatchObject({
        code: 'ERR_STORE_INDEX',
        message: expect.stringMatching(new RegExp(`notes .*"${named}"`)),
      });
      await beside.collection('notes').dropIndex(options.name);
      await expect(ask(database)).resolves.toEqual([null]);
    });
  });

  it('are made again by the next start where one was dropped, and an operator’s own is left alone', async () => {
    await withDatabase(server ?? '', async (beside, reopen) => {
      await ask(reopen());
      await beside.collection('notes').dropIndex('due_in_partition');
      await beside.collection('notes').createIndex({ r: 1 }, { name: 'mine' });
      await ask(reopen());
      const names = (await beside.collection('notes').listIndexes().toArray()).map(({ name }) => name);
      expect(names.sort()).toEqual(['_id_', 'coverage', 'due_in_partition', 'due_over_all', 'mine']);
    });
  });
});

/** A server on loopback that does `serve` with each connection. */
async function listen(serve: (socket: Socket) => void): Promise<{ port: number; close: () => void }> {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert(typeof address === 'object' && address !== null);
  return { port: address.port, close: () => server.close() };
}

/** A way to the server on which answers can be held up. */
async function slowRelay(url: string): Promise<{ port: number; delayMs: number; close: () => void }> {
  const target = new URL(url);
  const relay = { delayMs: 0 };
  const listening = await listen((socket) => {
    const onward = connect(Number(target.port || 27017), target.hostname);
    socket.pipe(onward);
    onward.on('data', (data) => setTimeout(() => socket.write(data), relay.delayMs));
    onward.on('end', () => socket.end());
    for (const each of [socket, onward]) each.on('error', () => [socket, onward].map((one) => one.destroy()));
  });
  return Object.assign(relay, listening);
}

describe('a MongoDB that is away', () => {
  it('rejects with UnavailableError, quotes no secret, and is asked anew by each call', async () => {
    let connections = 0;
    const deaf = await listen((socket) => {
      connections += 1;
      socket.destroy();
    });
    const url = `mongodb://user:hidden-word@127.0.0.1:${deaf.port}/`;
    const away = createMongoDatabase({ url, database: 'vmrkit', selectionMs: 200 });
    const notes = away.collection<string, never>({ name: 'notes', indexes: {} });
    for (const attempt of [
      () => away.ping(),
      () => notes.load('one', ['a']),
      () => notes.load('one', ['a']),
    ]) {
      const before = connections;
      const error: unknown = await attempt().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'UnavailableError', code: 'ERR_STORE_UNAVAILABLE' });
      expect(inspect(error, { depth: 9 })).not.toContain('hidden-word');
      expect(connections).toBeGreaterThan(before);
    }
    await away.close();
    deaf.close();
  });

  it.skipIf(server === undefined)('is used as soon as it is back', async () => {
    const target = new URL(server ?? '');
    let there = false;
    const relay = await listen((socket) => {
      if (!there) {
        socket.destroy();
        return;
      }
      const onward = connect(Number(target.port || 27017), target.hostname);
      socket.pipe(onward).pipe(socket);
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
    });
    const url = `mongodb://127.0.0.1:${relay.port}/?directConnection=true`;
    const database = createMongoDatabase({ url, database: 'vmrkit_test_relay', selectionMs: 200 });
    await expect(database.ping()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    there = true;
    await expect(database.ping()).resolves.toBeUndefined();
    await database.close();
    relay.close();
  });

  it.skipIf(server === undefined)(
    'that answers late rejects in time, and what was asked may happen',
    async () => {
      const relay = await slowRelay(server ?? '');
      const name = `vmrkit_test_${randomUUID().replaceAll('-', '').slice(0, 20)}`;
      const url = `mongodb://127.0.0.1:${relay.port}/?directConnection=true`;
      const database = createMongoDatabase({ url, database: name, answerMs: 150 });
      const notes = database.collection<string, never>({ name: 'notes', indexes: {} });
      await notes.load('one', ['a']);
      relay.delayMs = 600;
      const began = performance.now();
      const late = { code: 'ERR_STORE_UNAVAILABLE', message: expect.stringContaining('within 150 ms') };
      const insert = notes.commit('one', [{ op: 'insert', id: 'a', value: 'written' }]);
      await Promise.all(
        [insert, notes.load('one', ['a']), database.ping()].map((call) =>
          expect(call).rejects.toMatchObject(late),
        ),
      );
      expect(performance.now() - began).toBeLessThan(500);
      relay.delayMs = 0;
      await expect.poll(async () => (await notes.load('one', ['a']))[0]?.value).toBe('written');
      await database.close();
      relay.close();
      await dropDatabase(server ?? '', name);
    },
  );

  it.skipIf(server === undefined)('asks an urgent collection while many other calls wait', async () => {
    const relay = await slowRelay(server ?? '');
    const name = `vmrkit_test_${randomUUID().replaceAll('-', '').slice(0, 20)}`;
    const url = `mongodb://127.0.0.1:${relay.port}/?directConnection=true`;
    const database = createMongoDatabase({ url, database: name });
    const notes = database.collection<string, never>({ name: 'notes', indexes: {} });
    const beats = database.collection<string, never>({ name: 'beats', urgent: true, indexes: {} });
    await Promise.all([notes.load('one', ['a']), beats.load('one', ['a'])]);
    relay.delayMs = 50;
    let waiting = 400;
    const load = () => notes.load('one', ['a']).then(() => (waiting -= 1));
    const loads = Promise.all(Array.from({ length: waiting }, load));
    await beats.load('one', ['a']);
    expect(waiting).toBeGreaterThan(200);
    await loads;
    await database.close();
    relay.close();
    await dropDatabase(server ?? '', name);
  });

  it('refuses a connection string that cannot be read, without quoting it', () => {
    const options = { url: 'mongodb://user:hidden-word@[bad', database: 'vmrkit' };
    expect(() => createMongoDatabase(options)).toThrow(/^(?!.*hidden-word).*$/);
    expect(() => createMongoDatabase(options)).toThrow(expect.objectContaining({ code: 'ERR_STORE_URL' }));
  });
});
