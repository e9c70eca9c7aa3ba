import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  aliasesIn,
  audienceOf,
  equipment,
  integrationRecord,
  integrations,
  Organizer,
  people,
  serviceAccount,
} from '@vmrkit/example-demo';
import { createAppClock, createAppLogger, openApp, type RunningApp } from '@vmrkit/example-embed';
import { createSandbox, type Sandbox, SandboxClient } from '@vmrkit/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../server/server-world.ts';

const HOUR_MS = 3_600_000;
const { sales } = integrations;

describe('examples/embed', () => {
  const lines: { readonly level: string; readonly message: string }[] = [];
  let aheadMs = 0;
  let folder: string;
  let sandbox: Sandbox;
  let client: SandboxClient;
  let app: RunningApp;

  const open = (masterKey: Uint8Array) =>
    openApp({
      storeFile: join(folder, 'journal.jsonl'),
      masterKey,
      clock: createAppClock(() => Date.now() + aheadMs),
      logger: createAppLogger((line) => lines.push(line)),
      records: [integrationRecord(sales, sandbox)],
      allowLoopback: true,
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vmrkit-embed-'));
    sandbox = await createSandbox();
    client = new SandboxClient(sandbox.adminUrl);
    for (const person of [people.organizer, people.attendee]) await client.createMailbox(person);
    await client.createMailbox({ ...equipment.sales, kind: 'equipment', processing: 'AutoUpdate' });
    await client.createAccount({ ...serviceAccount, impersonates: 'all' });
  });
  afterAll(async () => {
    await app?.close();
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  const reserve = async (token: string) =>
    ask(`${app.url}/rooms`, {
      token,
      body: { integration_id: sales.id },
      headers: { 'content-type': 'application/json' },
    });
  const joinOf = async (alias: string) => (await ask(`${app.url}/joins/${alias}`, { method: 'GET' })).json;

  it('[S11.3a] allocates, accepts the request and admits, with a store, a clock and a log of the app', async () => {
    const masterKey = randomBytes(32);
    app = await open(masterKey);
    const mailbox = people.organizer.email;
    const token = await client.identityToken({ mailbox, audience: audienceOf(sales) });
    expect(await reserve('none')).toMatchObject({ status: 401 });
    const reserved = await reserve(token);
    expect(reserved.status).toBe(201);
    const { html } = reserved.json as { readonly html: string };
    const alias = aliasesIn(html, sales)[1] ?? '';
    expect(await joinOf(alias)).toEqual({ open: false, reason: 'unknown' });

    const start = Math.ceil(Date.now() / 60_000) * 60_000 + 600_000;
    const organizer = new Organizer(client);
    const name = await organizer.invite({ subject: 'Plans', html, start, end: start + HOUR_MS }, sales);
    expect(await organizer.nextAnswer(name, equipment.sales.email)).toMatchObject({ verdict: 'Accept' });
    expect(await joinOf(alias)).toMatchObject({ open: true, subject: 'Plans' });

    // The app's own clock counts: by it the meeting is over.
    aheadMs = 5 * HOUR_MS;
    expect(await joinOf(alias)).toEqual({ open: false, reason: 'over' });
    aheadMs = 0;

    // The app's own store keeps the room over a restart.
    await app.close();
    app = await open(masterKey);
    expect(await joinOf(alias)).toMatchObject({ open: true, subject: 'Plans' });
    expect(lines.length).toBeGreaterThan(0);
  });
});
