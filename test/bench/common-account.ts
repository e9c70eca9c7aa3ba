import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  audienceOf,
  type DemoIntegration,
  integrationRecord,
  people,
  serviceAccount,
  startSandbox,
  until,
} from '@vmrkit/example-demo';
import type { SandboxClient } from '@vmrkit/sandbox';
import { createVmrKit, type VmrKit } from '@vmrkit/sdk';
import { shippedPlugins } from '@vmrkit/server';
import { type Latency, latency } from './measures.ts';

const MINUTE = 60_000;
/** After the start, until every mailbox has had the time to find its stream. */
const SETTLE_MS = 15_000;
/** A whole round of the syncs that stand behind the streams. */
const IDLE_MS = 30_000;
const APART_MS = 100;
const LEAST_REQUESTS = 20;

/** How integrations fare that name the same service account. */
export interface SharedAccountResult {
  readonly integrations: number;
  /** EWS calls a second while no mail comes. */
  readonly idleCallsPerSecond: number;
  /** From delivery until the answer was given, by the sandbox's ledger; mail comes ten times a second. */
  readonly mailToAnswerMs: Latency;
  readonly streams: number;
  /** What the account was refused for having too many at a time. */
  readonly refused: { readonly calls: number; readonly streams: number };
}

/** One kit with so many integrations, each with a mailbox of its own, over a sandbox in a process of its own. */
export async function measureSharedAccount(count: number): Promise<SharedAccountResult> {
  const folder = await mkdtemp(join(tmpdir(), 'vmrkit-bench-'));
  const exchange = await startSandbox(folder, {});
  const kit = createVmrKit({
    plugins: shippedPlugins,
    config: {
      store: { name: 'sqlite', settings: { file: join(folder, 'vmrkit.db') } },
      egress: { allow_loopback: true },
      allocation: { burst: 10_000, per_minute: 10_000 },
    },
    masterKeys: [{ id: 'bench', key: randomBytes(32) }],
  });
  try {
    const integrations = Array.from({ length: count }, (_, place) => integrationAt(place));
    const book = await kit.get('integrationRecords');
    for (const integration of integrations) {
      await exchange.client.createMailbox({
        ...integration.mailbox,
        kind: 'equipment',
        processing: 'AutoUpdate',
      });
      await book.save(integrationRecord(integration, exchange));
    }
    const manager = await kit.get('manager');
    await manager.start();
    try {
      await sleep(SETTLE_MS);
      return await measure({ kit, sandbox: exchange.client, integrations });
    } finally {
      await manager.stop();
    }
  } finally {
    await kit.close();
    await exchange.child.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly kit: VmrKit;
  readonly sandbox: SandboxClient;
  readonly integrations: readonly DemoIntegration[];
}

async function measure({ kit, sandbox, integrations }: Measured): Promise<SharedAccountResult> {
  const before = callsOf((await sandbox.status()).calls);
  await sleep(IDLE_MS);
  const { calls, ledger: first } = await sandbox.status();
  const requests = Math.max(LEAST_REQUESTS, integrations.length);
  for (let place = 0; place < requests; place += 1) {
    const integration = integrations[place % integrations.length];
    if (integration) await invite({ kit, sandbox, integration }, place);
    await sleep(APART_MS);
  }
  const look = async () => {
    const entries = await sandbox.ledger(first);
    return entries.filter(({ kind }) => kind === 'answer').length >= requests ? entries : null;
  };
  const entries = await until(look, { what: 'an answer to every request', timeoutMs: 5 * MINUTE });
  const rooms = new Set(integrations.map(({ mailbox }) => mailbox.email));
  const delivered = new Map(
    entries
      .filter(({ kind, to }) => kind === 'request' && rooms.has(to ?? ''))
      .map(({ cleanId, wallAt }) => [cleanId, wallAt]),
  );
  const times = entries
    .filter(({ kind }) => kind === 'answer')
    .map(({ cleanId, wallAt }) => wallAt - (delivered.get(cleanId) ?? 0));
  const { streams, accounts } = await sandbox.status();
  const load = accounts[serviceAccount.username];
  return {
    integrations: integrations.length,
    idleCallsPerSecond: Number((((callsOf(calls) - before) * 1_000) / IDLE_MS).toFixed(1)),
    mailToAnswerMs: latency(times),
    streams,
    refused: { calls: load?.refusedCalls ?? 0, streams: load?.refusedStreams ?? 0 },
  };
}

/** Somebody asks for a room as the add-in does, and invites. */
async function invite(
  {
    kit,
    sandbox,
    integration,
  }: Pick<Measured, 'kit' | 'sandbox'> & { readonly integration: DemoIntegration },
  place: number,
): Promise<void> {
  const { email: mailbox } = people.organizer;
  const token = await sandbox.identityToken({ mailbox, audience: audienceOf(integration) });
  const { html } = await (await kit.get('manager')).reserve({
    integrationId: integration.id,
    token,
    draftKey: null,
    bodyTags: [],
    language: null,
    correlationId: `bench-${place}`,
  });
  const start = Math.ceil(Date.now() / MINUTE) * MINUTE + (24 * 60 + place) * MINUTE;
  await sandbox.invite({
    organizer: mailbox,
    subject: `Request ${place}`,
    body: html,
    schedule: {
      start: new Date(start).toISOString(),
      end: new Date(start + 30 * MINUTE).toISOString(),
      timeZone: 'UTC',
    },
    attendees: [{ ...integration.mailbox, role: 'resource' }],
  });
}

function integrationAt(place: number): DemoIntegration {
  const name = `Group ${place}`;
  return {
    id: `5a1e0000-0000-4000-8000-${String(place).padStart(12, '0')}`,
    name,
    mailbox: { email: `vmr-${place}@corp.example`, name },
    prefix: String(100_000 + place),
  };
}

function callsOf(calls: Readonly<Record<string, number>>): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}
