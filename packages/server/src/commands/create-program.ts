import type { Plugin } from '@vmrkit/core';
import { type ManifestFlavour, manifestFlavours } from '@vmrkit/core/composition';
import { Command, Option } from 'commander';
import type { Role } from '../http/server-feature.ts';
import { shippedPlugins } from '../plugins/shipped-plugins.ts';
import { VERSION } from '../version.ts';
import { checkConfig } from './check-config.ts';
import { configJsonSchema } from './config-json-schema.ts';
import { importIntegration } from './import-integration.ts';
import { listIntegrations } from './list-integrations.ts';
import { makeSecret } from './make-secret.ts';
import { type RecoverOptions, recover } from './recover.ts';
import { rotateKeys } from './rotate-keys.ts';
import { serve } from './serve.ts';
import { signInIntegration } from './sign-in-integration.ts';
import { writeManifest } from './write-manifest.ts';

const configOption = () =>
  new Option('-c, --config <file>', 'configuration file (JSON); else VMRKIT_CONFIG, else defaults').default(
    null,
    'none',
  );

interface ConfigOption {
  readonly config: string | null;
}

interface ManifestOption {
  readonly flavour: ManifestFlavour;
  readonly out?: string;
}

/** Where commands say what they have to say, a line a call. */
export interface ProgramVoice {
  /** Results, on standard output. */
  print(text: string): void;
  /** What an operator should know besides. */
  note(text: string): void;
  /** What is wrong although the command did its work; the exit code tells it too. */
  trouble(text: string): void;
}

/**
 * The command line. It knows `plugins`, by default the shipped ones, and those of the packages that its configuration
 * names.
 */
export function createProgram(
  { print, note, trouble }: ProgramVoice,
  plugins: readonly Plugin[] = shippedPlugins,
): Command {
  const program = new Command('vmrkit')
    .description('Turns Outlook meetings into Virtual Meeting Room meetings.')
    .version(VERSION)
    .addHelpText('after', environmentHelp);
  program
    .command('serve')
    .description('run the server until SIGTERM or SIGINT')
    .addOption(
      new Option('--role <role>', 'what this process does')
        .choices(['all', 'manager', 'edge'])
        .default('all'),
    )
    .addOption(configOption())
    .action((options: ConfigOption & { readonly role: Role }) => serve({ ...options, plugins }));
  addIntegration(program, { plugins, print, note, trouble });
  program
    .command('keys')
    .description('the master keys')
    .command('rotate')
    .description('re-encrypt everything in the store with the first master key')
    .option('--dry-run', 'count only', false)
    .addOption(configOption())
    .action((options: ConfigOption & { readonly dryRun: boolean }) =>
      rotateKeys({ ...options, plugins, print, trouble }),
    );
  addRecover(program, { plugins, print });
  const config = program.command('config').description('the configuration file');
  config
    .command('check')
    .description('check all that a start could fail at; changes nothing')
    .addOption(new Option('--role <role>', 'also what this role needs').choices(['all', 'manager', 'edge']))
    .addOption(configOption())
    .action(async ({ config: file, role }: ConfigOption & { readonly role?: Role }) => {
      const { notes } = await checkConfig({ config: file, role: role ?? null, plugins });
      notes.forEach(note);
      print('The configuration is sound.');
    });
  config
    .command('schema')
    .description('print the JSON Schema of the configuration')
    .action(() => print(configJsonSchema().trimEnd()));
  program
    .command('secret')
    .description('print a random secret and its SHA-256')
    .action(() => print(makeSecret()));
  return program;
}

function addIntegration(
  program: Command,
  { plugins, print, note, trouble }: ProgramVoice & { readonly plugins: readonly Plugin[] },
): void {
  const integration = program.command('integration').description('the integrations in the store');
  integration
    .command('import')
    .description('check an integration’s record (JSON, nested or with flat names) and save it')
    .argument('<file>', 'the record; with an id it replaces the integration of that id')
    .option('--dry-run', 'check only', false)
    .addOption(configOption())
    .action(async (file: string, options: ConfigOption & { readonly dryRun: boolean }) => {
      const { line, troubles } = await importIntegration({ file, ...options, plugins });
      print(line);
      troubles.forEach(trouble);
    });
  integration
    .command('sign-in')
    .description(
      'print the link by which a person signs the service account in; it works once, for ten minutes',
    )
    .argument('<id>', 'the integration')
    .addOption(configOption())
    .action(async (id: string, options: ConfigOption) => {
      print(await signInIntegration({ id, ...options, plugins }));
    });
  integration
    .command('manifest')
    .description('print the manifest of an integration’s add-in for Outlook; its version rises with its content')
    .argument('<id>', 'the integration')
    .addOption(
      new Option('--flavour <flavour>', 'for Exchange Server or for Microsoft 365')
        .choices(manifestFlavours)
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'write it there')
    .addOption(configOption())
    .action(async (id: string, options: ConfigOption & ManifestOption) => {
      const { xml, note: said } = await writeManifest({ id, ...options, plugins });
      if (xml !== null) print(xml.trimEnd());
      note(said);
    });
  integration
    .command('list')
    .description('print one JSON line an integration, with its mailboxes')
    .addOption(configOption())
    .action(async (options: ConfigOption) => {
      for (const line of await listIntegrations({ ...options, plugins })) print(line);
    });
}

function addRecover(
  program: Command,
  { plugins, print }: Pick<ProgramVoice, 'print'> & { readonly plugins: readonly Plugin[] },
): void {
  program
    .command('recover')
    .description('give meetings back what the store has lost; without --yes it only shows the plan')
    .option('--exchange-connector-id <id>', 'the integration; else all')
    .option('--time-limit <time>', 'meetings after it (UTC, YYYY-MM-DDTHH:MM:SS); else now')
    .option('--update-message <html>', 'stands above fresh instructions')
    .option('--dry-run', 'plan only', false)
    .option('--yes <count>', 'do the plan if it is about so many meetings', Number)
    .option('--take-over <mailbox>', 'first make this mailbox ours in the place of a lost deployment')
    .option('--replaces <deployment>', 'id of the deployment that is gone for good, for --take-over')
    .addOption(configOption())
    .action((options: Omit<RecoverOptions, 'print' | 'plugins'>) => recover({ ...options, plugins, print }));
}

const environmentHelp = `
Environment (each also as …_FILE, the path of a file that holds the value):
  VMRKIT_CONFIG          path of the configuration file
  VMRKIT_MASTER_KEYS     id:base64 of 32 bytes, the present key first; needed by managers
  VMRKIT_MANAGER_SECRET  what edges and managers know each other by, 32 characters or more
  VMRKIT_WEB_PROXY_PASSWORD  of web_proxy.username
  VMRKIT_PUBLIC_LISTEN   address:port of the public listener
  VMRKIT_ADMIN_LISTEN    address:port of the admin listener

Exit codes: 0 done, 1 failed, 2 wrong usage or input, 3 done, but something needs you.
`;
