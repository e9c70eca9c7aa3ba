import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAdminWorld } from './admin-world.fixture.ts';

export const nobody = {};
export const cookieOf = (headers: Headers) => headers.getSetCookie()[0] ?? '';
export const pairOf = (cookie: string) => cookie.split(';')[0] ?? '';

/** The admin API, and the file in which it leaves the first administrator's code. */
export async function openAdminFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'vmrkit-admin-'));
  const codeFile = join(folder, 'code');
  const world = await openAdminWorld({ config: { admin: { first_administrator_file: codeFile } } });
  const close = async () => {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { world, codeFile, close };
}
