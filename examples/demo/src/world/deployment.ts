import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtFile } from './built-file.ts';
import { Child } from './child.ts';
import { freePorts } from './free-ports.ts';
import {
  type DemoIntegration,
  type DemoProvider,
  type ExchangeAddresses,
  integrationRecord,
  integrations,
  type ServerFileOptions,
  serverConfigs,
} from './server-files.ts';
import { until } from './until.ts';

/** What a deployment is made from. */
export interface DeploymentOptions {
  /** Folder for configuration, store and snapshot. */
  readonly folder: string;
  readonly exchange: ExchangeAddresses;
  readonly worker?: ServerFileOptions['worker'];
  /** How the mailboxes are reached; `ews` if left out. */
  readonly provider?: DemoProvider;
  /** Limits of the provider, as in the integrations' records. */
  readonly limits?: Readonly<Record<string, unknown>>;
  /** What is other than that for the second integration. */
  readonly second?: Pick<DeploymentOptions, 'provider' | 'limits'> & { readonly callers: readonly object[] };
  /** Script that serves; the command line `vmrkit serve` unless given. Gets `--role` and `--config`. */
  readonly program?: readonly string[];
  readonly onLine?: (line: string) => void;
}

type Role = 'manager' | 'edge';

/** A deployment of the reference server on this machine: a manager and an edge, each a process of its own. */
export class Deployment {
  readonly managerUrl: string;
  readonly edgeUrl: string;
  /** What the platform proves itself with. */
  readonly platformCredential: string;
  readonly #options: DeploymentOptions;
  readonly #env: Readonly<Record<string, string>>;

  private constructor(
    options: DeploymentOptions,
    {
      ports,
      credential,
    }: { readonly ports: { readonly manager: number; readonly edge: number }; readonly credential: string },
  ) {
    this.#options = options;
    this.managerUrl = `http://127.0.0.1:${ports.manager}`;
    this.edgeUrl = `http://127.0.0.1:${ports.edge}`;
    this.platformCredential = credential;
    this.#env = {
      VMRKIT_MASTER_KEYS: `demo:${freshSecret()}`,
      VMRKIT_MANAGER_SECRET: freshSecret(),
    };
  }

  /** Writes configuration and records, and imports the records. Starts nothing that stays. */
  static async prepare(options: DeploymentOptions): Promise<Deployment> {
    const { folder, worker = {} } = options;
    const [manager = 0, edge = 0] = await freePorts(2);
    const ports = { manager, edge };
    const credential = freshSecret();
    const deployment = new Deployment(options, { ports, credential });
    const platformSha256 = createHash('sha256').update(credential).digest('hex');
    const configs = serverConfigs({ folder, ports, platformSha256, worker });
    await writeJson(deployment.#configFile('manager'), configs.manager);
    await writeJson(deployment.#configFile('edge'), configs.edge);
    const files = [];
    for (const integration of Object.values(integrations))
      files.push(await deployment.#writeRecord(integration, {}));
    const importing = deployment.beside('import of the records', [importer, ...files]);
    if ((await importing.ended()) !== 0) throw new Error(importing.lastLines.join('\n'));
    return deployment;
  }

  /** Imports the record of an integration with these sections besides. */
  async changeRecord(integration: DemoIntegration, sections: object): Promise<void> {
    await this.import(await this.#writeRecord(integration, sections));
  }

  async #writeRecord(integration: DemoIntegration, sections: object): Promise<string> {
    const { folder, exchange, provider = 'ews', limits = {}, second } = this.#options;
    const own = integration.id === integrations.support.id ? second : undefined;
    const file = join(folder, `${integration.name.toLowerCase()}.json`);
    await writeJson(file, {
      ...integrationRecord(integration, exchange, { provider, limits, ...own }),
      ...sections,
    });
    return file;
  }

  /** `vmrkit integration import FILE`; gives the line of its report. Rejects with what it said when it refuses. */
  async import(file: string): Promise<string> {
    const args = [...commandLine, 'integration', 'import', '--json', file];
    const child = this.beside('vmrkit integration import', args);
    const code = await child.ended();
    const report = child.lastLines.find((line) => line.startsWith('{'));
    // 3: the record is saved, and the report tells of trouble with its mailboxes.
    if ((code !== 0 && code !== 3) || report === undefined) throw new Error(child.lastLines.join('\n'));
    return report;
  }

  /** Runs a command of `vmrkit`; gives what it said. Rejects with that unless it did all that it was told to. */
  async operate(words: readonly string[]): Promise<string> {
    const child = this.beside(`vmrkit ${words.join(' ')}`, [...commandLine, ...words]);
    const code = await child.ended();
    const said = child.lastLines.join('\n');
    if (code !== 0) throw new Error(said);
    return said;
  }

  /** Starts a program beside the servers, with the manager's secrets; `--config` and its file stand last. */
  beside(name: string, args: readonly string[]): Child {
    return Child.start({ name, args: [...args, '--config', this.#configFile('manager')], env: this.#env });
  }

  /** Starts a role and waits until it can do its work. */
  async start(role: Role, more: readonly string[] = []): Promise<Child> {
    const child = this.launch(role, more);
    await this.untilReady(role, child);
    return child;
  }

  /** Waits until a role can do its work. Rejects with its last lines when it ends before. */
  async untilReady(role: Role, child: Child): Promise<void> {
    const url = role === 'manager' ? this.managerUrl : this.edgeUrl;
    const look = async () => {
      if (!child.isRunning) return 'ended' as const;
      return (await fetch(`${url}/readyz`)).ok ? ('ready' as const) : null;
    };
    if ((await until(look, { what: `a ready ${role}`, timeoutMs: 60_000 })) === 'ready') return;
    throw new Error(`The ${role} ended before it was ready:\n${child.lastLines.slice(-10).join('\n')}`);
  }

  /** Starts a role without waiting for anything. */
  launch(role: Role, more: readonly string[] = []): Child {
    const { program = [...commandLine, 'serve'], onLine } = this.#options;
    return Child.start({
      name: role,
      args: [...program, '--role', role, '--config', this.#configFile(role), ...more],
      env: this.#env,
      ...(onLine === undefined ? {} : { onLine }),
    });
  }

  #configFile(role: Role): string {
    return join(this.#options.folder, `${role}.json`);
  }
}

const commandLine = [builtFile('@vmrkit/server', 'cli.js')];
const importer = builtFile('@vmrkit/example-demo', 'world/import-records.js');

function freshSecret(): string {
  return randomBytes(32).toString('base64');
}

async function writeJson(file: string, value: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}
