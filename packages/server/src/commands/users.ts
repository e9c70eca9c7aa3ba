import { NotFoundError, type Stored } from '@vmrkit/core';
import {
  deleteUser,
  findUser,
  findUsersByEmail,
  importUsers,
  listUsers,
  type User,
} from '@vmrkit/core/composition';
import { readCsvFile, withPlaces } from '../config/csv-file.ts';
import { withKit } from '../runtime/with-kit.ts';
import { userColumns, userWire } from '../views/people-view.ts';
import { chosenTenant, type TenantInput, tenantOptions } from './chosen-tenant.ts';
import { defineCommand, option } from './declare-command.ts';
import { plain } from './on-wire.ts';

const shape = 'id, tenant_id, email, name, known_by, created_by, created_at';

/** `vmrkit user list`. */
export const userListCommand = defineCommand<TenantInput>({
  name: 'user list',
  summary: 'list the users who may use personal VMRs',
  options: tenantOptions,
  examples: [['user list --integration Sales', 'all of its tenant']],
  configured: true,
  json: shape,
  async run(shell, input) {
    const users = await withKit(shell, async (kit) => {
      const [{ tenantId }, people] = [await chosenTenant(kit, input), await kit.get('people')];
      return listUsers(tenantId, people);
    });
    for (const user of users) shell.show(userWire(user), lineOf(user));
    if (users.length === 0) shell.note('No user was found.');
  },
});

/** `vmrkit user import`: all rows or none. */
export const userImportCommand = defineCommand<
  TenantInput & { readonly file: string; readonly dryRun: boolean }
>({
  name: 'user import',
  summary: 'save users from a table (CSV); nothing is saved when a row is wrong, and all faults are listed',
  arguments: [['<file>', `its first line names its columns, of ${Object.keys(userColumns).join(', ')}`]],
  options: [...tenantOptions, option('--dry-run', 'check only')],
  examples: [
    ['user import users.csv --integration Sales --dry-run', 'all faults, each with line and column'],
    ['user import users.csv --integration Sales', 'their first use then needs no sign-in'],
  ],
  configured: true,
  json: 'tenant_id, created, changed, dry_run',
  async run(shell, { file, dryRun, ...input }) {
    const table = await readCsvFile(file, userColumns);
    const { tenantId, created, changed } = await withKit(shell, async (kit) => {
      const [tenant, people] = [await chosenTenant(kit, input), await kit.get('people')];
      const request = { ...tenant, rows: table.rows, actor: 'operator', dryRun };
      return { ...tenant, ...(await withPlaces(table, () => importUsers(request, people))) };
    });
    const line = { tenant_id: tenantId, created, changed, dry_run: dryRun };
    const said = dryRun ? 'would be created or changed; nothing was saved' : 'are saved';
    shell.show(line, `${created} new users and ${changed} known ones of tenant ${tenantId} ${said}.`);
  },
});

/** `vmrkit user delete`. */
export const userDeleteCommand = defineCommand<TenantInput & { readonly user: string }>({
  name: 'user delete',
  summary: 'delete a user: they are signed out at once, and have to sign in before they use a personal VMR',
  arguments: [['<user>', 'id, or the address where no other has it']],
  options: tenantOptions,
  examples: [['user delete olga@example.com --integration Sales', 'her rooms stay']],
  configured: true,
  json: `id, tenant_id, action`,
  async run(shell, { user, ...input }) {
    const { id, tenantId } = await withKit(shell, async (kit) => {
      const [tenant, people] = [await chosenTenant(kit, input), await kit.get('people')];
      const byId = await findUser({ tenantId: tenant.tenantId, userId: user }, people);
      const found =
        byId === null ? await findUsersByEmail({ tenantId: tenant.tenantId, email: user }, people) : [byId];
      const [one, ...others] = found;
      if (one === undefined || others.length > 0) {
        const ids = found.map((each) => each.id).join(', ');
        const message =
          one === undefined ? 'There is no such user' : `Several users have this address: ${ids}`;
        throw new NotFoundError(`${message}.`, { code: 'ERR_USER_NOT_FOUND' });
      }
      const ref = { tenantId: tenant.tenantId, userId: one.id, actor: 'operator' };
      await deleteUser(ref, people);
      return { id: one.id, tenantId: tenant.tenantId };
    });
    shell.show({ id, tenant_id: tenantId, action: 'deleted' }, `User ${id} is deleted.`);
  },
});

function lineOf(user: Stored<User>): string {
  const { id, email, name, known_by: knownBy } = userWire(user);
  const by = knownBy.length === 0 ? 'address alone' : knownBy.join(', ');
  return [email ?? 'no address', plain(name), id, `known by ${by}`].join('  ');
}
