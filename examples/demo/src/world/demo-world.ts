import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SandboxClient } from '@vmrkit/sandbox';
import { AddIn } from './add-in.ts';
import { Platform } from './admission.ts';
import type { Child } from './child.ts';
import { Deployment } from './deployment.ts';
import { Organizer } from './organizer.ts';
import { equipment, people, serviceAccount } from './people.ts';
import { audienceOf, type DemoProvider, integrations } from './server-files.ts';
import { type ManagerDecision, type Room, roomsAnswerSchema } from './server-messages.ts';
import { graphApplication, type SandboxProcess, startSandbox } from './start-sandbox.ts';

const MINUTE = 60_000;

/** How a world is started. */
export interface DemoWorldOptions {
  /** How the mailboxes are reached; `ews` if left out. */
  readonly provider?: DemoProvider;
  /** Sections of the first integration's record besides. */
  readonly record?: object;
  /** Gets what the server processes log. */
  readonly onLine?: (line: string) => void;
  /** Origins of the pages that show the simulated Outlook. */
  readonly frames?: readonly string[];
}

/** What a manager's store knows. */
export interface ManagerRecords {
  readonly rooms: readonly Room[];
  readonly decisions: readonly ManagerDecision[];
}

interface WorldParts {
  readonly folder: string;
  readonly exchange: SandboxProcess;
  readonly deployment: Deployment;
  readonly edge: Child;
  readonly manager: Child;
}

/**
 * A simulated Exchange, a manager and an edge, each in a process of its own on loopback, with one clock that can be
 * moved; and everybody who deals with them: the add-in, the organizer, a conferencing platform.
 */
export class DemoWorld {
  readonly sandbox: SandboxClient;
  readonly addIn: AddIn;
  readonly platform: Platform;
  readonly organizer: Organizer;
  readonly #parts: WorldParts;
  /** Null while the manager is away. */
  #manager: Child | null;
  #offsetMs = 0;
  #scheduling = '{}';

  private constructor(parts: WorldParts) {
    this.#parts = parts;
    this.#manager = parts.manager;
    const { exchange, deployment } = parts;
    this.sandbox = exchange.client;
    this.addIn = new AddIn(this.sandbox, deployment.edgeUrl);
    this.platform = new Platform(deployment.managerUrl, deployment.platformCredential);
    this.organizer = new Organizer(this.sandbox);
  }

