import { describe, expect, test } from 'vitest';
import { acceptNotifications, readEntry } from './accept-notifications.ts';

function accept(body: unknown, query: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return acceptNotifications({ key: 'k', query, headers: {}, body: new TextEncoder().encode(text) });
}

describe('what Graph posts', () => {
  test('the handshake is answered with its token as text, at any time', () => {
    const token = 'Validation: <b>a+b</b> %2F';
    expect(accept('', { validationToken: token })).toEqual({
      response: { status: 200, text: token },
      deliver: [],
    });
  });

  test('what matters of each entry is passed on, once where it comes several times', () => {
    const entry = {
      subscriptionId: 's1',
      clientState: 'secret',
      changeType: 'created',
      resource: 'Users/u/Messages/m',
      resourceData: { id: 'm' },
    };
    const { response, deliver } = accept({
      value: [entry, { ...entry, resource: "users('u')/messages('n')" }, { ...entry, subscriptionId: 's2' }],
    });
    expect(response).toEqual({ status: 202, text: '' });
    expect(deliver.map(({ payload }) => readEntry(payload))).toEqual([
      { subscriptionId: 's1', clientState: 'secret' },
      { subscriptionId: 's2', clientState: 'secret' },
    ]);
  });

  test.each([
    ['no JSON', '{"value":['],
    ['another shape', { values: [] }],
    ['null', null],
    ['entries that are none', { value: [1, null, 'x', []] }],
    [
      'nulls and other names',
      { value: [{ clientState: null, lifecycleEvent: 'missed', organizationId: 't', resource: '' }] },
    ],
    ['texts of any length', { value: [{ clientState: 'x'.repeat(100_000), subscriptionId: 7 }] }],
  ])('%s: never refused, and nothing large is passed on', (_title, body) => {
    const { response, deliver } = accept(body);
    expect(response.status).toBe(202);
    for (const { payload } of deliver) expect(payload.length).toBeLessThan(1_000);
  });

  test('a flood in one request is cut', () => {
    const value = Array.from({ length: 5_000 }, (_, at) => ({ subscriptionId: `s${at}` }));
    expect(accept({ value }).deliver.length).toBeLessThanOrEqual(100);
  });
});
