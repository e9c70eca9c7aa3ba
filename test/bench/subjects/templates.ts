import { execFileSync, spawnSync } from 'node:child_process';
import { builtFile } from '@vmrkit/example-demo';
import { median } from '../measures.ts';
import { atLeast, notTold, type Subject } from './subject.ts';

const TIMES = 2;
const RENDERS = { quick: 10_000, usual: 40_000, full: 100_000 } as const;
/** Turns of both, one after the other, of which the median counts: others may work on the machine. */
const TURNS = 5;
const TEMPLATE = `{% if name %}<p>Hello {{ name|title }},</p>{% endif %}<p>{{ subject }}</p>
<ul>{% for alias in aliases %}<li>{{ loop.index }}. {{ alias|replace('@', ' at ') }}</li>{% endfor %}</ul>
<p>{{ ('Dial ' ~ aliases[0])|upper }}</p>`;
const VALUES = { name: 'ada lovelace', subject: 'Plan', aliases: ['55123456', '55123456@vmr.example'] };
const JINJA = `import json, sys, time, jinja2
template, values, renders = json.loads(sys.stdin.read())
compiled = jinja2.Environment(autoescape=True).from_string(template)
for _ in range(2000): text = compiled.render(values)
began = time.process_time()
for _ in range(renders): text = compiled.render(values)
print(json.dumps([renders / (time.process_time() - began), text]))`;
/** The package as it is built and published, as jinja2 is taken as it is installed. */
const OURS = `import { readFileSync } from 'node:fs';
import { createNunjucksTemplateEngine } from ${JSON.stringify(builtFile('@vmrkit/templates-nunjucks', 'index.js'))};
const [template, values, renders] = JSON.parse(readFileSync(0, 'utf8'));
const compiled = createNunjucksTemplateEngine().compile(template, { output: 'html' });
let text = '';
for (let turn = 0; turn < 2000; turn += 1) text = compiled.render(values);
const before = process.cpuUsage();
for (let turn = 0; turn < renders; turn += 1) text = compiled.render(values);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify([renders / ((user + system) / 1e6), text]));`;

interface Turn {
  readonly perSecond: number;
  readonly text: string;
}

/** (f): renders of a compiled template a second of processor time, against jinja2. */
export const templates: Subject = {
  id: 'f',
  title: 'Renders of a template',
  async measure({ size }) {
    const turns = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      const ours = byProgram(process.execPath, ['--input-type=module', '-e', OURS], RENDERS[size]);
      const jinja = hasJinja() ? byProgram('python3', ['-c', JINJA], RENDERS[size]) : null;
      if (jinja !== null && jinja.text !== ours.text) throw new Error('Both must give the same text.');
      turns.push({ ours: Math.round(ours.perSecond), jinja2: Math.round(jinja?.perSecond ?? 0) });
    }
    const figures = { rendersPerSecond: turns };
    const name = 'times jinja2';
    if (!hasJinja()) {
      return { figures, marks: [notTold(name, `at least ${TIMES}`, 'Python has no jinja2 here.')] };
    }
    const times = median(turns.map(({ ours, jinja2 }) => ours / jinja2));
    return { figures, marks: [atLeast(name, TIMES, times)] };
  },
};

function hasJinja(): boolean {
  return spawnSync('python3', ['-c', 'import jinja2']).status === 0;
}

function byProgram(program: string, args: readonly string[], renders: number): Turn {
  const input = JSON.stringify([TEMPLATE, VALUES, renders]);
  const [perSecond, text] = JSON.parse(execFileSync(program, args, { input, encoding: 'utf8' }));
  return { perSecond, text };
}
