import { ExchangeWorld } from '../../support/exchange-world.ts';
import { bookAhead, throughManager } from '../one-mailbox.ts';
import { atMost, type Subject } from './subject.ts';

/** Processor time a request may grow by so much and still count as flat. */
const FLAT = 1.2;
const WAITING = { quick: [300, 900], usual: [1_000, 6_000], full: [1_000, 30_000] } as const;

/** (i): whether a request costs more where more of them wait. */
export const growth: Subject = {
  id: 'i',
  title: 'Growth with the backlog',
  async measure({ size }) {
    const rows = [];
    for (const waiting of WAITING[size]) {
      const world = await ExchangeWorld.create();
      rows.push(await throughManager(world, await bookAhead(world, waiting)));
      await world.close();
    }
    const [few, many] = rows;
    const ratio = (many?.cpuMs ?? Number.POSITIVE_INFINITY) / (few?.cpuMs ?? 1);
    const name = `processor time a request with ${many?.requests} waiting, in times that with ${few?.requests}`;
    return { figures: { rows }, marks: [atMost(name, FLAT, ratio)] };
  },
};
