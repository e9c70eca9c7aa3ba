import { createSeededRandom, createWeakMemoryDatabase, FakeClock, recordingLogger } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import { alarmShape } from '../alarms/alarm.ts';
import { AlarmService } from '../alarms/alarm-service.ts';
import { RenderingBudget } from '../templates/rendering-budget.ts';
import { TextAlarms } from './text-alarms.ts';

const integrationId = '11111111-1111-4111-8111-111111111111';

function openAlarms() {
  const clock = new FakeClock();
  const logger = recordingLogger();
  const collection = createWeakMemoryDatabase().collection(alarmShape);
  const book = new AlarmService(collection, clock, createSeededRandom(1));
  const budget = new RenderingBudget(clock);
  const watch = new TextAlarms({ tenantId: 'one', integrationId, budget, alarms: book, logger });
  const standing = async () => {
    await watch.settled();
    const found = await collection.find('one', { index: 'standing', equals: ['one'], limit: 10 });
    return found.items.map(({ value: { kind, subject, detail } }) => `${kind} ${subject}: ${detail}`);
  };
  return { watch, standing, book, logger };
}

const failed = (text: string, fault: string) => `template-failed ${integrationId}/${text}: ${fault}`;

test('each text that fails has its alarm, cleared when it works', async () => {
  const { watch, standing } = openAlarms();
  watch.failed('conference-name', 'ERR_TEMPLATE_RENDER');
  watch.failed('joining-instructions', 'no scheduling tag');
  const instructions = failed('joining-instructions', 'no scheduling tag');
  expect((await standing()).sort()).toEqual([failed('conference-name', 'ERR_TEMPLATE_RENDER'), instructions]);
  watch.worked('conference-name');
  expect(await standing()).toEqual([instructions]);
});

test('of what follows in haste the last counts', async () => {
  const { watch, standing } = openAlarms();
  watch.failed('conference-name', 'ERR_TEMPLATE_RENDER');
  watch.worked('conference-name');
  expect(await standing()).toEqual([]);
  watch.worked('conference-name');
  watch.failed('conference-name', 'ERR_TEMPLATE_LIMIT');
  expect(await standing()).toEqual([failed('conference-name', 'ERR_TEMPLATE_LIMIT')]);
});

test('a spent budget is an alarm of its own, told once, until time is free again', async () => {
  const { watch, standing, logger } = openAlarms();
  watch.budget(false);
  watch.budget(true);
  watch.budget(true);
  expect(await standing()).toEqual([`rendering-too-costly ${integrationId}: budget spent`]);
  expect(logger.lines).toMatchObject([
    { level: 'warn', fields: { integration: integrationId, total_ms: 0 } },
  ]);
  watch.budget(false);
  expect(await standing()).toEqual([]);
});

test('a store that is away is logged, and holds up no later alarm', async () => {
  const { watch, standing, book, logger } = openAlarms();
  const { raise } = book;
  book.raise = () => Promise.reject(new TypeError('away'));
  watch.failed('single-new', 'ERR_TEMPLATE_RENDER');
  expect(await standing()).toEqual([]);
  expect(logger.lines).toMatchObject([{ fields: { kind: 'template-failed', code: 'ERR_INTERNAL' } }]);
  book.raise = raise;
  watch.failed('single-new', 'ERR_TEMPLATE_RENDER');
  expect(await standing()).toEqual([failed('single-new', 'ERR_TEMPLATE_RENDER')]);
});
