import { ExchangeWorld } from '../../support/exchange-world.ts';
import { bookAhead, type Throughput, throughManager } from '../one-mailbox.ts';
import { atMost, type Findings, type Subject } from './subject.ts';

const ROUND_TRIPS_MS = [0, 5, 20] as const;
const CPU_MS = 0.6;
const BACKLOG_CALLS = 0.3;

interface Row {
  readonly roundTripMs: number;
  readonly manager: Throughput;
}

/** (a) and the backlog's part of (b): requests through one mailbox, over links that take their time. */
export const answering: Subject = {
  id: 'a',
  title: 'Requests a minute through one mailbox',
  async measure({ full }) {
    const rows: Row[] = [];
    for (const roundTripMs of ROUND_TRIPS_MS) {
      const world = await ExchangeWorld.create({ roundTripMs });
      try {
        const rooms = await bookAhead(world, full ? 3_000 : 300);
        rows.push({ roundTripMs, manager: await throughManager(world, rooms) });
      } finally {
        await world.close();
      }
    }
    return { figures: { rows }, marks: rows.flatMap(marksOf) };
  },
};

function marksOf({ roundTripMs, manager }: Row): Findings['marks'] {
  const at = `at ${roundTripMs} ms`;
  return [
    atMost(`ms of processor time a request, ${at}`, CPU_MS, manager.cpuMs),
    atMost(`EWS calls a request in a backlog (b), ${at}`, BACKLOG_CALLS, manager.calls),
  ];
}
