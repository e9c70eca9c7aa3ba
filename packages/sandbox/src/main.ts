#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { accountSchema, mailboxSchema } from './admin/admin-schemas.ts';
import { SandboxClient } from './client/sandbox-client.ts';
import { createSandbox } from './create-sandbox.ts';
import { createEntra } from './entra/create-entra.ts';
import { entraSettingsSchema } from './entra/entra-directory.ts';
import { graphAppSchema } from './graph/graph-apps.ts';
import { sandboxSettingsSchema } from './sandbox-settings.ts';

/** Content of `--config`: settings, and who is there from the start. */
const configSchema = z.strictObject({
  settings: sandboxSettingsSchema.prefault({}),
  mailboxes: z.array(mailboxSchema).default([]),
  accounts: z.array(accountSchema).default([]),
  graphApps: z.array(graphAppSchema).default([]),
  /** Tenants and app registrations of a simulated Entra; left out: none is started. */
  entra: entraSettingsSchema.optional(),
  tls: z.strictObject({ keyFile: z.string(), certFile: z.string() }).optional(),
});

const program = new Command('vmrkit-sandbox')
  .description('A simulated Exchange (EWS and Graph) on loopback; prints one JSON line when it listens.')
  .option('--port <number>', 'port to listen on, 0 for a free one', toPort, 0)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--config <file>', 'JSON file with settings, mailboxes, accounts, applications and Entra tenants')
  .option('--entra-port <number>', 'port of the simulated Entra, 0 for a free one', toPort, 0)
  .action(run);

await program.parseAsync();

async function run(options: {
  readonly port: number;
  readonly host: string;
  readonly entraPort: number;
  readonly config?: string;
}) {
  const text = options.config === undefined ? '{}' : await readFile(options.config, 'utf8');
  const config = configSchema.parse(JSON.parse(text));
  const tls = config.tls && {
    key: await readFile(config.tls.keyFile, 'utf8'),
    cert: await readFile(config.tls.certFile, 'utf8'),
  };
  const { port, host, entraPort } = options;
  const sandbox = await createSandbox({ port, host, settings: config.settings, ...(tls ? { tls } : {}) });
  const entra = config.entra && (await createEntra({ port: entraPort, settings: config.entra }));
  const client = new SandboxClient(sandbox.adminUrl);
  for (const mailbox of config.mailboxes) await client.createMailbox(mailbox);
  for (const account of config.accounts) await client.createAccount(account);
  for (const app of config.graphApps) await client.graph.registerApp(app);
  const { url, graphUrl, adminUrl, metadataUrl } = sandbox;
  const entraUrl = entra?.origin;
  process.stdout.write(
    `${JSON.stringify({ listening: true, url, graphUrl, adminUrl, metadataUrl, entraUrl, pid: process.pid })}\n`,
  );
  const stop = () => void Promise.all([sandbox.close(), entra?.close()]).then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function toPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('not a port number');
  return port;
}
