import { ExchangeWorld } from '../../support/exchange-world.ts';
import { bookAhead, type Throughput, throughManager, throughStraightforward } from '../one-mailbox.ts';
import { atLeast, atMost, type Findings, type Subject } from './subject.ts';

/** Round trips that are added, and how many times as fast as the straightforward program the manager is to be. */
const WANTED = [
  { roundTripMs: 0, timesOne: 5, timesFour: 4 },
  { roundTripMs: 5, timesOne: 20, timesFour: 8 },
  { roundTripMs: 20, timesOne: 40, timesFour: 12 },
] as const;
const CPU_MS = 0.6;
const BACKLOG_CALLS = 0.3;
const REQUESTS = { quick: 500, usual: 2_000, full: 5_000 } as const;
/** The straightforward program keeps one pace from the first request on, so fewer of them tell it. */
const SLOW_REQUESTS = { quick: 60, usual: 200, full: 500 } as const;

interface Row {
  readonly roundTripMs: number;
  readonly manager: Throughput;
  readonly oneAtATime: Throughput;
  readonly fourAtATime: Throughput;
}

/** (a) and the backlog's part of (b): requests through one mailbox, over links that take their time. */
export const answering: Subject = {
  id: 'a',
  title: 'Requests a minute through one mailbox',
  async measure({ size }) {
    const rows: Row[] = [];
    for (const { roundTripMs } of WANTED) {
      const world = await ExchangeWorld.create({ roundTripMs });
      try {
        const rooms = await bookAhead(world, REQUESTS[size]);
        const few = rooms.slice(0, SLOW_REQUESTS[size]);
        const oneAtATime = await throughStraightforward(world, few, 1);
        const fourAtATime = await throughStraightforward(world, few, 4);
        rows.push({ roundTripMs, oneAtATime, fourAtATime, manager: await throughManager(world, rooms) });
      } finally {
        await world.close();
      }
    }
    return { figures: { rows }, marks: rows.flatMap(marksOf) };
  },
};

function marksOf({ roundTripMs, manager, oneAtATime, fourAtATime }: Row): Findings['marks'] {
  const at = `at ${roundTripMs} ms`;
  const wanted = WANTED.find((each) => each.roundTripMs === roundTripMs) ?? WANTED[0];
  const timesAsFast = (other: Throughput) => manager.answersPerMinute / other.answersPerMinute;
  return [
    atLeast(`times the straightforward program, ${at}`, wanted.timesOne, timesAsFast(oneAtATime)),
    atLeast(`times the same with four at once, ${at}`, wanted.timesFour, timesAsFast(fourAtATime)),
    atMost(`ms of processor time a request, ${at}`, CPU_MS, manager.cpuMs),
    atMost(`EWS calls a request in a backlog (b), ${at}`, BACKLOG_CALLS, manager.calls),
  ];
}
