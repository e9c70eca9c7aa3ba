import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createAdminClient } from '@vmrkit/admin-client';
import { answerOf } from './answer-of.ts';

const DAY_MS = 86_400_000;

/** Where a server that nobody administers yet is found. */
export interface NewServer {
  /** Origin of its admin listener. */
  readonly adminUrl: string;
  /** The file in which it wrote the code for its first administrator. */
  readonly codeFile: string;
}

/**
 * Makes the first administrator of a new server and an API token for programs, which may change things for 30 days. A
 * person does the same on the admin page, or by `vmrkit admin create`.
 */
export async function firstToken({ adminUrl, codeFile }: NewServer): Promise<string> {
  const client = createAdminClient({ baseUrl: adminUrl });
  const code = (await readFile(codeFile, 'utf8')).trim();
  const password = randomBytes(24).toString('base64url');
  const first = await client.POST('/api/admin/v1/first_administrator', {
    body: { code, name: 'provider', email: null, password },
    headers: { Origin: adminUrl },
  });
  answerOf(first);
  const [cookie = ''] = first.response.headers.getSetCookie();
  const made = await client.POST('/api/admin/v1/api_tokens', {
    body: {
      name: 'customers',
      scope: 'write',
      role: 'operator',
      tenants: 'all',
      expires_at: new Date(Date.now() + 30 * DAY_MS).toISOString(),
    },
    headers: { Cookie: cookie.split(';')[0], Origin: adminUrl },
  });
  return answerOf(made).token;
}
