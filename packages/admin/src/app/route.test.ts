import { expect, test } from 'vitest';
import { formatRoute, parseRoute } from './route.ts';

test('a link opens what it was made from', () => {
  const path = ['integrations', 'a/b c', 'edit'];
  const query = { group: 'add_in', q: 'x?&=#"<b>' };
  expect(parseRoute(formatRoute(path, query))).toEqual({ path, query });
});

test('an address without a route is the overview, and broken escapes are text', () => {
  for (const hash of ['', '#', '#/', '/']) {
    expect(parseRoute(hash)).toEqual({ path: ['overview'], query: {} });
  }
  expect(parseRoute('#/audit/%zz').path).toEqual(['audit', '%zz']);
});

test('empty values leave no trace', () => {
  expect(formatRoute(['alarms'], { state: '', tenant: null, q: undefined })).toBe('#/alarms');
});
