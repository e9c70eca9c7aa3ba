import { randomUUID } from 'node:crypto';
import { connect, createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { documentDatabaseContract, type OpenedDatabase } from '@vmrkit/testing';
import { MongoClient } from 'mongodb';
import { assert, describe, expect, it } from 'vitest';
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
    dispose: async () => {
      const client = new MongoClient(url);
      await client.db(name).dropDatabase();
      await client.close();
    },
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

/** A server on loopback that does `serve` with each connection. */
async function listen(serve: (socket: Socket) => void): Promise<{ port: number; close: () => void }> {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert(typeof address === 'object' && address !== null);
  return { port: address.port, close: () => server.close() };
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

  it('refuses a connection string that cannot be read, without quoting it', () => {
    const options = { url: 'mongodb://user:hidden-word@[bad', database: 'vmrkit' };
    expect(() => createMongoDatabase(options)).toThrow(/^(?!.*hidden-word).*$/);
    expect(() => createMongoDatabase(options)).toThrow(expect.objectContaining({ code: 'ERR_STORE_URL' }));
  });
});
