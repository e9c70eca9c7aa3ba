import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { openStore } from '@vmrkit/core/composition';
import {
  AddIn,
  type Child,
  type DemoIntegration,
  type DemoProvider,
  integrationRecord,
  integrations,
} from '@vmrkit/example-demo';
import { createMongoDatabase } from '@vmrkit/store-mongodb';
import { MongoClient } from 'mongodb';
import type { ExchangeWorld } from './exchange-world.ts';

/** Whose mailboxes a fleet works, and by what they are reached. */
export interface FleetIntegration {
  readonly integration: DemoIntegration;
  readonly provider: DemoProvider;
  /** The mailboxes of its pool; they have to be in the sandbox. */
  readonly emails: readonly string[];
}

/** What a {@link ManagerFleet} is made from. */
export interface FleetOptions {
  /** Of the MongoDB server, as the managers reach it. */
  readonly url: string;
  /** Names of the managers that may be started. */
  readonly names: readonly string[];
  readonly worker: Readonly<Record<string, unknown>>;
  readonly works: readonly FleetIntegration[];
}

/** Several managers over one MongoDB, each a process of its own, and edges that know all of them. */
export class ManagerFleet {
  readonly #world: ExchangeWorld;
  readonly #options: FleetOptions;
  readonly #database = `vmrkit_test_${randomUUID().slice(0, 8)}`;
  readonly #urls = new Map<string, string>();
  readonly #managers = new Map<string, Child>();
  readonly #edges: Child[] = [];

  private constructor(world: ExchangeWorld, options: FleetOptions) {
    this.#world = world;
    this.#options = options;
  }

  /** Writes configurations and imports the records into a database of its own; starts no server. */
  static async create(world: ExchangeWorld, options: FleetOptions): Promise<ManagerFleet> {
    const fleet = new ManagerFleet(world, options);
    const { url, names, worker, works } = options;
    const json = JSON.parse(await readFile(fleet.#at('manager.json'), 'utf8'));
    const store = { name: 'mongodb', settings: { url, database: fleet.#database } };
    const config = { ...json, store, worker: { ...json.worker, ...worker } };
    await fleet.#write('manager.json', config);
    for (const name of names) {
      const listen = `127.0.0.1:${await freePort()}`;
      fleet.#urls.set(name, `http://${listen}`);
      await fleet.#write(`manager-${name}.json`, { ...config, public: { listen } });
    }
    for (const { integration, provider, emails } of works) {
      const record = integrationRecord(integration, world.exchange, { provider });
      const mailboxes = emails.map((email, at) => ({ id: mailboxId(integration, at), name: email, email }));
      const mailbox = { ...Object(record.mailbox), mailboxes };
      await fleet.#write('record.json', { ...record, mailbox });
      await world.deployment.import(fleet.#at('record.json'));
    }
    return fleet;
  }

  /** Starts a manager and waits until it is ready. `more` are arguments besides. */
  async start(name: string, more: readonly string[] = []): Promise<Child> {
    const args = ['--config', this.#at(`manager-${name}.json`), ...more];
    const child = this.#world.deployment.launch('manager', args);
    this.#managers.set(name, child);
    await untilReady(this.#urls.get(name) ?? '', child);
    return child;
  }

  /** The process of a manager that was started. */
  manager(name: string): Child {
    const child = this.#managers.get(name);
    if (child === undefined) throw new TypeError(`The manager ${name} was not started.`);
    return child;
  }

  /** Starts an edge that knows all managers; gives the add-in that asks it. */
  async startEdge(): Promise<AddIn> {
    const listen = `127.0.0.1:${await freePort()}`;
    const name = `edge-${this.#edges.length}`;
    const json = JSON.parse(await readFile(this.#at('edge.json'), 'utf8'));
    const edge = {
      ...json.edge,
      manager_url: [...this.#urls.values()],
      snapshot_file: this.#at(`${name}.snapshot`),
    };
    await this.#write(`${name}.json`, { ...json, public: { ...json.public, listen }, edge });
    const child = this.#world.deployment.launch('edge', ['--config', this.#at(`${name}.json`)]);
    this.#edges.push(child);
    await untilReady(`http://${listen}`, child);
    return new AddIn(this.#world.sandbox, `http://${listen}`);
  }

  /** Looks into the store. */
  async withStore<T>(
    use: (
      store: ReturnType<typeof openStore>,
      database: ReturnType<typeof createMongoDatabase>,
    ) => Promise<T>,
  ): Promise<T> {
    const opened = createMongoDatabase({ url: this.#options.url, database: this.#database });
    try {
      return await use(openStore(opened), opened);
    } finally {
      await opened.close();
    }
  }

  /** The name of the manager that holds each mailbox; null: nobody, or one that is no more. */
  holders(): Promise<readonly (string | null)[]> {
    return this.withStore(async ({ mailboxes }, opened) => {
      const roll = await opened.contents?.page<{ readonly processId: number }>(
        { name: 'managers', indexes: {} },
        { limit: 100 },
      );
      const ids = this.#options.works.flatMap(({ integration, emails }) =>
        emails.map((_, at) => mailboxId(integration, at)),
      );
      return (await mailboxes.load('default', ids)).map((mailbox) => {
        const pid = roll?.items.find(({ id }) => id === mailbox?.value.lease.owner)?.value.processId;
        const held = [...this.#managers].find(([, child]) => child.isRunning && child.pid === pid);
        return held?.[0] ?? null;
      });
    });
  }

  /** Ends all servers and removes the database. */
  async close(): Promise<void> {
    await Promise.all([...this.#edges, ...this.#managers.values()].map((child) => child.kill()));
    const client = new MongoClient(this.#options.url);
    await client.db(this.#database).dropDatabase();
    await client.close();
  }

  #at(name: string): string {
    return join(this.#world.folder, name);
  }

  #write(name: string, json: object): Promise<void> {
    return writeFile(this.#at(name), JSON.stringify(json), { mode: 0o600 });
  }
}

/** Both integrations of the demo's, one over EWS and one over Graph, with their own mailbox each. */
export const bothProviders: readonly FleetIntegration[] = [
  { integration: integrations.sales, provider: 'ews', emails: [integrations.sales.mailbox.email] },
  { integration: integrations.support, provider: 'graph', emails: [integrations.support.mailbox.email] },
];

/** The first mailbox has the id that the demo's records give it. */
function mailboxId({ id }: DemoIntegration, at: number): string {
  return id.replace(/^5a1e\w{4}/, `5a1f${String(at).padStart(4, '0')}`);
}

async function untilReady(url: string, child: Child): Promise<void> {
  for (const end = performance.now() + 120_000; performance.now() < end; ) {
    if (!child.isRunning) throw new Error(child.lastLines.slice(-10).join('\n'));
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Not ready in time:\n${child.lastLines.slice(-10).join('\n')}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
