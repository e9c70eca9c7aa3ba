import { fileURLToPath } from 'node:url';
import type { MaintenanceReport, RecoveryReport } from '@vmrkit/core/composition';
import type { Child } from '@vmrkit/example-demo';
import type { SandboxClient } from '@vmrkit/sandbox';
import type { OperatorCommand } from './operator-command.ts';

/** What a run said was left after a share of it, and what was. */
export type Estimates = readonly {
  readonly share: number;
  readonly saidSeconds: number;
  readonly wereSeconds: number;
}[];

/** A report as it comes over the wire, without the plan's single meetings, and what the run took. */
export type Reported<Report> = Report & {
  /** EWS calls that the sandbox saw meanwhile, by operation. */
  readonly ewsCalls: Readonly<Record<string, number>>;
  /** Processor time of the command's process. */
  readonly cpuMs: number;
  readonly estimates: Estimates;
};

const LONGEST_RUN_MS = 60 * 60_000;

/** Starts a program with the deployment's configuration and secrets. */
type Launch = (name: string, args: readonly string[]) => Child;

const script = fileURLToPath(new URL('./operate.ts', import.meta.url));

/** Somebody at the command line of a deployment, each command a process of its own. */
export class Operator {
  readonly #launch: Launch;
  readonly #sandbox: SandboxClient;

  constructor(launch: Launch, sandbox: SandboxClient) {
    this.#launch = launch;
    this.#sandbox = sandbox;
  }

  /** Recovers to the end. Rejects with the last lines of a process that fails. */
  recover(command: Omit<OperatorCommand, 'run'> = {}): Promise<Reported<RecoveryReport>> {
    return this.#finish({ ...command, run: 'recover' });
  }

  /** Maintains to the end. Rejects with the last lines of a process that fails. */
  maintain(command: Omit<OperatorCommand, 'run'> = {}): Promise<Reported<MaintenanceReport>> {
    return this.#finish({ ...command, run: 'maintain' });
  }

  /** Begins a command and kills its process once it has told of progress so many times. */
  async kill(command: OperatorCommand & { readonly holdAt: number }): Promise<void> {
    let progress = 0;
    const child = this.#start(command);
    await child.firstLine((line) => {
      if (line.includes('"kind":"progress"')) progress += 1;
      return progress === command.holdAt ? line : null;
    }, LONGEST_RUN_MS);
    await child.kill();
  }

  async #finish<Report>(command: OperatorCommand): Promise<Reported<Report>> {
    const before = (await this.#sandbox.status()).calls;
    const child = this.#start(command);
    const lineOf = (kind: string) =>
      child.firstLine((line) => (line.includes(`"kind":"${kind}"`) ? line : null), LONGEST_RUN_MS);
    const [finished, used] = await Promise.all([lineOf('finished'), lineOf('used')]);
    await child.ended();
    const after = (await this.#sandbox.status()).calls;
    const made = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
    const ewsCalls = Object.fromEntries(made.filter(([, count]) => count > 0));
    const { cpuMs, estimates } = JSON.parse(used);
    return { ...JSON.parse(finished).report, ewsCalls, cpuMs, estimates };
  }

  #start(command: OperatorCommand): Child {
    const args = ['--import', 'tsx', script, '--command', JSON.stringify(command)];
    return this.#launch(`vmrkit ${command.run}`, args);
  }
}
