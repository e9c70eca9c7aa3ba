import { measureSharedAccount } from '../common-account.ts';
import { measureIdle } from '../idle-integrations.ts';
import { atMost, notTold, type Subject } from './subject.ts';

const MANY = 1_000;
const INTEGRATIONS = { quick: [1, 10], usual: [1, 100], full: [1, 100, MANY] } as const;

/** (g): what integrations take while nothing happens. */
export const idle: Subject = {
  id: 'g',
  title: 'Memory and start-up',
  async measure({ size }) {
    const rows = [];
    for (const count of INTEGRATIONS[size]) rows.push(await measureIdle(count));
    const many = rows.find(({ integrations }) => integrations === MANY);
    if (many === undefined) {
      const why = 'Only with --full: it takes longer than ten minutes.';
      return {
        figures: { rows },
        marks: [notTold('1,000 integrations', 'under 400 MB, 0.15 cores, 1 s', why)],
      };
    }
    const shared = await measureSharedAccount(MANY);
    return {
      figures: { rows, shared },
      marks: [
        atMost('MB with 1,000 integrations', 400, many.residentMegabytes),
        atMost('thousandths of a core with 1,000', 150, many.idleMillicores),
        atMost('ms to the answer (95 %) with 1,000', 1_000, shared.mailToAnswerMs.p95),
      ],
    };
  },
};
