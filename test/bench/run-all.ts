import { parseArgs } from 'node:util';
import { circumstances, writeEvidence } from '../support/evidence.ts';
import { admission } from './subjects/admission.ts';
import { allocation } from './subjects/allocation.ts';
import { answering } from './subjects/answering.ts';
import { graph } from './subjects/graph.ts';
import { growth } from './subjects/growth.ts';
import { idle } from './subjects/idle.ts';
import { managers } from './subjects/managers.ts';
import { rates } from './subjects/rates.ts';
import type { Mark, Subject } from './subjects/subject.ts';
import { templates } from './subjects/templates.ts';

const subjects: readonly Subject[] = [
  answering,
  rates,
  admission,
  allocation,
  templates,
  idle,
  graph,
  growth,
  managers,
];

const USAGE = `npm run bench -- [--only a,c,d,e,f,g,h,i,j] [--quick | --full] [--json] [--keep]

Measures each subject and says of each mark whether it was met, as a table; takes 20 minutes on two quiet cores.
--quick: small sizes, 3 minutes. --full: the largest sizes, hours. --only: these subjects. --json: the last line says each
mark as JSON. --keep: also writes docs/evidence/bench.json.

${subjects.map(({ id, title }) => `  ${id}  ${title}`).join('\n')}

(b), the remote calls a meeting, is measured within a, c and h.
`;

const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({
  options: { help: flag, only: { type: 'string' }, full: flag, quick: flag, json: flag, keep: flag },
});

if (values.help) process.stdout.write(USAGE);
else await measureAll();
process.exit();

async function measureAll(): Promise<void> {
  const size = values.full ? 'full' : values.quick ? 'quick' : 'usual';
  const only = values.only?.split(',');
  const chosen = subjects.filter(({ id }) => only === undefined || only.includes(id));
  const marks: Mark[] = [];
  const figures: Record<string, object> = {};
  for (const { id, title, measure } of chosen) {
    process.stderr.write(`${id}: ${title}\n`);
    try {
      const found = await measure({ size });
      figures[id] = found.figures;
      marks.push(...found.marks.map((mark) => ({ subject: id, ...mark })));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      marks.push({ subject: id, name: title, wanted: '', measured: 'failed', met: false, why });
    }
  }
  const result = { ...circumstances, size, marks, figures };
  process.stdout.write(`On ${circumstances.machine}, Node ${circumstances.node}:\n\n${tableOf(marks)}\n`);
  if (values.keep) writeEvidence('bench', result);
  if (values.json) process.stdout.write(`${JSON.stringify({ ...circumstances, size, marks, figures })}\n`);
}

function tableOf(marks: readonly Mark[]): string {
  const words = (met: boolean | null) => (met === null ? 'cannot tell' : met ? 'yes' : 'no');
  const rows = marks.map(({ subject, name, wanted, measured, met, why }) =>
    [subject, name, wanted, why === undefined ? measured : `${measured}: ${why}`, words(met)].join(' | '),
  );
  const head = ['| | mark | wanted | measured | met |', '| --- | --- | --- | --- | --- |'];
  return [...head, ...rows.map((row) => `| ${row} |`)].join('\n');
}
