import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { meetingKey } from '@vmrkit/core/composition';
import {
  audienceOf,
  builtFile,
  Child,
  equipment,
  integrationRecord,
  integrations,
  people,
  serviceAccount,
  until,
} from '@vmrkit/example-demo';
import { createSandbox, type Sandbox, SandboxClient, type SandboxSettingsInput } from '@vmrkit/sandbox';
import { createVmrKit, type VmrKit } from '@vmrkit/sdk';
import { shippedPlugins } from '@vmrkit/server';
import { runProgram } from '../../packages/server/src/commands/run-program.ts';
import { Operator } from './operator.ts';
import { plantSecret, withoutSecrets } from './planted-secrets.ts';

/** The one integration of a {@link KitWorld}. */
export const integration = integrations.sales;
const TENANT = 'default';

/** Settings of the worker under which a test waits for nothing; far too many calls for more than a few mailboxes. */
const HASTY = { poll_ms: 100, lease_timeout_ms: 2_000, lease_beat_ms: 500, mark_renew_ms: 1_000 };

/** A sandbox and a deployment over it in this process; kits come and go, the store's file stays. */
export class KitWorld {
  readonly sandbox: Sandbox;
  readonly client: SandboxClient;
  /** Runs commands in processes of their own. */
  readonly operator: Operator;
  readonly #folder: string;
  readonly #worker: object;
  readonly #launch: (name: string, args: readonly string[]) => Child;
  #storeFile: string;
  readonly #masterKey = randomBytes(32);

  private constructor({ sandbox, worker }: { sandbox: Sandbox; worker: object }, folder: string) {
    this.sandbox = sandbox;
    this.#worker = worker;
    this.client = new SandboxClient(sandbox.adminUrl);
    this.#folder = folder;
    this.#storeFile = join(folder, 'vmrkit.db');
    const env = { VMRKIT_MASTER_KEYS: `demo:${plantSecret(this.#masterKey.toString('base64'))}` };
    this.#launch = (name, args) =>
      Child.start({
        name,
        args: [...args, '--config', join(folder, 'config.json')],
        env,
        onLine: withoutSecrets,
      });
    this.operator = new Operator(this.#launch, this.client);
  }

  /** Starts a sandbox with everybody in it, and imports the integration. `worker`: as the configuration has it. */
  static async create(settings: SandboxSettingsInput = {}, worker: object = HASTY): Promise<KitWorld> {
    const sandbox = await createSandbox({ settings });
    const client = new SandboxClient(sandbox.adminUrl);
    for (const person of [people.organizer, people.attendee]) await client.createMailbox(person);
    await client.createMailbox({ ...people.outsider, location: 'external' });
    await client.createMailbox({ ...equipment.sales, kind: 'equipment', processing: 'AutoUpdate' });
    await client.createAccount({ ...serviceAccount, impersonates: 'all' });
    return KitWorld.#over(sandbox, worker);
  }

  /** Another deployment with a store of its own that works the same mailbox. */
  another(): Promise<KitWorld> {
    return KitWorld.#over(this.sandbox, this.#worker);
  }

  static async #over(sandbox: Sandbox, worker: object): Promise<KitWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'vmrkit-test-'));
    const world = new KitWorld({ sandbox, worker }, folder);
    await world.#configure();
    await world.#import();
    return world;
  }

