import { availableParallelism } from 'node:os';
import { type FleetResult, measureFleet } from '../several-managers.ts';
import { atLeast, atMost, type Findings, notTold, type Subject } from './subject.ts';

const REQUESTS = { quick: 120, usual: 600, full: 3_000 } as const;
const MANAGERS = { quick: [1, 2], usual: [1, 2, 4], full: [1, 2, 4] } as const;
const CPU_TIMES = 1.2;
const SPREAD = 0.3;
const FAIL_OVER_S = 30;
const THROUGHPUT = { times: 1.6, cores: 6 } as const;

/** (j): two and four managers on one MongoDB, against one. */
export const managers: Subject = {
  id: 'j',
  title: 'Several managers on one store',
  async measure({ size }) {
    const url = process.env.VMRKIT_TEST_MONGODB_URL ?? '';
    if (url === '') {
      const why = 'Skipped: VMRKIT_TEST_MONGODB_URL names no server; tools/start-test-mongodb.sh starts one.';
      return {
        figures: {},
        marks: [notTold('two and four managers', 'as in docs/guides/benchmarks.md', why)],
      };
    }
    const rows: FleetResult[] = [];
    for (const count of MANAGERS[size]) {
      rows.push(await measureFleet(url, { managers: count, requests: REQUESTS[size] }));
    }
    const [one, ...more] = rows;
    return { figures: { rows }, marks: one === undefined ? [] : more.flatMap((row) => marksOf(row, one)) };
  },
};

function marksOf(row: FleetResult, one: FleetResult): Findings['marks'] {
  const by = `${row.managers} managers`;
  const fair = row.spread.reduce((sum, each) => sum + each, 0) / row.managers;
  const offFair = Math.max(...row.spread.map((each) => Math.abs(each - fair) / fair));
  const failOver = row.failOverMs ?? Number.POSITIVE_INFINITY;
  const throughput = `times one manager’s throughput, ${by}`;
  const times = row.answersPerMinute / one.answersPerMinute;
  const cores = availableParallelism();
  const why = `${times.toPrecision(3)} times here: the store, Exchange and the managers share ${cores} cores.`;
  return [
    atMost(`processor time a request, in times one manager’s, ${by}`, CPU_TIMES, row.cpuMs / one.cpuMs),
    atMost(`mailboxes off a fair share, ${by}`, SPREAD, offFair),
    atMost(`requests answered twice, ${by}`, 0, row.answeredTwice),
    atMost(`seconds until others hold a dead one’s mailboxes, ${by}`, FAIL_OVER_S, failOver / 1_000),
    cores < THROUGHPUT.cores
      ? notTold(throughput, `at least ${THROUGHPUT.times}, of ${THROUGHPUT.cores} cores or more`, why)
      : atLeast(throughput, THROUGHPUT.times, times),
  ];
}
