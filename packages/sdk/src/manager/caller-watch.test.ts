import { NotAuthenticatedError } from '@vmrkit/core';
import { AlarmService, openStore } from '@vmrkit/core/composition';
import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { expect, it } from 'vitest';
import { CallerWatch } from './caller-watch.ts';

const integration = { tenantId: 'default', integrationId: 'one' };
const callers = { integration, audience: '', verifiers: [] };

it('raises an alarm about callers that are refused again and again, and clears it with the first accepted one', async () => {
  const clock = new FakeClock();
  const alarms = new AlarmService(openStore(createWeakMemoryDatabase()).alarms, clock, createSeededRandom(1));
  const watch = new CallerWatch({ alarms, clock });
  const refused = new NotAuthenticatedError('No.', { code: 'ERR_TOKEN_AUDIENCE' });
  const standing = async () =>
    (await alarms.standing(['default'])).map(({ kind, detail }) => `${kind} ${detail}`);
  const call = (answer: Promise<string>) => watch.note(answer, { token: 'x' }, callers);
  for (let times = 0; times < 5; times += 1) {
    expect(await standing()).toEqual([]);
    await expect(call(Promise.reject(refused))).rejects.toBe(refused);
  }
  expect(await standing()).toEqual(['callers-refused ERR_TOKEN_AUDIENCE']);
  expect(await call(Promise.resolve('reserved'))).toBe('reserved');
  expect(await standing()).toEqual([]);
});
