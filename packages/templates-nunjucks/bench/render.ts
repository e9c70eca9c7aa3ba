import { createNunjucksTemplateEngine } from '../src/nunjucks-template-engine.ts';

const RENDERS = 200_000;
const engine = createNunjucksTemplateEngine();
const source =
  '{% if subject %}{{ subject|upper }} by {{ organizer_name|default("x") }}{% endif %} {{ n + 1 }}';
const values = { subject: 'Review of <b>', organizer_name: 'Ada', n: 4 };

for (const output of ['text', 'html'] as const) {
  const template = engine.compile(source, { output });
  for (let warm = 0; warm < RENDERS / 10; warm += 1) template.render(values);
  const start = performance.now();
  for (let at = 0; at < RENDERS; at += 1) template.render(values);
  const perSecond = Math.round((RENDERS / (performance.now() - start)) * 1000);
  process.stdout.write(`${output}: ${perSecond.toLocaleString('en')} small renders a second\n`);
}
