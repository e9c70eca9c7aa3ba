import type { Socket } from 'node:net';
import { recordingLogger } from '@vmrkit/testing';
import { expect, it } from 'vitest';
import { Listener } from './listener.ts';

it('goes on after connections that could not be taken, and says so each time', async () => {
  const logger = recordingLogger();
  const servers: NodeJS.EventEmitter[] = [];
  const listener = await Listener.open(
    ({ socket }, response) => {
      servers.push((socket as Socket & { readonly server: NodeJS.EventEmitter }).server);
      response.end('here');
    },
    { listen: '127.0.0.1:0', tls: null, logger },
  );
  const ask = async () => (await fetch(listener.url)).text();
  expect(await ask()).toBe('here');
  const fault = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' });
  for (const _ of [1, 2]) expect(() => servers[0]?.emit('error', fault)).not.toThrow();
  expect(logger.lines.map(({ fields }) => fields.reason)).toEqual(['EMFILE', 'EMFILE']);
  expect(await ask()).toBe('here');
  await listener.close();
});
