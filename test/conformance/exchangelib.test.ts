import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Recording, SandboxClient } from '@vmrkit/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoSchema } from '../../packages/sandbox/test-support/schema-faults.ts';

const python = '/usr/bin/python3';
const script = fileURLToPath(new URL('exchangelib/run.py', import.meta.url));
const main = fileURLToPath(new URL('../../packages/sandbox/src/main.ts', import.meta.url));
const schemaFolder = process.env.VMRKIT_SCHEMA_DIR;
const inCi = process.env.CI === 'true';

const hasClient = spawnSync(python, ['-c', 'import exchangelib']).status === 0;

const organizer = 'anna@corp.example';
const equipment = 'vmr@corp.example';
const hourMs = 3_600_000;

interface Step {
  readonly step: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly detail: unknown;
}

/** Says aloud why something is not shown here; in CI nothing may be missing. */
function mayRun(isThere: boolean, reason: string): boolean {
  if (isThere) return true;
  if (inCi) throw new Error(`In CI this must run: ${reason}`);
  process.stderr.write(`skipped: ${reason}\n`);
  return false;
}

function inHours(hours: number): string {
  return new Date((Math.floor(Date.now() / hourMs) + hours) * hourMs).toISOString();
}

async function invite(client: SandboxClient, subject: string, recurring = false) {
  return client.invite({
    organizer,
    subject,
    body: `<p>PXPS:-${subject}#</p>`,
    attendees: [{ email: equipment, role: 'resource' }],
    schedule: {
      start: inHours(24),
      end: inHours(25),
      timeZone: 'W. Europe Standard Time',
      ...(recurring
        ? { recurrence: { pattern: { type: 'daily' }, range: { type: 'numbered', count: 4 } } }
        : {}),
    },
  });
}

async function prepare(client: SandboxClient): Promise<void> {
  await client.createMailbox({
    email: equipment,
    name: 'Virtual room',
    kind: 'equipment',
    processing: 'None',
  });
  await client.createMailbox({ email: organizer, name: 'Anna Organizer' });
  await client.createAccount({ username: 'svc@corp.example', password: 's3cret', impersonates: 'all' });
  await invite(client, 'Single');
  const { meeting } = await invite(client, 'Series', true);
  await client.updateOccurrence(
    { organizer, cleanId: meeting.cleanId },
    { originalStart: inHours(48), start: inHours(49), end: inHours(50) },
  );
  await invite(client, 'Unwanted');
}

async function writeMessages(folder: string, recordings: readonly Recording[]): Promise<string[]> {
  const files: string[] = [];
  const write = async (name: string, text: string) => {
    const file = join(folder, name);
    await writeFile(file, text);
    files.push(file);
  };
  for (const { n, operation, request, response, isStream } of recordings) {
    await write(`${n}-${operation}-request.xml`, request);
    const answers = isStream ? response.split('\n').filter(Boolean) : [response];
    for (const [at, answer] of answers.entries()) await write(`${n}-${operation}-answer-${at}.xml`, answer);
  }
  return files;
}

describe('an independent client, exchangelib', () => {
  let sandbox: ChildProcess;
  let client: SandboxClient;
  const steps: Step[] = [];

  beforeAll(async () => {
    if (!mayRun(hasClient, `python3-exchangelib is not installed for ${python}`)) return;
    sandbox = spawn(process.execPath, ['--import', 'tsx', main], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (!sandbox.stdout) throw new Error('no output');
    const [line] = await once(createInterface(sandbox.stdout), 'line');
    const { url, adminUrl } = JSON.parse(String(line));
    client = new SandboxClient(adminUrl);
    await client.configure({ record: true });
    await prepare(client);
    const run = spawn(python, [script, url, 'svc@corp.example', 's3cret', equipment, organizer]);
    const lines = createInterface(run.stdout);
    lines.on('line', (text) => steps.push(JSON.parse(text)));
    run.stderr.pipe(process.stderr);
    await once(run, 'close');
  });

  afterAll(async () => {
    if (!sandbox) return;
    sandbox.kill();
    await once(sandbox, 'exit');
  });

  const names = [
    'listing',
    'accept',
    'decline',
    'calendar_view',
    'master',
    'update_to_all',
    'create_and_cancel',
    'all_day',
    'patterns',
    'sync',
    'dead_sync_state',
    'stream',
    'delete',
  ];

  it.skipIf(!hasClient && !inCi).each(names)('[S11.4b] %s', (name) => {
    const step = steps.find((each) => each.step === name);
    expect(step, `the step ${name} was not reached`).toBeDefined();
    expect(step?.ok, String(step?.detail)).toBe(true);
  });

  it.skipIf(!hasClient && !inCi)('[S11.4b] gave exactly one answer to each request', async () => {
    const ledger = await client.ledger();
    const requests = ledger.filter((each) => each.kind === 'request' && each.to === equipment);
    const answers = ledger.filter((each) => each.kind === 'answer');
    expect(answers.length).toBe(4);
    expect(new Set(answers.map((each) => each.answerOf)).size).toBe(4);
    for (const { answerOf } of answers) expect(requests.map((each) => each.messageId)).toContain(answerOf);
  });

  it.skipIf(!hasClient && !inCi)(
    '[S11.4b] every request and answer is valid against the EWS schema',
    async (context) => {
      const reason = whyNoSchema();
      if (!mayRun(reason === null, reason ?? '')) return context.skip();
      const folder = await mkdtemp(join(tmpdir(), 'vmrkit-ews-'));
      try {
        const files = await writeMessages(folder, await client.recordings());
        expect(files.length).toBeGreaterThan(60);
        const schema = join(schemaFolder ?? '', 'ews', 'ews-soap.xsd');
        const result = spawnSync('xmllint', ['--nonet', '--noout', '--schema', schema, ...files], {
          encoding: 'utf8',
        });
        const faults = result.stderr
          .split('\n')
          .filter((line) => line !== '' && !line.endsWith(' validates'));
        expect(faults).toEqual([]);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );
});
