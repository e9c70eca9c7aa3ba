import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { ServerMetrics } from './server-metrics.ts';

const root = resolve(import.meta.dirname, '../../../..');
const read = (file: string) => readFileSync(resolve(root, file), 'utf8');
const ofRuntime = /^vmrkit_(process|nodejs)_/;

interface Metric {
  readonly name: string;
  readonly type: string;
}

/** Every metric that a server may show, with all that is shown at each look. */
async function everyMetric(): Promise<readonly Metric[]> {
  const metrics = new ServerMetrics();
  metrics.showAlarms(async () => new Map([['clock-skew', 1]]));
  metrics.showDroppedLines(() => 0);
  metrics.showNotifications(() => ({ delivered: 0, dropped: 0 }));
  metrics.showAnswerQueues(() => []);
  metrics.showRenderingCosts(() => []);
  const { text } = await metrics.show();
  return [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => ({ name, type }));
}

it('the guide lists every metric with its type, and no other', async () => {
  const rows = [...read('docs/guides/metrics.md').matchAll(/^\| `(\w+)` \| (\w+) \|/gm)];
  const listed = rows.map(([, name, type]) => `${name} ${type}`).sort();
  const shown = (await everyMetric()).filter(({ name }) => !ofRuntime.test(name));
  expect(listed).toEqual(shown.map(({ name, type }) => `${name} ${type}`).sort());
});

it('the dashboard asks for metrics that are there, by labels that they have', async () => {
  const { panels } = JSON.parse(read('deploy/grafana-dashboard.json'));
  const expressions: string[] = panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
    targets.map(({ expr }) => expr),
  );
  expect(expressions.length).toBeGreaterThan(10);
  const known = new Map((await everyMetric()).map(({ name, type }) => [name, type]));
  const asked = expressions.flatMap((expr) => expr.match(/vmrkit_\w+/g) ?? []);
  const unknown = asked.filter((name) => {
    const [, base = name] = /^(.*)_(?:bucket|sum|count)$/.exec(name) ?? [];
    return !known.has(name) && known.get(base) !== 'histogram';
  });
  expect(unknown).toEqual([]);
  const missing = [...known.keys()].filter((name) => !ofRuntime.test(name));
  expect(missing.filter((name) => !asked.some((each) => each.startsWith(name)))).toEqual([]);
});
