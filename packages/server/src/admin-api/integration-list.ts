import { type Instant, SECOND_MS } from '@vmrkit/core';
import type { StoredIntegration, VmrKit } from '@vmrkit/sdk';
import type { z } from 'zod';
import { maskedRecordOf, summaryOf } from '../views/integration-view.ts';
import { type integrationItem, integrationVersion } from './integration-answers.ts';

/** An integration as lists show it, and the text that is searched. */
export interface ListedIntegration {
  readonly item: Omit<z.output<typeof integrationItem>, 'alarms'>;
  /** In lower case. */
  readonly text: string;
}

/** How long a list is good at most: a change may not have been told of. */
const GOOD_MS = 5 * SECOND_MS;

interface Read {
  /** How many changes had been told of. */
  readonly count: number;
  readonly at: Instant;
  readonly all: readonly ListedIntegration[];
}

/** What lists and searches show of all integrations, read from their records only where a change was told of, or after 5 seconds. */
export class IntegrationList {
  readonly #kit: Pick<VmrKit, 'get'>;
  #read: Read | null = null;

  constructor(kit: Pick<VmrKit, 'get'>) {
    this.#kit = kit;
  }

  /** All integrations of all tenants. Rejects as the store does. */
  async all(): Promise<readonly ListedIntegration[]> {
    const [news, clock] = [await this.#kit.get('integrationNews'), await this.#kit.get('clock')];
    // Asked before the records, so that what changes meanwhile is read once more.
    const { count } = await news.since(0);
    const [read, now] = [this.#read, clock.now()];
    if (read !== null && read.count === count && Math.abs(now - read.at) < GOOD_MS) return read.all;
    const all = (await (await this.#kit.get('integrationRecords')).stored()).map(listed);
    this.#read = { count, at: now, all };
    return all;
  }
}

function listed(stored: StoredIntegration): ListedIntegration {
  const { id, tenant_id, name, enabled, mailboxes } = summaryOf(stored);
  const { mailbox, add_in: addIn } = maskedRecordOf(stored);
  const item = {
    id,
    tenant_id,
    name,
    enabled,
    provider: mailbox?.provider ?? null,
    addin_server: addIn.server_fqdn,
    mailboxes: [...mailboxes],
    version: integrationVersion(stored),
  };
  const texts = [name, addIn.server_fqdn, ...mailboxes.flatMap((each) => [each.name, each.email])];
  return { item, text: texts.join('\n').toLowerCase() };
}
