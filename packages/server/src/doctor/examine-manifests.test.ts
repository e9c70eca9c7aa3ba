import { manifestVersion } from '@vmrkit/core/composition';
import { expect, it } from 'vitest';
import { ServerMetrics } from '../operations-api/server-metrics.ts';
import { judgeInstalled, panesOpened } from './examine-manifests.ts';

const NOW = 1_790_000_000;
const issued = { 'on-premises': { contentHash: 'h', serial: NOW } };
const [current, older] = [manifestVersion(NOW), manifestVersion(NOW - 86_400)];

/** What a server that opened panes by these manifests says of one integration. */
async function seen(...manifests: readonly unknown[]) {
  const metrics = new ServerMetrics();
  metrics.paneOpened('other-integration', older);
  for (const manifest of manifests) metrics.paneOpened('sales', manifest);
  return panesOpened((await metrics.show()).text, 'sales');
}

it.each<[string, readonly unknown[], string, RegExp]>([
  ['nobody opened', [], 'unknown', /No pane was opened/],
  ['the newest manifest opened', [current, current], 'ok', /All of 2 panes/],
  ['an older one opened too', [current, older, older], 'problem', /Of 3 panes .* 2 by 1\./],
  ['no manifest of ours opened', [undefined, 'evil"}', ['1.1.1']], 'unknown', /No pane was opened/],
])('of panes that %s', async (_, manifests, kind, says) => {
  const found = judgeInstalled(await seen(...manifests), issued);
  expect(found).toMatchObject({ kind, evidence: expect.stringMatching(says) });
});

it('tells no more versions apart than a stranger should make up', async () => {
  const made = Array.from({ length: 50 }, (_, at) => `1.2.${at}`);
  expect((await seen(...made)).size).toBe(21);
});
