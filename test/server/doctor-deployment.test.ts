import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../packages/server/src/commands/run-program.ts';
import { findingsIn, problemsOf } from './doctor-findings.ts';
import { key, record } from './operator-mistakes.ts';

describe('vmrkit doctor, by a deployment that is broken', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vmrkit-doctor-'));
    await configure({});
    await importRecord({});
  });
  beforeEach(() => void vi.stubEnv('VMRKIT_MASTER_KEYS', key(1)));
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => rm(folder, { recursive: true }));

  const run = async (...args: readonly string[]) => {
    let output = '';
    const take = (text: string) => {
      output += text;
    };
    vi.stubEnv('VMRKIT_CONFIG', join(folder, 'config.json'));
    const code = await runProgram(args, { out: take, err: take });
    return { code, output, findings: findingsIn(output) };
  };
  const configure = (more: object) => {
    const base = {
      store: { settings: { file: join(folder, 'db.sqlite') } },
      egress: { allow_loopback: true },
    };
    return writeFile(join(folder, 'config.json'), JSON.stringify({ ...base, ...more }));
  };
  const importRecord = async (more: object) => {
    vi.stubEnv('VMRKIT_MASTER_KEYS', key(1));
    const id = /[0-9a-f-]{36}/.exec((await run('integration', 'list')).output)?.[0];
    await writeFile(join(folder, 'record.json'), JSON.stringify({ ...record, ...(id && { id }), ...more }));
    await run('integration', 'import', join(folder, 'record.json'));
  };

  it('[S8.7b] another master key: store', async () => {
    vi.stubEnv('VMRKIT_MASTER_KEYS', key(2));
    const { code, findings } = await run('doctor', '--json');
    expect(code).toBe(3);
    expect(findings.find(({ id }) => id === 'store')).toMatchObject({
      kind: 'problem',
      evidence: expect.stringContaining('ERR_KIT_KEY_MISMATCH'),
      remedy: expect.stringMatching(/VMRKIT_MASTER_KEYS|key/),
    });
  });

  it('[S8.7b] a listener’s certificate that ends: listener-certificate', async () => {
    const made = await generate([{ name: 'commonName', value: 'vmr.example.com' }], {
      notAfterDate: new Date(Date.now() + 86_400_000),
    });
    const [cert_file, key_file] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    await writeFile(cert_file, made.cert);
    await writeFile(key_file, made.private);
    await configure({ public: { tls: { cert_file, key_file } } });
    expect(problemsOf((await run('doctor', '--json')).findings)).toContain('listener-certificate');
    await configure({});
    expect(problemsOf((await run('doctor', '--json')).findings)).not.toContain('listener-certificate');
  });

  it('[S8.7b] a server of the add-in that no client trusts: add-in-certificate, add-in-icon', async () => {
    const made = await generate([{ name: 'commonName', value: 'localhost' }]);
    const server: Server = createServer({ key: made.private, cert: made.cert }, (_, answer) => answer.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      await importRecord({ add_in: { server_fqdn: `localhost:${port}` } });
      const { findings } = await run('doctor', 'Sales', '--json');
      expect(problemsOf(findings)).toEqual(expect.arrayContaining(['add-in-certificate', 'add-in-icon']));
      expect(findings.find(({ id }) => id === 'add-in-certificate')?.evidence).toContain('signed by itself');
    } finally {
      server.close();
      await importRecord({});
    }
  });

  it('[S8.7b] rooms that no platform opens: join-platform, signed-in', async () => {
    const { single_use } = record;
    const asked = { join_platform: 'nowhere', signed_in: { guest_group: 'staff' } };
    await importRecord({ single_use: { ...single_use, ...asked } });
    const { findings } = await run('doctor', 'Sales', '--json');
    expect(problemsOf(findings)).toEqual(expect.arrayContaining(['join-platform', 'signed-in']));
    expect(findings.find(({ id }) => id === 'join-platform')?.evidence).toContain('no platform nowhere');
    await importRecord({});
  });

  it('[S8.7a] says for people what was seen and what to do, and counts', async () => {
    const { code, output } = await run('doctor', 'Sales');
    expect(code).toBe(3);
    expect(output).toMatch(/error: mailbox-access {2}vmr@example\.com\n.*\n {2}seen: ERR_EWS_UNREACHABLE/);
    expect(output).toMatch(/what to do: .*\n/);
    expect(output).toMatch(/\d+ checks: \d+ well, \d+ wrong, \d+ not to be told\./);
    expect(output).not.toContain('correct horse');
  });
});
