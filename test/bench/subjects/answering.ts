import { ExchangeWorld } from '../../support/exchange-world.ts';
import { bookAhead, type Throughput, throughManager, throughPlainProgram } from '../one-mailbox.ts';
import { atLeast, atMost, type Findings, type Subject } from './subject.ts';

/** What the manager must reach, in times the straightforward program: with one at a time, and with four. */
const LINKS = [
  { roundTripMs: 0, overOne: 5, overFour: 4 },
  { roundTripMs: 5, overOne: 20, overFour: 8 },
  { roundTripMs: 20, overOne: 40, overFour: 12 },
] as const;
const CPU_MS = 0.6;
const BACKLOG_CALLS = 0.3;

interface Row {
  readonly roundTripMs: number;
  readonly manager: Throughput;
  readonly oneAtATime: Throughput;
  readonly fourAtOnce: Throughput;
}

/** (a) and the backlog's part of (b): requests through one mailbox, against the straightforward program. */
export const answering: Subject = {
  id: 'a',
  title: 'Requests a minute through one mailbox',
  async measure({ full }) {
    const rows: Row[] = [];
    for (const { roundTripMs } of LINKS) {
      rows.push(
        await measureLink(roundTripMs, full ? { ours: 3_000, theirs: 600 } : { ours: 300, theirs: 40 }),
      );
    }
    return { figures: { rows }, marks: rows.flatMap(marksOf) };
  },
};

async function measureLink(
  roundTripMs: number,
  { ours, theirs }: { readonly ours: number; readonly theirs: number },
): Promise<Row> {
  const world = await ExchangeWorld.create({ roundTripMs });
  try {
    const rooms = await bookAhead(world, ours + 2 * theirs);
    const oneAtATime = await throughPlainProgram(world, rooms.splice(0, theirs), 1);
    const fourAtOnce = await throughPlainProgram(world, rooms.splice(0, theirs), 4);
    return { roundTripMs, manager: await throughManager(world, rooms), oneAtATime, fourAtOnce };
  } finally {
    await world.close();
  }
}

function marksOf({ roundTripMs, manager, oneAtATime, fourAtOnce }: Row): Findings['marks'] {
  const link = LINKS.find((each) => each.roundTripMs === roundTripMs) ?? LINKS[0];
  const at = `at ${roundTripMs} ms`;
  const ratio = (to: Throughput) => manager.answersPerMinute / to.answersPerMinute;
  return [
    atLeast(`times one at a time, ${at}`, link.overOne, ratio(oneAtATime)),
    atLeast(`times four at once, ${at}`, link.overFour, ratio(fourAtOnce)),
    atMost(`ms of processor time a request, ${at}`, CPU_MS, manager.cpuMs),
    atMost(`EWS calls a request in a backlog (b), ${at}`, BACKLOG_CALLS, manager.calls),
  ];
}
