import { parseArgs } from 'node:util';
import { z } from 'zod';
import { circumstances, writeEvidence } from '../support/evidence.ts';
import { type FloodRun, measureFlood } from './flood-and-requests.ts';

const USAGE = `npm run bench:flood -- [--mails N] [--senders N] [--requests N] [--keep]

Puts N tagless requests from outside (10,000 unless given, each from a sender of its own) into a simulated
Exchange's mailbox, real requests behind them (100), starts a manager and measures the delay of the real
ones; the same without the flood before it. JSON on stdout; --keep also writes docs/evidence/bench-flood.json.
`;

const number = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    mails: number,
    senders: number,
    requests: number,
    keep: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(USAGE);
else {
  const count = z.coerce.number().int().min(1);
  const mails = count.default(10_000).parse(values.mails);
  const senders = count.default(mails).parse(values.senders);
  const requests = count.default(100).parse(values.requests);
  const without = await measureFlood({ mails: 0, senders, requests });
  const flooded = await measureFlood({ mails, senders, requests });
  const ratios = { waiting: ratio('waitingMs'), live: ratio('liveMs') };
  const result = { ...circumstances, without, flooded, floodedToWithout: ratios };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (values.keep) writeEvidence('bench-flood', result);
  process.exitCode = flooded.floodAnsweredBefore.lastWaiting === 0 ? 0 : 1;

  function ratio(of: 'waitingMs' | 'liveMs') {
    const share = (run: FloodRun, at: 'p50' | 'p95') => run[of][at];
    return {
      p50: Number((share(flooded, 'p50') / share(without, 'p50')).toFixed(2)),
      p95: Number((share(flooded, 'p95') / share(without, 'p95')).toFixed(2)),
    };
  }
}
