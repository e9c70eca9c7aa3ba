import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../packages/server/src/commands/run-program.ts';
import { setupFiles, setupText } from '../../packages/server/src/set-up/setup-text.ts';
import { key, record } from './operator-mistakes.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmrkit-setup-'));
  vi.stubEnv('VMRKIT_MASTER_KEYS', key(1));
  vi.stubEnv('VMRKIT_CONFIG', join(folder, 'config.json'));
  const config = {
    store: { settings: { file: join(folder, 'db.sqlite') } },
    egress: { allow_loopback: true },
  };
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function run(...args: readonly string[]) {
  let output = '';
  const take = (text: string) => {
    output += text;
  };
  const code = await runProgram(args, { out: take, err: take });
  return { code, output };
}

async function importRecord(changed: object): Promise<void> {
  await writeFile(join(folder, 'record.json'), JSON.stringify({ ...record, ...changed }));
  const { code, output } = await run('integration', 'import', join(folder, 'record.json'));
  // Nothing answers there, so the save says 3.
  expect([0, 3], output).toContain(code);
}

const tenant = '11111111-1111-4111-8111-111111111111';
const app = '22222222-2222-4222-8222-222222222222';
const azureSignIn = {
  provider: 'azure',
  settings: {
    client_id: app,
    client_secret: 'hush-hush',
    authorization_uri: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/authorize`,
    token_uri: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
  },
};

describe('vmrkit setup', () => {
  it('[S8.6a] fills in the values of an integration on premises, with what shows that it is done', async () => {
    await importRecord({});
    const { code, output } = await run('setup', 'Sales');
    expect(code).toBe(0);
    for (const line of [
      "New-Mailbox -Equipment -Name 'VMR booking' -PrimarySmtpAddress 'vmr@example.com'",
      'Set-CalendarProcessing -Identity',
      'New-ManagementRoleAssignment',
      'Get-ManagementRoleAssignment',
      'Get-CalendarProcessing',
      'Set-WebServicesVirtualDirectory -BasicAuthentication $true',
      'New-App -OrganizationApp',
      'Set-App -OrganizationApp',
      'Get-App -OrganizationApp',
      'Get-DistributionGroupMember',
    ]) {
      expect(output).toContain(line);
    }
    expect(output).toMatch(/Rights: .*Recipient Management/);
    expect(output).not.toContain('correct horse');
  });

  it('[S8.6a] for Exchange Online and Entra: both registrations and the consent links', async () => {
    await importRecord({
      callers: [...record.callers, { provider: 'entra', settings: { client_id: app, tenant_ids: [tenant] } }],
      sign_in: azureSignIn,
      personal: {},
    });
    const { output } = await run('setup', 'Sales');
    expect(output).toContain('Update-MgApplication');
    expect(output).toContain('Add-MgApplicationPassword');
    expect(output.match(/https:\/\/login\.microsoftonline\.com\/\S*adminconsent\S*/g)?.length).toBe(2);
    expect(output).not.toContain('hush-hush');
  });

  it('[S8.6a] writes a file for each shell that only its owner reads, and none over another', async () => {
    await importRecord({});
    const out = join(folder, 'out');
    expect((await run('setup', 'Sales', '--out', out)).code).toBe(0);
    expect(await readdir(out)).toEqual(['exchange.ps1', 'notes.txt']);
    expect((await stat(join(out, 'exchange.ps1'))).mode & 0o777).toBe(0o600);
    const script = await readFile(join(out, 'exchange.ps1'), 'utf8');
    expect(script.split('\n').filter((line) => line.startsWith('New-Mailbox'))).toHaveLength(1);
    const again = await run('setup', 'Sales', '--out', out);
    expect(again).toMatchObject({ code: 2, output: expect.stringContaining('ERR_COMMAND_OUTPUT') });
  });

  it.each([
    ["O'Neill's room"],
    ['a\u2019; Remove-Mailbox b; \u2018'],
    ['$(Remove-Mailbox b)'],
    ['`" ; Remove-Mailbox b #'],
    ['# comment'],
    ['<# Remove-Mailbox b #>'],
  ])('[S8.6b] a mailbox named %j stays one word or a comment', async (name) => {
    await importRecord({
      general: { name },
      mailbox: { ...record.mailbox, mailboxes: [{ name, email: 'vmr@example.com' }] },
    });
    const { output } = await run('setup', name, '--json');
    const steps = output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    const commands = steps
      .filter(({ shell }) => shell !== 'note')
      .flatMap(({ lines, verify }) => [...lines, ...verify]);
    expect(commands.length).toBeGreaterThan(5);
    for (const command of commands) {
      // What is outside of quotes is ours: nothing of the name is there.
      const outside = command.replace(/'(?:[^'\u2018-\u201B]|['\u2018-\u201B]{2})*'/g, "''");
      expect(outside).not.toMatch(/Remove-Mailbox|Neill|<#|['\u2018-\u201B](?!')(?<!'')/);
    }
    for (const line of steps.flatMap((step) => setupText(step)).filter((each) => each.includes('Remove-'))) {
      expect(line).toMatch(/^# |'.*Remove-.*'/);
    }
  });

  it('[S8.6b] line ends in a text begin no command', () => {
    const step = {
      id: 'x',
      title: 'A\nRemove-Mailbox',
      why: 'B\r\nRemove-Mailbox',
      shell: 'adfs' as const,
      lines: ["Get-X 'a\u2028Remove-Mailbox'"],
      verify: ['Get-Y\nRemove-Mailbox'],
      rights: ['C\u0085Remove'],
    };
    const [file] = setupFiles([step]);
    expect(file?.name).toBe('adfs.ps1');
    expect(file?.text).not.toMatch(/^Remove/m);
  });
});