  /** A kit over the store as it is now, with nobody at work. */
  async withKit<T>(use: (kit: VmrKit) => Promise<T>): Promise<T> {
    const masterKeys = [{ id: 'demo', key: this.#masterKey }];
    const kit = createVmrKit({ plugins: shippedPlugins, config: this.#config(), masterKeys });
    try {
      await (await kit.get('integrationRegistry')).refresh();
      return await use(kit);
    } finally {
      await kit.close();
    }
  }

  /** A kit whose manager works meanwhile. */
  withManager<T>(use: (kit: VmrKit) => Promise<T>): Promise<T> {
    return this.withKit(async (kit) => {
      const manager = await kit.get('manager');
      await manager.start();
      try {
        return await use(kit);
      } finally {
        await manager.stop();
      }
    });
  }

  /** Lets a manager work until all mail is committed and all answers are sent. */
  followAll(): Promise<void> {
    return this.withManager((kit) => this.settled(kit));
  }

  /** Waits until the manager of a kit has committed all mail and sent all answers. */
  async settled(kit: VmrKit): Promise<void> {
    const isSettled = async () => ((await isFollowed(kit)) && (await isAnswered(kit)) ? true : null);
    await until(isSettled, { what: 'a mailbox with nothing to do', timeoutMs: 40_000 });
  }

  /** Reserves rooms for the organizer as the add-in does; gives their instructions. */
  async reserve(kit: VmrKit, count: number): Promise<readonly string[]> {
    const manager = await kit.get('manager');
    const { email: mailbox } = people.organizer;
    const token = await this.client.identityToken({ mailbox, audience: audienceOf(integration) });
    const request = { integrationId: integration.id, token, draftKey: null, bodyTags: [], language: null };
    const answers = Array.from({ length: count }, (_, place) =>
      manager.reserve({ ...request, correlationId: `click-${place}` }),
    );
    return (await Promise.all(answers)).map(({ html }) => html);
  }

  /** Gives the numbers of rooms to meetings of somebody else. */
  async takeNumbers(kit: VmrKit, rooms: readonly { readonly html: string }[]): Promise<void> {
    const live = (await kit.get('integrationRegistry')).find(integration.id);
    if (live === null) never();
    const opened = await (await kit.get('mailboxOpener')).open(live);
    try {
      const { reservations, mailboxId } = opened.operated(live)[0]?.contextFor(0) ?? never();
      for (const [place, { html }] of rooms.entries()) {
        const key = meetingKey(integration.id, { globalObjectId: null, uid: `somebody-else-${place}` });
        const tagId = /PXPS:-([a-z2-7]+)#/.exec(html)?.[1] ?? '';
        const taken = await reservations.restore(tagId, { meetingKey: key, mailboxId, correlationId: 'c' });
        await reservations.bind(taken?.id ?? '', key);
      }
    } finally {
      await opened.close();
    }
  }

  /** Copies the store while no kit is open, as an operator's backup. */
  async backUp(): Promise<string> {
    const copy = `${this.#storeFile}.saved`;
    await copyFile(this.#storeFile, copy);
    return copy;
  }

  /** Goes on with a backup: whatever came since is lost. Under a new name, since the driver lets go of files late. */
  async restore(backup: string): Promise<void> {
    this.#storeFile = `${this.#storeFile}.restored`;
    await copyFile(backup, this.#storeFile);
    await this.#configure();
  }

  /** Goes on with a new store that knows the integration's record and nothing else; the master key is the same. */
  async loseStore(): Promise<void> {
    this.#storeFile = `${this.#storeFile}.new`;
    await this.#configure();
    await this.#import();
  }

  /** Moves the store with all its files into a folder, as an operator does. */
  async moveStoreAway(): Promise<void> {
    const lost = join(this.#folder, 'lost');
    await mkdir(lost);
    const files = (await readdir(this.#folder)).filter((name) => name.startsWith(basename(this.#storeFile)));
    for (const name of files) await rename(join(this.#folder, name), join(lost, name));
  }

  /** Writes the integration's record, its secrets in it. */
  async writeRecord(): Promise<string> {
    const file = join(this.#folder, 'sales.json');
    await writeFile(file, JSON.stringify(integrationRecord(integration, this.sandbox)));
    return file;
  }

  /** Starts `vmrkit` with these arguments in a process of its own. */
  start(...args: readonly string[]): Child {
    return this.#launch(`vmrkit ${args[0]}`, [builtFile('@vmrkit/server', 'cli.js'), ...args]);
  }

  /** Runs `vmrkit` with these arguments in this process. */
  async command(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
    let output = '';
    const take = (text: string) => {
      output += text;
    };
    const before = process.env.VMRKIT_MASTER_KEYS;
    process.env.VMRKIT_MASTER_KEYS = `demo:${this.#masterKey.toString('base64')}`;
    try {
      const all = [...args, '--config', join(this.#folder, 'config.json')];
      const code = await runProgram(all, { out: take, err: take });
      return { code, output: withoutSecrets(output) };
    } finally {
      if (before === undefined) delete process.env.VMRKIT_MASTER_KEYS;
      else process.env.VMRKIT_MASTER_KEYS = before;
    }
  }

  /** Ends the sandbox and removes the store. */
  async close(): Promise<void> {
    await this.sandbox.close();
    await this.remove();
  }

  /** Removes the store alone. */
  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  #config() {
    return {
      store: { name: 'sqlite', settings: { file: this.#storeFile } },
      egress: { allow_loopback: true },
      allocation: { burst: 10_000, per_minute: 10_000 },
      worker: this.#worker,
    };
  }

  async #import(): Promise<void> {
    const record = integrationRecord(integration, this.sandbox);
    await this.withKit(async (kit) => (await kit.get('integrationRecords')).save(record));
  }

  /** For the processes of commands. */
  #configure(): Promise<void> {
    const listener = { listen: '127.0.0.1:0' };
    const edge = { snapshot_file: join(this.#folder, 'snapshot') };
    const config = { ...this.#config(), public: listener, admin: listener, edge };
    return writeFile(join(this.#folder, 'config.json'), JSON.stringify(config));
  }
}

/** The mail system says that nothing came since the cursor. */
async function isFollowed(kit: VmrKit): Promise<boolean> {
  const registry = await kit.get('integrationRegistry');
  const live = registry.find(integration.id);
  if (live === null) return false;
  const opened = await (await kit.get('mailboxOpener')).open(live);
  const stop = new AbortController();
  try {
    const [place] = opened.operated(live);
    const { store, mailbox, mailboxId } = place?.contextFor(0) ?? never();
    const [record] = await store.mailboxes.load(TENANT, [mailboxId]);
    const parked = await store.parked.find(TENANT, { index: 'retry', equals: [mailboxId], limit: 1 });
    if (!record?.value.cursor || parked.items.length > 0) return false;
    for await (const { refs, replayed } of mailbox.changes(record.value.cursor, { signal: stop.signal }))
      return refs.length === 0 && !replayed;
    return false;
  } finally {
    stop.abort();
    await opened.close();
  }
}

async function isAnswered(kit: VmrKit): Promise<boolean> {
  const store = await kit.get('store');
  const [{ id: mailboxId } = never()] =
    (await kit.get('integrationRegistry')).find(integration.id)?.record.mailbox?.mailboxes ?? [];
  const pages = await Promise.all(
    [0, 1, 2].map((urgency) =>
      store.meetings.find(TENANT, { index: 'outbox', equals: [mailboxId, urgency], limit: 1 }),
    ),
  );
  return pages.every(({ items }) => items.length === 0);
}

function never(): never {
  throw new TypeError('The integration has one mailbox.');
}
