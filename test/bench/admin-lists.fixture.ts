import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant, silentLogger } from '@vmrkit/core';
import { firstToken } from '@vmrkit/example-service-provider';
import { createVmrKit } from '@vmrkit/sdk';
import { serverConfigSchema, shippedPlugins, VmrServer } from '@vmrkit/server';
import {
  addConferences,
  type ConferenceOfTests,
} from '../../packages/server/src/admin-api/conference.fixture.ts';

/** How much there is. */
export interface AdminAmounts {
  readonly conferences: number;
  readonly integrations: number;
}

/** Milliseconds over HTTP; of searches the median and the slowest. */
export interface AdminFigures extends AdminAmounts {
  readonly firstListMs: Readonly<Record<string, number>>;
  readonly searchMs: Readonly<Record<string, { readonly median: number; readonly slowest: number }>>;
}

const BATCH = 500;
const SEARCHES = 25;
const topics = ['budget', 'review', 'planning', 'retrospective', 'customer', 'hiring', 'design', 'release'];

/** Fills a store, starts a server over it and measures what an administrator waits for. */
export async function measureAdmin(amounts: AdminAmounts): Promise<AdminFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'vmrkit-bench-admin-'));
  const codeFile = join(folder, 'first-administrator');
  const masterKeys = [{ id: 'k1', key: randomBytes(32) }];
  const store = { name: 'sqlite', settings: { file: join(folder, 'vmrkit.db') } };
  const anything = { default: { prefixes: ['*'], domains: ['*'] } };
  try {
    await fill(amounts, { store, masterKeys });
    const server = await VmrServer.start({
      role: 'all',
      config: serverConfigSchema.parse({
        store,
        alias_grants: anything,
        public: { listen: '127.0.0.1:0' },
        admin: { listen: '127.0.0.1:0', first_administrator_file: codeFile },
        edge: { snapshot_file: join(folder, 'edge.snapshot') },
      }),
      environment: { masterKeys, managerSecret: null },
      plugins: shippedPlugins,
      logger: silentLogger,
      offersFirstAdministrator: true,
    });
    try {
      const { adminUrl } = server;
      const token = await firstToken({ adminUrl, codeFile });
      return { ...amounts, ...(await ask(adminUrl, { token, conferences: amounts.conferences })) };
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface StoreParts {
  readonly store: object;
  readonly masterKeys: readonly { readonly id: string; readonly key: Uint8Array }[];
}

/** Saves integrations that are switched off, so that no mail system is asked, and spreads conferences over them. */
async function fill({ conferences, integrations }: AdminAmounts, { store, masterKeys }: StoreParts) {
  const kit = createVmrKit({ plugins: shippedPlugins, config: { store }, masterKeys });
  try {
    const book = await kit.get('integrationRecords');
    const ids: string[] = [];
    for (let at = 0; at < integrations; at += 1) {
      const general = { name: `Customer ${at}`, enabled: false, enable_single_use_vmrs: false };
      const add_in = { server_fqdn: `vmr${at % 50}.example.com` };
      const { record } = await book.save({ general, add_in });
      ids.push(record.id);
    }
    const now = instant(Date.now());
    const parts = { store: await kit.get('store'), now };
    for (let from = 0; from < conferences; from += BATCH) {
      const count = Math.min(BATCH, conferences - from);
      const batch = Array.from({ length: count }, (_, at) => conferenceOf(from + at, ids));
      await addConferences(batch, parts);
    }
  } finally {
    await kit.close();
  }
}

function conferenceOf(number: number, ids: readonly string[]): ConferenceOfTests {
  const [one, two] = [topics[number % topics.length], topics[Math.floor(number / 8) % topics.length]];
  return {
    tenantId: 'default',
    integrationId: ids[number % ids.length] ?? '',
    mailboxId: 'm',
    number,
    subject: `${one} ${two} ${number}`,
    startsInMinutes: (number % 40_000) - 10_000,
    organizer: `person${number % 500}@example.com`,
  };
}

async function ask(
  adminUrl: string,
  { token, conferences }: { readonly token: string; readonly conferences: number },
): Promise<Pick<AdminFigures, 'firstListMs' | 'searchMs'>> {
  const get = async (path: string) => {
    const begun = performance.now();
    const response = await fetch(`${adminUrl}/api/admin/v1/${path}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return Math.round((performance.now() - begun) * 10) / 10;
  };
  const many = async (pathOf: (number: number) => string) => {
    const took: number[] = [];
    for (let at = 0; at < SEARCHES; at += 1) took.push(await get(pathOf((at * 397) % conferences)));
    took.sort((a, b) => a - b);
    return { median: took[Math.floor(SEARCHES / 2)] ?? 0, slowest: took.at(-1) ?? 0 };
  };
  const firstListMs = {
    conferences: await get('conferences?limit=100'),
    integrations: await get('integrations?limit=100'),
    overview: await get('overview'),
  };
  const searchMs = {
    rareWord: await many((number) => `conferences?q=${number}`),
    commonWords: await many(
      (number) => `conferences?q=${topics[number % 8]}+${topics[(number * 3) % 8]}&limit=50`,
    ),
    organizer: await many((number) => `conferences?organizer=person${number % 500}@example.com`),
    alias: await many((number) => `conferences?alias=55${number}@example.com`),
    correlation: await many((number) => `search?correlation_id=trail-${number}`),
    integrationsByName: await many((number) => `integrations?q=customer+${number % 200}`),
  };
  return { firstListMs, searchMs };
}
