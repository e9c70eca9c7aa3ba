import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@vmrkit/core';
import {
  audienceOf,
  equipment,
  integrationRecord,
  integrations,
  people,
  serviceAccount,
  until,
} from '@vmrkit/example-demo';
import { createSandbox, type Sandbox, SandboxClient } from '@vmrkit/sandbox';
import { createVmrKit } from '@vmrkit/sdk';
import { serverConfigSchema, shippedPlugins, VmrServer, type VmrServerOptions } from '@vmrkit/server';
import axe from 'axe-core';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { watchTimes } from './pane-times.ts';

const integration = integrations.sales;
const masterKeys = [{ id: 'k', key: Buffer.alloc(32, 5) }];
const secrets = { masterKeys, managerSecret: 'edges-and-managers-share-this-secret' };

/** How the simulated Outlook is opened. */
export interface OutlookOptions {
  /** Requirement set that the client claims. */
  readonly set?: string;
  readonly theme?: 'light' | 'dark';
  readonly language?: string;
  readonly account?: 'enterprise' | 'office365';
  /** What goes wrong; see the form's script. */
  readonly faults?: string;
  readonly width?: number;
  readonly mailbox?: string;
  /** How Outlook's browser names itself, in the pane as in dialogs. */
  readonly agent?: string;
  /** Notes what `paneTimes` tells. */
  readonly isTimed?: boolean;
  /** Further settings of the form. */
  readonly more?: Readonly<Record<string, string>>;
}

/** What tests ask the form for. */
interface OutlookApi {
  readonly asked: readonly string[];
  state(): {
    readonly html: string;
    readonly invitees: readonly {
      readonly name: string;
      readonly email: string;
      readonly resolved: boolean;
    }[];
    readonly places: readonly { readonly kind: string; readonly text: string }[];
    readonly start: number;
  } | null;
  fill(fields: object): void;
  setFaults(text: string): void;
  newMeeting(): void;
  openMeeting(cleanId: string): Promise<void>;
  newAt(): Promise<void>;
  copyMeeting(cleanId: string, hours?: number): Promise<void>;
  replyWithMeeting(cleanId: string): Promise<void>;
}

interface WorldParts {
  readonly sandbox: Sandbox;
  readonly edge: VmrServer;
  readonly folder: string;
  readonly host: string;
  /** Saves the record with these sections changed. */
  save(more: object): Promise<void>;
}

/** What is other than usual. */
export interface WorldChanges {
  readonly addIn?: object;
  readonly advanced?: object;
  readonly singleUse?: object;
  /** Further proofs of who calls. */
  readonly callers?: readonly object[];
  /** Further sections of the record. */
  readonly record?: object;
  /** Where the edge listens. */
  readonly edgePublic?: object;
  /** Under which address browsers find it. */
  readonly origin?: string;
  readonly configure?: VmrServerOptions['configure'];
}

/** A sandbox with its Outlook, a manager and an edge that serves the pane, and one browser. */
export class PaneWorld {
  readonly client: SandboxClient;
  readonly #parts: WorldParts;
  readonly #config: ReturnType<typeof serverConfigSchema.parse>;
  readonly #browser: Browser;
  #manager: VmrServer | null;

  private constructor(
    parts: WorldParts,
    rest: {
      readonly manager: VmrServer;
      readonly config: ReturnType<typeof serverConfigSchema.parse>;
      readonly browser: Browser;
    },
  ) {
    this.#parts = parts;
    this.#manager = rest.manager;
    this.#config = rest.config;
    this.#browser = rest.browser;
    this.client = new SandboxClient(parts.sandbox.adminUrl);
  }