  /** Starts everything. */
  static async start({ frames = [], record, ...options }: DemoWorldOptions = {}): Promise<DemoWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'vmrkit-demo-'));
    const children: Child[] = [];
    try {
      const exchange = await startSandbox(folder);
      children.push(exchange.child);
      const outlook = { url: exchange.outlookUrl, frames };
      const program = [fileURLToPath(new URL(builtServer, import.meta.url))];
      const deployment = await Deployment.prepare({
        folder,
        exchange: { ...exchange, outlook },
        program,
        ...demoLimits(options),
        ...options,
      });
      if (record !== undefined) await deployment.changeRecord(integrations.sales, record);
      const manager = await deployment.start('manager');
      children.push(manager);
      const edge = await deployment.start('edge');
      return new DemoWorld({ folder, exchange, deployment, edge, manager });
    } catch (error) {
      await Promise.all(children.map((child) => child.stop()));
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Unix milliseconds by the clock that everybody here has. */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** The next full minute: calendars know no shorter times. */
  nextMinute(): number {
    return Math.ceil(this.now() / MINUTE) * MINUTE;
  }

  /** Moves the clock of Exchange, manager and edge, forward or back. */
  async moveClockTo(at: number): Promise<void> {
    await this.sandbox.clock({ at: new Date(at).toISOString() });
    this.#offsetMs = at - Date.now();
    const message = { kind: 'clock', offsetMs: this.#offsetMs };
    this.#manager?.send(message);
    this.#parts.edge.send(message);
    // A child reads its messages in order: its answer says that it has read the one before.
    await this.rooms();
  }

  /** Page of the organizer's simulated Outlook, with the real pane behind a button. */
  get outlookUrl(): string {
    const { deployment, exchange } = this.#parts;
    const pane = `${deployment.edgeUrl}/api/client/v2/msexchange_schedulers/${integrations.sales.id}/pane`;
    const query = new URLSearchParams({
      mailbox: people.organizer.email,
      pane: `${pane}?_host_Info=Outlook$stand-in`,
      audience: audienceOf(integrations.sales),
      calendar: people.attendee.email,
      theme: 'system',
    });
    return `${exchange.outlookUrl}?${query}`;
  }

  /** Where the add-in's server is found. */
  get edgeUrl(): string {
    return this.#parts.deployment.edgeUrl;
  }

  /** Writes a file beside the store; gives its path. */
  async write(name: string, lines: readonly string[]): Promise<string> {
    const file = join(this.#parts.folder, name);
    await writeFile(file, `${lines.join('\n')}\n`);
    return file;
  }

  /** Runs a command of `vmrkit` beside the manager; gives what it said. Rejects with that when it fails. */
  operate(words: readonly string[]): Promise<string> {
    return this.#parts.deployment.operate(words);
  }

  /** Whether the manager runs. */
  get hasManager(): boolean {
    return this.#manager !== null;
  }

  /** Takes the manager away, as a shutdown of its machine does. */
  async stopManager(): Promise<void> {
    const manager = this.#manager;
    this.#manager = null;
    await manager?.stop();
  }

  /** Brings the manager back. */
  async startManager(): Promise<void> {
    if (this.#manager !== null) return;
    const offset = ['--offset', String(this.#offsetMs)];
    this.#manager = await this.#parts.deployment.start('manager', offset);
  }

  /** Imports the first integration with these settings of scheduling, unless it has them, and brings the manager back. */
  async changeScheduling(scheduling: object): Promise<void> {
    const wanted = JSON.stringify(scheduling);
    if (wanted === this.#scheduling) return;
    this.#scheduling = wanted;
    await this.stopManager();
    await this.#parts.deployment.changeRecord(integrations.sales, { scheduling });
    await this.startManager();
  }

  /** Gives the deployment its rights in everybody's mailbox, or in the equipment mailboxes alone. */
  async letIn(where: 'everywhere' | 'equipment'): Promise<void> {
    const mailboxes = Object.values(equipment).map(({ email }) => email);
    const rights = where === 'everywhere' ? 'all' : mailboxes;
    await this.sandbox.createAccount({ ...serviceAccount, impersonates: rights });
    await this.sandbox.graph.registerApp(graphApplication(rights));
  }

  /** What the manager's store knows of rooms; nothing while it is away. */
  async rooms(): Promise<readonly Room[]> {
    return (await this.records())?.rooms ?? [];
  }

  /** What the manager's store knows; null while it is away. */
  async records(): Promise<ManagerRecords | null> {
    const manager = this.#manager;
    if (manager === null) return null;
    const answer = manager.nextMessage((message) => {
      const parsed = roomsAnswerSchema.safeParse(message);
      return parsed.success ? parsed.data : null;
    });
    manager.send({ kind: 'rooms' });
    return answer;
  }

  /** Ends all processes and removes what they kept. */
  async close(): Promise<void> {
    const { edge, exchange, folder } = this.#parts;
    await Promise.all([edge.stop(), this.stopManager()]);
    await exchange.child.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Nobody waits ten seconds for a look at the inbox, and everybody books faster here than a mailbox may answer. */
function demoLimits({ provider }: DemoWorldOptions) {
  return provider === 'graph' ? { limits: { poll_interval_ms: 200, replies_per_minute: null } } : {};
}

/** From the source as well as from the built files, what runs in another process is what was built. */
const builtServer = import.meta.url.endsWith('.ts')
  ? '../../dist/world/movable-server.js'
  : './movable-server.js';
