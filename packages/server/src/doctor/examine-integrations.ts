import { codeOf } from '@vmrkit/core';
import {
  type Examination,
  type ManifestIssues,
  problem,
  type ReadRecord,
  saidBy,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { remedyOf } from '../commands/remedies.ts';
import type { ServerConfig } from '../config/server-config.ts';
import { examineIntegration, type IntegrationExaminations } from './examine-integration.ts';

/** Which integrations are looked at. */
export interface ExaminedIntegrations {
  /** Its id or name; all of them when left out. */
  readonly integration?: string | undefined;
  /** Somebody whose mailbox is looked at too. */
  readonly organizer?: string | undefined;
  readonly config: ServerConfig;
}

/** The examinations of each integration, and one of those that cannot be read. */
export async function examineIntegrations(
  kit: VmrKit,
  { integration, organizer, config }: ExaminedIntegrations,
): Promise<readonly IntegrationExaminations[]> {
  const records = await kit.get('integrationRecords');
  const asked = integration === undefined ? null : (await records.get(integration)).id;
  const all: (ReadRecord & { readonly issued: ManifestIssues })[] = [];
  const unreadable: Examination[] = [];
  for (const stored of await records.stored()) {
    try {
      all.push({ ...(await records.open(stored)), issued: stored.value.manifests ?? {} });
    } catch (error) {
      if (asked === null || stored.id === asked) unreadable.push(cannotBeRead(stored.value.name, error));
    }
  }
  const chosen = all.filter(({ record }) => asked === null || record.id === asked);
  const found = chosen.map((read) =>
    examineIntegration({ kit, read, all, config, issued: read.issued, organizer: organizer ?? null }),
  );
  return [
    ...(await Promise.all(found)),
    { record: null, examinations: unreadable, close: async () => undefined },
  ];
}

function cannotBeRead(name: string, error: unknown): Examination {
  const remedy = remedyOf(codeOf(error)) ?? 'Import the record again, with its secrets.';
  const run = async () => problem(saidBy(error));
  return { id: 'record', title: 'The record is sound', subject: name, severity: 'error', remedy, run };
}