  /** Starts everything, with `pane` texts and settings of the record merged over those of the demo. */
  static async start(browser: Browser, changes: WorldChanges = {}) {
    const folder = await mkdtemp(join(tmpdir(), 'vmrkit-pane-'));
    const sandbox = await createSandbox();
    const client = new SandboxClient(sandbox.adminUrl);
    for (const person of [people.organizer, people.attendee]) await client.createMailbox(person);
    await client.createMailbox({ ...equipment.sales, kind: 'equipment', processing: 'AutoUpdate' });
    await client.createAccount({ ...serviceAccount, impersonates: 'all' });
    const origin = new URL(sandbox.outlookUrl).origin;
    const base = integrationRecord(integration, sandbox);
    const record = {
      ...base,
      ...changes.record,
      add_in: { ...(base.add_in as object), owa_origins: [origin], ...changes.addIn },
      callers: [...(base.callers as object[]), ...(changes.callers ?? [])],
      single_use: { ...(base.single_use as object), retention_hours: 0, ...changes.singleUse },
      advanced: {
        use_custom_addin_sources: true,
        office_js_url: `${sandbox.outlookUrl}office.js`,
        fabric_css_url: `${sandbox.outlookUrl}fabric.css`,
        fabric_components_css_url: `${sandbox.outlookUrl}fabric.css?components`,
        ...changes.advanced,
      },
    };
    const kitConfig = {
      store: { name: 'sqlite', settings: { file: join(folder, 'vmrkit.db') } },
      egress: { allow_loopback: true },
      allocation: { burst: 10_000, per_minute: 10_000 },
      worker: { poll_ms: 100, lease_timeout_ms: 2_000, lease_beat_ms: 500 },
      registry_poll_ms: 200,
      housekeeping_ms: 300,
    };
    const save = async (more: object) => {
      const kit = createVmrKit({ plugins: shippedPlugins, config: kitConfig, masterKeys });
      await (await kit.get('integrationRecords')).save({ ...record, ...more });
      await kit.close();
    };
    await save({});
    const listen = '127.0.0.1:0';
    const config = serverConfigSchema.parse({ ...kitConfig, public: { listen }, admin: { listen } });
    const manager = await startServer('manager', config, changes.configure);
    const edge = await startServer(
      'edge',
      serverConfigSchema.parse({
        ...kitConfig,
        public: { listen, requests_per_minute: 1_000_000, ...changes.edgePublic },
        admin: { listen },
        edge: {
          manager_url: manager.publicUrl,
          snapshot_file: join(folder, 'edge.snapshot'),
          refresh_ms: 200,
        },
      }),
    );
    const fixed = serverConfigSchema.parse({
      ...config,
      public: { listen: new URL(manager.publicUrl).host },
      admin: { listen },
    });
    const { origin: host = edge.publicUrl } = changes;
    const world = new PaneWorld({ sandbox, edge, folder, host, save }, { manager, config: fixed, browser });
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const paneAt = world.paneUrl.replace(host, edge.publicUrl);
    const served = async () => ((await context.request.get(paneAt)).ok() ? true : null);
    await until(served, { what: 'a pane', timeoutMs: 20_000 });
    await context.close();
    return world;
  }

  get paneUrl(): string {
    return `${this.#parts.host}/api/client/v2/msexchange_schedulers/${integration.id}/pane`;
  }

  /** Changes sections of the record. */
  save(more: object): Promise<void> {
    return this.#parts.save(more);
  }

  /** Takes the manager away, and brings it back. */
  async stopManager(): Promise<void> {
    await this.#manager?.stop();
    this.#manager = null;
  }

  async startManager(): Promise<void> {
    this.#manager ??= await startServer('manager', this.#config);
  }

