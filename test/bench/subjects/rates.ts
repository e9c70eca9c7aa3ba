import { ExchangeWorld } from '../../support/exchange-world.ts';
import { measureRate } from '../mail-to-vmr.ts';
import { atMost, type Subject } from './subject.ts';

const MOST_MS = 100;
const MOST_CALLS = 3;
const SLOWEST = 30;
const RATES = [SLOWEST, 120, 1_200] as const;
/** Of each rate; the slowest gets twice as many. */
const MINUTES = { quick: 0.1, usual: 0.5, full: 1 } as const;

/** (c) and (b) at 30 a minute: how long mail takes to its room at steady rates, and how many calls. */
export const rates: Subject = {
  id: 'c',
  title: 'From mail to a room that may be joined',
  async measure({ size }) {
    const world = await ExchangeWorld.create();
    const servers = [await world.deployment.start('manager'), await world.deployment.start('edge')];
    const rows = [];
    // What a start asks of Exchange is no part of a steady rate.
    await measureRate(world, { requests: 1, requestsPerMinute: 60 });
    for (const requestsPerMinute of RATES) {
      const requests = Math.round(
        MINUTES[size] * (requestsPerMinute === SLOWEST ? 2 : 1) * requestsPerMinute,
      );
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
