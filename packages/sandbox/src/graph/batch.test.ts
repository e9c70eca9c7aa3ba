import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  clientId,
  equipment,
  type GraphBed,
  inviteRoom,
  type Loose,
  startGraphBed,
} from '../../test-support/graph-client.ts';

let bed: GraphBed;

beforeEach(async () => {
  bed = await startGraphBed();
});

afterEach(() => bed.sandbox.close());

const batch = (requests: readonly unknown[]) => bed.call('POST', '/$batch', { requests });
const read = (id: string, rest = {}) => ({ id, method: 'GET', url: `/users/${bed.room}/messages`, ...rest });
const many = (count: number) => Array.from({ length: count }, (_, at) => read(String(at)));

async function statuses(requests: readonly unknown[]): Promise<Record<string, number>> {
  const { body } = await batch(requests);
  return Object.fromEntries(body.responses.map(({ id, status }: Loose) => [id, status]));
}

describe('$batch', () => {
  it('answers each request for itself, in any order', async () => {
    await inviteRoom(bed);
    const orders = new Set<string>();
    for (let n = 0; n < 5; n += 1) {
      const { status, body } = await batch(many(20));
      expect([status, body.responses.length]).toEqual([200, 20]);
      orders.add(body.responses.map(({ id }: Loose) => id).join());
    }
    expect(orders.size).toBeGreaterThan(1);
    const { body } = await batch([read('a'), read('b', { url: '/users/nobody/messages' })]);
    const byId = Object.fromEntries(body.responses.map((each: Loose) => [each.id, each]));
    expect(byId.a).toMatchObject({ status: 200, body: { value: [{ subject: 'Plan' }] } });
    expect(byId.b).toMatchObject({ status: 404, body: { error: { code: 'ErrorInvalidUser' } } });
  });

  it('counts what is inside, four at a time', async () => {
    await bed.client.configure({ graph: { answerDelayMs: 10 } });
    await statuses(many(8));
    const calls = await bed.client.graph.calls();
    expect(calls.filter(({ inBatch }) => inBatch)).toHaveLength(8);
    const { loads } = await bed.client.graph.state();
    expect(loads[`${clientId}|${equipment}`]).toMatchObject({ mostInFlight: 4, refusedConcurrency: 0 });
  });

  it('refuses what is over the limit where the switch says so', async () => {
    await bed.client.configure({ switches: { graphBatchOverLimit: 'refused' } });
    const answers = Object.values(await statuses(many(6)));
    expect(answers.filter((status) => status === 429)).toHaveLength(2);
    const { body } = await batch(many(6));
    const refused = body.responses.find(({ status }: Loose) => status === 429);
    expect(refused).toMatchObject({
      headers: { 'Retry-After': '1' },
      body: { error: { code: 'ApplicationThrottled' } },
    });
  });

  it('does not carry out what depends on a failure', async () => {
    const wrong = read('1', { url: '/users/nobody/messages' });
    expect(await statuses([wrong, read('2', { dependsOn: ['1'] }), read('3')])).toEqual({
      1: 404,
      2: 424,
      3: 200,
    });
  });

  it.each([
    ['too many', () => many(21)],
    ['none', () => []],
    ['an id twice', () => [read('1'), read('1')]],
    ['a full address', () => [read('1', { url: 'https://graph.microsoft.com/v1.0/users' })]],
    ['a body without its type', () => [{ id: '1', method: 'POST', url: '/users/x/sendMail', body: {} }]],
    ['a dependency that is not before', () => [read('1', { dependsOn: ['2'] }), read('2')]],
  ])('refuses %s', async (_, requests) => {
    expect((await batch(requests())).status).toBe(400);
  });

  it('faults and empty answers stand inside', async () => {
    await inviteRoom(bed);
    const { value } = (await bed.call('GET', `/users/${bed.room}/events`)).body;
    await bed.client.graph.plan({ kind: 'refuse', status: 503, operation: 'GET messages', skip: 1 });
    const accept = {
      id: 'accept',
      method: 'POST',
      url: `/users/${bed.room}/events/${value[0].id}/accept`,
      headers: { 'Content-Type': 'application/json' },
      body: { sendResponse: false },
    };
    const answers = await statuses([accept, read('1'), read('2')]);
    expect(answers).toEqual({ accept: 202, 1: 200, 2: 503 });
  });
});
