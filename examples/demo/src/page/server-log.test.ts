import { expect, test } from 'vitest';
import { ServerLog } from './server-log.ts';

test('lines are found by their correlation ids, with the time of the simulation', () => {
  const log = new ServerLog(() => Date.parse('2030-03-04T09:00:00Z'));
  log.add(
    '{"level":"info","time":"2026-01-01T00:00:00Z","correlation_id":"a","intent":"apply","msg":"Decided."}',
  );
  log.add('{"level":"info","time":"2026-01-01T00:00:00Z","correlation_id":"b","msg":"Other."}');
  log.add('{"level":"info","msg":"Ready."}');
  log.add('{ no JSON');
  log.add('plain text');
  expect(log.of(new Set(['a']))).toEqual([
    { at: '2030-03-04T09:00:00.000Z', level: 'info', message: 'Decided.', fields: '{"intent":"apply"}' },
  ]);
});

test('the oldest lines go first when there are too many', () => {
  const log = new ServerLog(() => 0);
  for (let n = 0; n <= 2_000; n += 1)
    log.add(JSON.stringify({ level: 'info', msg: `${n}`, correlation_id: 'a' }));
  const lines = log.of(new Set(['a']));
  expect([lines.length, lines[0]?.message]).toEqual([2_000, '1']);
});
