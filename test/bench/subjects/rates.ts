import { ExchangeWorld } from '../../support/exchange-world.ts';
import { measureRate } from '../mail-to-vmr.ts';
import { atMost, type Subject } from './subject.ts';

const MOST_MS = 100;
const MOST_CALLS = 3;

/** (c) and (b) at 30 a minute: how long mail takes to its room at steady rates, and how many calls. */
export const rates: Subject = {
  id: 'c',
  title: 'From mail to a room that may be joined',
  async measure({ full }) {
    const world = await ExchangeWorld.create();
    const servers = [await world.deployment.start('manager'), await world.deployment.start('edge')];
    const rows = [];
    for (const [requestsPerMinute, requests] of [
      [30, full ? 60 : 15],
      [120, full ? 240 : 40],
      [1_200, full ? 1_200 : 120],
    ] as const) {
      const before = (await world.sandbox.status()).calls;
      const result = await measureRate(world, { requests, requestsPerMinute });
      const { calls } = await world.sandbox.status();
      rows.push({ ...result, callsARequest: countOf(calls, before) / requests });
    }
    await Promise.all(servers.map((server) => server.stop()));
    await world.close();
    const slow = rows[0]?.callsARequest ?? Number.POSITIVE_INFINITY;
    return {
      figures: { rows },
      marks: [
        ...rows.map(({ requestsPerMinute, mailToVmrMs }) =>
          atMost(`ms to the room (95 %) at ${requestsPerMinute} a minute`, MOST_MS, mailToVmrMs.p95),
        ),
        atMost('EWS calls a request at 30 a minute (b)', MOST_CALLS, slow),
      ],
    };
  },
};

function countOf(after: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>): number {
  return Object.entries(after).reduce((sum, [name, count]) => sum + count - (before[name] ?? 0), 0);
}