  /** A window with the form and, unless told otherwise, the open pane. */
  async outlook(options: OutlookOptions = {}): Promise<Outlook> {
    const {
      set = '1.16',
      theme = 'light',
      language = 'en-US',
      account = 'enterprise',
      faults = '',
      width,
    } = options;
    const context = await this.#browser.newContext({
      viewport: { width: width ?? 1_200, height: 800 },
      locale: language,
      colorScheme: theme,
      ignoreHTTPSErrors: true,
      ...(options.agent !== undefined && { userAgent: options.agent }),
    });
    const page = await context.newPage();
    if (options.isTimed) await watchTimes(page);
    const query = new URLSearchParams({
      mailbox: options.mailbox ?? people.organizer.email,
      pane: `${this.paneUrl}?_host_Info=Outlook$stand-in`,
      audience: audienceOf(integration),
      set,
      theme,
      language,
      account,
      faults,
      ...options.more,
    });
    await page.goto(`${this.#parts.sandbox.outlookUrl}?${query}`);
    await page.waitForSelector('html[data-ready]');
    return new Outlook(context, page);
  }

  /** What the equipment mailbox answered about a meeting. */
  async answers(cleanId: string, count = 1) {
    const look = async () => {
      const inbox = await this.client.folder(people.organizer.email, 'inbox');
      const found = inbox.filter(
        ({ kind, meeting }) => kind === 'meeting-response' && meeting?.cleanId === cleanId,
      );
      return found.length >= count ? found : null;
    };
    const found = await until(look, { what: 'an answer of the mailbox', timeoutMs: 20_000 });
    return found.map(({ responseType }) => responseType);
  }

  /** What an attendee got. */
  async received(cleanId: string): Promise<string> {
    const look = async () => {
      const inbox = await this.client.folder(people.attendee.email, 'inbox');
      return inbox.findLast(({ meeting }) => meeting?.cleanId === cleanId)?.body ?? null;
    };
    return until(look, { what: 'an invitation', timeoutMs: 10_000 });
  }

  async close(): Promise<void> {
    await this.#parts.edge.stop();
    await this.#manager?.stop();
    await this.#parts.sandbox.close();
    await rm(this.#parts.folder, { recursive: true, force: true });
  }
}

function startServer(
  role: 'manager' | 'edge',
  config: ReturnType<typeof serverConfigSchema.parse>,
  configure?: VmrServerOptions['configure'],
) {
  return VmrServer.start({
    ...(configure && { configure }),
    role,
    config,
    environment: secrets,
    plugins: shippedPlugins,
    logger: silentLogger,
  });
}

/** One window of the simulated Outlook. */
export class Outlook {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly pane: FrameLocator;
  /** What the browser's console said of errors. */
  readonly errors: string[] = [];

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    this.pane = page.frameLocator('#pane');
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  /** Presses our button in the ribbon, and waits for the pane. */
  async openPane(first = 'Add a room for this meeting'): Promise<void> {
    await this.page.getByRole('button', { name: 'Add a meeting room' }).click();
    await this.button(first).waitFor();
  }

  button(name: string | RegExp) {
    return this.pane.getByRole('button', { name });
  }

  /** The line in which the pane says what happened. */
  get status() {
    return this.pane.getByTestId('pane-status');
  }

  /** Presses the pane's button and waits until it says this. */
  async add(expected = 'Room added'): Promise<void> {
    await this.button('Add a room for this meeting').click();
    await this.says(expected);
  }

  async says(text: string | RegExp): Promise<void> {
    await this.status.getByText(text).first().waitFor({ timeout: 20_000 });
  }

  state() {
    return this.page.evaluate(() => (window as unknown as { outlook: OutlookApi }).outlook.state());
  }

  asked() {
    return this.page.evaluate(() => (window as unknown as { outlook: OutlookApi }).outlook.asked);
  }

  /** Calls one of the form's own functions. */
  tell(name: Exclude<keyof OutlookApi, 'asked' | 'state'>, ...args: readonly unknown[]) {
    return this.page.evaluate(
      ([method, given]) =>
        (window as unknown as { outlook: Record<string, (...each: unknown[]) => unknown> }).outlook[
          method as string
        ]?.(...(given as unknown[])),
      [name, args] as const,
    );
  }

  /** Invites Bob, and sends; gives the meeting's id, or null when Outlook refused. */
  async send(): Promise<string | null> {
    await this.page.getByRole('button', { name: 'Send' }).click();
    await this.page.waitForFunction(() => document.getElementById('sent')?.textContent !== '');
    return this.page.evaluate(() => document.getElementById('sent')?.dataset.cleanId ?? null);
  }

  /** What axe finds in the pane. */
  async axe(): Promise<readonly string[]> {
    const frame = this.page.frames().find((each) => each.url().includes('/pane'));
    if (frame === undefined) throw new Error('There is no pane.');
    // The policy of the pane keeps scripts out; those of the test's own world are not asked.
    const found = await frame.evaluate(
      `${axe.source};axe.run({preload:false}).then((result) => result.violations)`,
    );
    return (found as { id: string; nodes: { html: string }[] }[]).map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
    );
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
