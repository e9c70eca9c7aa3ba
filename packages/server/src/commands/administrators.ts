import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { formatInstant, InvalidInputError, systemReasonOf } from '@vmrkit/core';
import {
  createAccount,
  editAccount,
  findAccountByName,
  type KnownAccount,
  listAccounts,
  noAccount,
  removeAccount,
} from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { type AdminAccess, openAccess } from '../admin-accounts/open-access.ts';
import { withKit, withKitOfFirstUse } from '../runtime/with-kit.ts';
import { defineCommand, option } from './declare-command.ts';
import type { Shell } from './shell.ts';

interface PasswordInput {
  readonly passwordFile?: string;
}

interface NameInput {
  readonly name: string;
}

const passwordFile = option('--password-file <file>', 'holds the password; else one is drawn and shown once');
const shape = 'id, name, role, tenants, email, created_at, last_signed_in_at';
const by = { actor: 'command line', details: {} } as const;
const may = () => undefined;

/** `vmrkit admin create`. */
export const adminCreateCommand = defineCommand<
  NameInput & PasswordInput & { readonly email?: string; readonly tenant?: string }
>({
  name: 'admin create',
  summary: 'make an account for the admin page and API: an operator, or who administers some tenants',
  arguments: [['<name>', 'what one signs in with: a-z, 0-9, dot, _ and -']],
  options: [
    option('--tenant <tenants>', 'of these tenants alone, with commas between; else an operator'),
    option('--email <address>', 'for people who look for the account’s owner'),
    passwordFile,
  ],
  examples: [
    ['admin create olga', 'an operator; the password is shown once'],
    ['admin create anna --tenant acme', 'sees what is of tenant acme'],
  ],
  configured: true,
  json: `${shape}, password`,
  async run(shell, { name, tenant, email = null, ...input }) {
    const password = await passwordOf(input);
    const rights =
      tenant === undefined
        ? ({ role: 'operator', tenants: 'all' } as const)
        : ({ role: 'tenant-administrator', tenants: tenant.split(',').map((each) => each.trim()) } as const);
    await withKitOfFirstUse(shell, async (kit) => {
      const access = await openAccess(kit);
      const drawn = password ?? drawPassword(access);
      const input = { name, email, ...rights, signIn: null, password: drawn, by };
      const account = await createAccount(input, access.deps);
      showWithPassword(shell, account, password === null ? drawn : null);
    });
  },
});

/** `vmrkit admin list`. */
export const adminListCommand = defineCommand({
  name: 'admin list',
  summary: 'list the accounts of administrators',
  examples: [['admin list', 'names, roles, and when they signed in']],
  configured: true,
  json: shape,
  async run(shell) {
    const accounts = await withKit(shell, allAccounts);
    for (const account of accounts) shell.show(wireOf(account), lineOf(account));
    if (accounts.length === 0) shell.note('There is no account yet. `vmrkit admin create` makes one.');
  },
});

/** `vmrkit admin reset-password`. */
export const adminResetPasswordCommand = defineCommand<NameInput & PasswordInput>({
  name: 'admin reset-password',
  summary: 'give an account a new password: it is unlocked, and its sessions end',
  arguments: [['<name>', 'of the account']],
  options: [passwordFile],
  examples: [['admin reset-password olga', 'the new password is shown once']],
  configured: true,
  json: `${shape}, password`,
  async run(shell, { name, ...input }) {
    const password = await passwordOf(input);
    await withKit(shell, async (kit) => {
      const access = await openAccess(kit);
      const { id } = await accountNamed(name, access);
      const drawn = password ?? drawPassword(access);
      const account = await editAccount(id, { password: drawn, by, may }, access.deps);
      if (account === null) throw noAccount();
      showWithPassword(shell, account, password === null ? drawn : null);
    });
  },
});

/** `vmrkit admin delete`. */
export const adminDeleteCommand = defineCommand<NameInput>({
  name: 'admin delete',
  summary: 'delete an account: its sessions and API tokens end at once',
  arguments: [['<name>', 'of the account']],
  examples: [['admin delete anna', 'not the last operator']],
  configured: true,
  json: 'id, name, action',
  async run(shell, { name }) {
    const id = await withKit(shell, async (kit) => {
      const access = await openAccess(kit);
      const account = await accountNamed(name, access);
      await removeAccount(account.id, { by, may }, access.deps);
      return account.id;
    });
    shell.show({ id, name, action: 'deleted' }, `The account ${name} is deleted.`);
  },
});

async function allAccounts(kit: VmrKit): Promise<readonly KnownAccount[]> {
  const { deps } = await openAccess(kit);
  const found: KnownAccount[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await listAccounts({ limit: 200, after: after ?? null }, deps);
    found.push(...page.items);
    after = page.next;
  }
  return found;
}

async function accountNamed(name: string, { deps }: AdminAccess): Promise<KnownAccount> {
  const account = await findAccountByName(name.toLowerCase(), deps);
  if (account === null) throw noAccount();
  return account;
}

/** Null: one is to be drawn. The end of the file's line is no part of it. */
async function passwordOf({ passwordFile: file }: PasswordInput): Promise<string | null> {
  if (file === undefined) return null;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const why = systemReasonOf(error) ?? 'unknown reason';
    throw new InvalidInputError(`The file ${resolve(file)} cannot be read: ${why}.`, {
      code: 'ERR_ADMIN_PASSWORD_FILE',
    });
  });
  return text.replace(/\r?\n$/, '');
}

function drawPassword({ deps: { random } }: AdminAccess): string {
  return Buffer.from(random.bytes(18)).toString('base64url');
}

function showWithPassword(shell: Shell, account: KnownAccount, password: string | null): void {
  const line = { ...wireOf(account), ...(password === null ? {} : { password }) };
  const shown = password === null ? [] : [`Password: ${password}`];
  shell.show(line, [lineOf(account), ...shown]);
  if (password !== null) shell.note('The password is shown this once. Hand it over safely.');
}

function wireOf({ id, value }: KnownAccount) {
  const { name, role, tenants, email, createdAt, lastSignedInAt } = value;
  return {
    id,
    name,
    role,
    tenants,
    email,
    created_at: formatInstant(createdAt),
    last_signed_in_at: lastSignedInAt === null ? null : formatInstant(lastSignedInAt),
  };
}

function lineOf(account: KnownAccount): string {
  const { id, name, role, tenants, last_signed_in_at: seen } = wireOf(account);
  const of = tenants === 'all' ? role : `${role} of ${tenants.join(', ')}`;
  return [name, of, id, seen === null ? 'never signed in' : `signed in ${seen}`].join('  ');
}
