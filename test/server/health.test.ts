import { type Clock, MINUTE_MS, UnavailableError } from '@vmrkit/core';
import { tokens } from '@vmrkit/sdk';
import { recordingLogger } from '@vmrkit/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ask, ServerWorld } from './server-world.ts';

let deployment: ServerWorld;
beforeEach(async () => {
  deployment = await ServerWorld.create();
  await deployment.importRecord();
});
afterEach(() => deployment.close());

const asked = async (url: string) => {
  const [alive, ready] = await Promise.all(
    ['/healthz', '/readyz'].map((path) => ask(`${url}${path}`, { method: 'GET' })),
  );
  return { alive: alive?.status, ready: ready?.status };
};

it('[S8.8d] a store that is away makes a manager unready and leaves it alive, until it is back', async () => {
  let isAway = false;
  const logger = recordingLogger();
  const { publicUrl } = await deployment.start('manager', {
    logger,
    configure: (container) =>
      void container.onActivation(tokens.database, (_, database) => ({
        ...database,
        ping: () =>
          isAway
            ? Promise.reject(new UnavailableError('Away.', { code: 'ERR_STORE_UNAVAILABLE' }))
            : database.ping(),
      })),
  });
  expect(await asked(publicUrl)).toEqual({ alive: 200, ready: 200 });
  isAway = true;
  expect(await asked(publicUrl)).toEqual({ alive: 200, ready: 503 });
  expect(logger.lines).toContainEqual({
    level: 'warn',
    message: 'Not ready.',
    fields: { code: 'ERR_STORE_UNAVAILABLE', reason: 'Away.' },
  });
  isAway = false;
  expect(await asked(publicUrl)).toEqual({ alive: 200, ready: 200 });
});

it('[S8.8d] a mailbox’s worker that hangs makes the process one to restart, and no other mailbox’s matter', async () => {
  let aheadMs = 0;
  const logger = recordingLogger();
  let goOn = () => {};
  const hanging = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  deployment.onStep = (step) => (step === 'before read' ? hanging : Promise.resolve());
  const { publicUrl } = await deployment.start('manager', {
    logger,
    configure: (container) =>
      void container.onActivation(tokens.clock, (_, clock: Clock) => ({
        now: () => clock.now(),
        monotonicMs: () => clock.monotonicMs() + aheadMs,
        sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
      })),
  });
  await deployment.world.sendMail({ from: { name: '', email: 'a@example.com' }, subject: 'x', html: 'x' });
  await vi.waitFor(() => expect(deployment.steps).toContain('before read'), 10_000);
  expect(await asked(publicUrl)).toEqual({ alive: 200, ready: 200 });
  aheadMs = 31 * MINUTE_MS;
  expect(await asked(publicUrl)).toEqual({ alive: 503, ready: 200 });
  expect(logger.lines).toContainEqual({
    level: 'warn',
    message: 'Not alive.',
    fields: { code: 'ERR_MAILBOX_WORKER_STUCK', reason: expect.stringContaining('vmr@example.com') },
  });
  goOn();
  await vi.waitFor(async () => expect(await asked(publicUrl)).toEqual({ alive: 200, ready: 200 }), 10_000);
});
