import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { runProgram } from './run-program.ts';

/** Each save tries the connection; here it is refused at once. */
export const nobodyThere = 'http://127.0.0.1:1/EWS/Exchange.asmx';

/** A record as an operator writes it. */
export const record = {
  general: { name: 'Sales' },
  mailbox: {
    provider: 'ews',
    settings: {
      ews_url: nobodyThere,
      service_account_username: 'svc@example.com',
      service_account_password: 'correct horse',
    },
    mailboxes: [{ name: 'VMR booking', email: 'vmr@example.com' }],
  },
  single_use: { scheduled_alias_prefix: '55', scheduled_alias_domain: 'example.com' },
  add_in: { server_fqdn: 'vmr.example.com' },
  callers: [{ provider: 'exchange', settings: { metadata_urls: ['mail.example.com'] } }],
};

/** Listeners at ports that are free. */
export const listeners = { public: { listen: '127.0.0.1:0' }, admin: { listen: '127.0.0.1:0' } };

/** The n-th master key as the environment has it. */
export function masterKey(n: number): string {
  return `k${n}:${Buffer.alloc(32, n).toString('base64')}`;
}

/** A folder of its own for each test of a file, with a configuration, a store that is not there yet, and a master key. */
export class ProgramFolder {
  path = '';

  /** `config` is added to the configuration. */
  constructor(config: object = {}) {
    beforeEach(async () => {
      this.path = await realpath(await mkdtemp(join(tmpdir(), 'vmrkit-cli-')));
      vi.stubEnv('VMRKIT_MASTER_KEYS', masterKey(1));
      const store = { settings: { file: this.at('db.sqlite') } };
      const whole = { store, egress: { allow_loopback: true }, ...config };
      vi.stubEnv('VMRKIT_CONFIG', await this.write('config.json', whole));
    });
    afterEach(async () => {
      vi.unstubAllEnvs();
      await rm(this.path, { recursive: true, force: true });
    });
  }

  at(name: string): string {
    return join(this.path, name);
  }

  /** Writes a file and gives its path; what is neither text nor bytes is written as JSON. */
  async write(name: string, content: unknown): Promise<string> {
    const path = this.at(name);
    const isWhole = typeof content === 'string' || content instanceof Uint8Array;
    await writeFile(path, isWhole ? content : JSON.stringify(content));
    return path;
  }
}

/** Runs `vmrkit` with these words; its exit code and what it wrote. */
export async function run(...args: string[]) {
  let [out, err] = ['', ''];
  const code = await runProgram(args, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

/** What a run with `--json` wrote: an object a line. */
export function linesOf(out: string) {
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
