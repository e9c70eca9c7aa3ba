import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { instant } from '@vmrkit/core';
import { recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerWorld } from './server-world.ts';

let deployment: ServerWorld;
let taken: Server;

beforeEach(async () => {
  deployment = await ServerWorld.create();
  await deployment.importRecord();
  taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
});
afterEach(async () => {
  taken.close();
  await deployment.close();
});

const missing = { cert_file: '/nowhere/cert.pem', key_file: '/nowhere/key.pem' };

describe('a server that cannot start', () => {
  const takenListen = () => `127.0.0.1:${(taken.address() as AddressInfo).port}`;
  it.each<[string, () => object, string]>([
    [
      'a certificate is missing',
      () => ({ public: { listen: '127.0.0.1:0', tls: missing } }),
      '/nowhere/cert.pem',
    ],
    [
      'a certificate of the admin listener is missing',
      () => ({ admin: { listen: '127.0.0.1:0', tls: missing } }),
      'admin.tls.cert_file',
    ],
    ['the public port is taken', () => ({ public: { listen: takenListen() } }), 'EADDRINUSE'],
    ['the admin port is taken', () => ({ admin: { listen: takenListen() } }), 'EADDRINUSE'],
    ['an address is not of this machine', () => ({ public: { listen: '192.0.2.1:0' } }), 'EADDRNOTAVAIL'],
    [
      'the snapshot has no place',
      () => ({ edge: { snapshot_file: join(import.meta.filename, 'edge.snapshot') } }),
      'ENOTDIR',
    ],
    ['the snapshot is a folder', () => ({ edge: { snapshot_file: import.meta.dirname } }), 'EISDIR'],
  ])('has worked no mail when %s', async (_, config, why) => {
    const start = instant(Date.now() + 600_000);
    const when = { start, end: instant(start + 3_600_000) };
    await deployment.world.invite({
      organizer: { name: 'Alice', email: 'alice@example.com' },
      subject: 'Plans',
      html: '<p>x</p>',
      ...when,
    });
    const logger = recordingLogger();
    await expect(deployment.start('all', { config: config(), logger })).rejects.toThrow(why);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(deployment.steps).toEqual([]);
  });
});
