import { Command, Option } from 'commander';
import { openDemoPage } from './page/open-demo-page.ts';
import { runOnce, runPersonalOnce } from './steps/run-once.ts';
import type { DemoProvider } from './world/server-files.ts';

interface DemoOptions {
  readonly once: boolean;
  readonly personal: boolean;
  readonly port: number;
  readonly open: boolean;
  readonly provider: DemoProvider;
}

await new Command('npm run demo --')
  .description('The whole product on one machine: a simulated Exchange, a server, and a page to watch them.')
  .option('--once', 'plays the story without a page, one JSON line a step', false)
  .option('--personal', 'with --once: the story of personal rooms instead', false)
  .option('--port <number>', 'port of the page, 0 for a free one', Number, 0)
  .option('--no-open', 'only prints the address of the page')
  .addOption(
    new Option('--provider <name>', 'how the mailboxes are reached').choices(['ews', 'graph']).default('ews'),
  )
  .action(run)
  .parseAsync();

async function run({ once, personal, port, open, provider }: DemoOptions): Promise<void> {
  try {
    if (personal && !once) throw new Error('--personal goes with --once.');
    if (once) process.exitCode = await (personal ? runPersonalOnce : runOnce)({ provider });
    else process.exitCode = await openDemoPage({ port, openBrowser: open, provider });
  } catch (error) {
    process.stderr.write(`The demo ended early. ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
