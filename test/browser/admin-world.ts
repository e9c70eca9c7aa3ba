import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@vmrkit/core';
import { equipment, people, serviceAccount } from '@vmrkit/example-demo';
import { createSandbox, type Sandbox, SandboxClient } from '@vmrkit/sandbox';
import { serverConfigSchema, shippedPlugins, VmrServer } from '@vmrkit/server';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** A deployment of which nothing is set up yet, beside a simulated Exchange with one equipment mailbox. */
export class AdminWorld {
  readonly sandbox: Sandbox;
  readonly client: SandboxClient;
  readonly url: string;
  readonly #server: VmrServer;
  readonly #folder: string;

  private constructor(sandbox: Sandbox, server: VmrServer, folder: string) {
    this.sandbox = sandbox;
    this.client = new SandboxClient(sandbox.adminUrl);
    this.#server = server;
    this.#folder = folder;
    this.url = `${server.adminUrl.replace('127.0.0.1', 'localhost')}/admin/`;
  }

  static async start(): Promise<AdminWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'vmrkit-admin-'));
    const sandbox = await createSandbox();
    const client = new SandboxClient(sandbox.adminUrl);
    for (const person of [people.organizer, people.attendee]) await client.createMailbox(person);
    await client.createMailbox({ ...equipment.sales, kind: 'equipment', processing: 'AutoUpdate' });
    await client.createAccount({ ...serviceAccount, impersonates: 'all' });
    const listen = '127.0.0.1:0';
    const server = await VmrServer.start({
      role: 'all',
      offersFirstAdministrator: true,
      config: serverConfigSchema.parse({
        store: { name: 'sqlite', settings: { file: join(folder, 'vmrkit.db') } },
        egress: { allow_loopback: true },
        worker: { poll_ms: 100, lease_timeout_ms: 2_000, lease_beat_ms: 500 },
        registry_poll_ms: 200,
        edge: { snapshot_file: join(folder, 'edge.snapshot'), refresh_ms: 200 },
        public: { listen },
        admin: { listen, requests_per_minute: 100_000 },
      }),
      environment: { masterKeys: [{ id: 'k', key: Buffer.alloc(32, 5) }], managerSecret: null },
      plugins: shippedPlugins,
      logger: silentLogger,
    });
    return new AdminWorld(sandbox, server, folder);
  }

  /** What the manager wrote for its operator at its first start. */
  async firstCode(): Promise<string> {
    return (await readFile(join(this.#folder, 'vmrkit-first-administrator'), 'utf8')).trim();
  }

  async close(): Promise<void> {
    await this.#server.stop();
    await this.sandbox.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What axe finds on a page. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  // The policy of the page keeps scripts out; those of the test's own world are not asked.
  const found = await page.evaluate(
    `${axe.source};axe.run({preload:false,resultTypes:['violations']}).then((result) => result.violations)`,
  );
  return (found as { id: string; nodes: { html: string }[] }[]).map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  );
}

/** Gathers what the browser says of errors; that nobody is signed in yet is none. */
export function watchErrors(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (401|412)/.test(message.text()))
      errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  return errors;
}
