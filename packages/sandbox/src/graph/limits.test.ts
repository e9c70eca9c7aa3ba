import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  clientId,
  equipment,
  type GraphBed,
  organizer,
  startGraphBed,
} from '../../test-support/graph-client.ts';

let bed: GraphBed;

beforeEach(async () => {
  bed = await startGraphBed();
});

afterEach(() => bed.sandbox.close());

const read = (user: string) => bed.call('GET', `/users/${user}/mailFolders/inbox`);
const atOnce = async (users: readonly string[]) =>
  (await Promise.all(users.map(read))).map(({ status }) => status).filter((status) => status === 429).length;

describe('limits', () => {
  it.each([
    ['app-and-mailbox', 0, 1],
    ['app', 4, 1],
  ] as const)('four requests at a time, counted by %s', async (graphConcurrencyScope, overBoth, overOne) => {
    await bed.client.configure({ switches: { graphConcurrencyScope }, graph: { answerDelayMs: 500 } });
    const both = [1, 2, 3, 4].flatMap(() => [bed.room, bed.anna]);
    expect(await atOnce(both)).toBe(overBoth);
    expect(await atOnce(Array.from({ length: 5 }, () => bed.room))).toBe(overOne);
    const { loads } = await bed.client.graph.state();
    expect(loads[`${clientId}|${equipment}`]?.refusedConcurrency).toBeGreaterThanOrEqual(overOne);
    expect(loads[clientId]?.mostInFlight).toBe(graphConcurrencyScope === 'app' ? 4 : 8);
  });

  it('ten thousand requests in ten minutes are a window on the virtual clock', async () => {
    await bed.client.clock({ frozen: true });
    await bed.client.configure({ graph: { requestsPerWindow: 3 } });
    for (let n = 0; n < 3; n += 1) expect((await read(bed.room)).status).toBe(200);
    const refused = await read(bed.room);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '600']);
    expect((await read(bed.anna)).status).toBe(200);
    await bed.client.clock({ advanceMs: 601_000 });
    expect((await read(bed.room)).status).toBe(200);
    const { loads } = await bed.client.graph.state();
    expect(loads[`${clientId}|${equipment}`]).toMatchObject({ refusedRate: 1 });
  });

  it('what goes on behind a 504 keeps its place', async () => {
    await bed.client.graph.plan({ kind: 'refuse-after-work', status: 504, holdMs: 200, count: 4 });
    const message = { toRecipients: [{ emailAddress: { address: organizer } }] };
    const send = () => bed.call('POST', `/users/${bed.room}/sendMail`, { message });
    for (let n = 0; n < 4; n += 1) expect((await send()).status).toBe(504);
    expect((await send()).status).toBe(429);
    await expect.poll(async () => (await send()).status).toBe(202);
    expect(await bed.client.folder(organizer, 'inbox')).toHaveLength(5);
  });

  it('a success may tell when to come back', async () => {
    await bed.client.graph.plan({ kind: 'retry-after-on-success', retryAfter: '2' });
    const message = { toRecipients: [{ emailAddress: { address: organizer } }] };
    const sent = await bed.call('POST', `/users/${bed.room}/sendMail`, { message });
    expect([sent.status, sent.headers.get('retry-after')]).toEqual([202, '2']);
  });

  it('rights that spread are there and not there in turn', async () => {
    const denied = { kind: 'refuse', status: 403, code: 'ErrorAccessDenied' } as const;
    await bed.client.graph.plan({ ...denied, skip: 1 }, { ...denied, skip: 1, count: 2 });
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await read(bed.room)).status);
    expect(statuses).toEqual([200, 403, 200, 403, 403, 200]);
  });
});
