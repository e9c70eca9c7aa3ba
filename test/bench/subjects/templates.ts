import { execFileSync } from 'node:child_process';
import { createNunjucksTemplateEngine } from '@vmrkit/templates-nunjucks';
import { atLeast, notTold, type Subject } from './subject.ts';

const TIMES = 2;
const RENDERS = 20_000;
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

/** (f): renders of a compiled template a second of processor time, against jinja2. */
export const templates: Subject = {
  id: 'f',
  title: 'Renders of a template',
  async measure() {
    const compiled = createNunjucksTemplateEngine().compile(TEMPLATE, { output: 'html' });
    let text = '';
    for (let turn = 0; turn < 2_000; turn += 1) text = compiled.render(VALUES);
    const before = process.cpuUsage();
    for (let turn = 0; turn < RENDERS; turn += 1) text = compiled.render(VALUES);
    const { user, system } = process.cpuUsage(before);
    const ours = RENDERS / ((user + system) / 1e6);
    const jinja = byJinja();
    const name = 'times jinja2';
    if (jinja === null) {
      return { figures: { ours }, marks: [notTold(name, `at least ${TIMES}`, 'Python has no jinja2 here.')] };
    }
    if (jinja.text !== text) throw new Error('Both must give the same text.');
    const figures = { rendersPerSecond: { ours: Math.round(ours), jinja2: Math.round(jinja.perSecond) } };
    return { figures, marks: [atLeast(name, TIMES, ours / jinja.perSecond)] };
  },
};

function byJinja(): { readonly perSecond: number; readonly text: string } | null {
  try {
    const input = JSON.stringify([TEMPLATE, VALUES, RENDERS]);
    const [perSecond, text] = JSON.parse(
      execFileSync('python3', ['-c', JINJA], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] }),
    );
    return { perSecond, text };
  } catch {
    return null;
  }
}
