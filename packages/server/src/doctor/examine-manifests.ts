import type { IntegrationRecord } from '@vmrkit/core';
import {
  type Examination,
  type ManifestIssues,
  manifestFlavours,
  manifestVersion,
  problem,
  sound,
  untold,
} from '@vmrkit/core/composition';
import type { ServerConfig } from '../config/server-config.ts';
import { oldManifests } from '../runtime/note-old-manifests.ts';
import { adminUrl } from './admin-url.ts';

/** What the examinations of an integration's manifests look at. */
export interface ExaminedManifests {
  readonly record: IntegrationRecord;
  /** What was issued of each flavour last. */
  readonly issued: ManifestIssues;
  readonly config: Pick<ServerConfig, 'admin'>;
}

/** Whether the manifests that were given out, and those that clients have, are those of the record. */
export function examineManifests({ record, issued, config }: ExaminedManifests): readonly Examination[] {
  const flavours = manifestFlavours.filter((flavour) => issued[flavour] !== undefined);
  if (flavours.length === 0) return [];
  const about = { subject: record.general.name, severity: 'warning' } as const;
  return [
    {
      ...about,
      id: 'manifest-issued',
      title: 'The manifests that were given out are those of the record',
      remedy: 'Write it anew with `vmrkit integration manifest` and install it.',
      run: async () => {
        const old = oldManifests(record, issued);
        return old.length > 0
          ? problem(`Since it was written, the record or the program has changed that for ${old.join(', ')}.`)
          : sound(`Nothing has changed since those for ${flavours.join(', ')} were written.`);
      },
    },
    {
      ...about,
      id: 'manifest-installed',
      title: 'Clients open the pane by the manifests that were given out last',
      remedy:
        'Install the newest manifest. Clients may take a day to get it; after three, remove the deployment and deploy it again.',
      run: async (signal) => {
        const url = adminUrl(config, '/metrics');
        if (url === null)
          return untold('The metrics of the server of this machine cannot be asked from here.');
        const answer = await fetch(url, { signal }).catch(() => null);
        if (!answer?.ok) return untold(`${url} does not answer.`);
        return judgeInstalled(panesOpened(await answer.text(), record.id), issued);
      },
    },
  ];
}

/** How many panes each version of the manifest has opened, by the metrics of a server. */
export function panesOpened(metrics: string, integrationId: string): ReadonlyMap<string, number> {
  const lines = metrics.matchAll(
    /^vmrkit_panes_opened_total\{integration="([^"]*)",manifest="([^"]*)"\} (\d+)/gm,
  );
  return new Map(
    [...lines].flatMap(([, id, version = '', count]) =>
      id === integrationId ? [[version, Number(count)]] : [],
    ),
  );
}

/** What the versions that clients have say, beside those that were issued. */
export function judgeInstalled(opened: ReadonlyMap<string, number>, issued: ManifestIssues) {
  const current = new Set(Object.values(issued).map(({ serial }) => manifestVersion(serial)));
  const told = [...opened].filter(([version]) => version !== 'other');
  const old = told.filter(([version]) => !current.has(version));
  if (told.length === 0) return untold('No pane was opened since the server of this machine started.');
  const all = told.reduce((sum, [, count]) => sum + count, 0);
  if (old.length === 0)
    return sound(`All of ${all} panes since the start were opened by ${[...current].join(', ')}.`);
  const said = old.map(([version, count]) => `${count} by ${version}`).join(', ');
  return problem(
    `Of ${all} panes since the start of the server, ${said}; given out: ${[...current].join(', ')}.`,
  );
}
