import { beforeEach, describe, expect, it } from 'vitest';
import { linesOf, ProgramFolder, record, run } from './program-folder.fixture.ts';

const folder = new ProgramFolder({ alias_grants: { acme: { prefixes: ['*'], domains: ['*'] } } });

beforeEach(async () => {
  const file = await folder.write('record.json', { ...record, tenant_id: 'acme' });
  expect(await run('integration', 'import', file)).toMatchObject({ code: 3 });
});

async function lines(...args: string[]) {
  return linesOf((await run(...args, '--json')).out);
}

describe('vmrkit room', () => {
  it('imports a table as a spreadsheet writes it, lists it without PINs, and deletes', async () => {
    const file = await folder.write(
      'rooms.csv',
      [
        '\uFEFFName;Owner_email;Aliases;Description;PIN;Guest_PIN;Allow_guests',
        '"Olga; Berg";Olga@example.com;olga@vc.example  551234 olga;"Her ""own"" room";0042;7711;yes',
        '',
        'Emil;emil@example.com;;;;;',
        '',
      ].join('\r\n'),
    );
    expect(await lines('room', 'import', file, '--integration', 'Sales')).toEqual([
      { tenant_id: 'acme', created: 2, replaced: 0, dry_run: false },
    ]);
    const listed = await run('room', 'list', '--tenant', 'acme');
    expect(listed.out).not.toMatch(/0042|7711/);
    expect(await lines('room', 'list', '--tenant', 'acme')).toMatchObject([
      { name: 'Emil', aliases: [], description: '', has_pin: false, allow_guests: false },
      {
        name: 'Olga; Berg',
        owner_email: 'Olga@example.com',
        description: 'Her "own" room',
        aliases: ['olga@vc.example', '551234', 'olga'],
        allow_guests: true,
        has_pin: true,
        has_guest_pin: true,
      },
    ]);
    expect(await lines('room', 'list', '--tenant', 'acme', '--owner', 'EMIL@example.com')).toHaveLength(1);
    expect(await lines('room', 'list')).toEqual([]);
    expect((await run('room', 'delete', 'emil')).err).toContain('ERR_ROOM_NOT_FOUND');
    expect(await lines('room', 'delete', 'emil', '--tenant', 'acme')).toMatchObject([{ action: 'deleted' }]);
    expect(await lines('room', 'list', '--tenant', 'acme')).toHaveLength(1);
  });

  it('saves nothing where a row is wrong, and tells every fault by line and column', async () => {
    const file = await folder.write(
      'rooms.csv',
      'name,owner_email,aliases,pin\nOlga,olga@example.com,olga,\n,emil,a@b@c olga,12\nE,e@example.com,OLGA,\n',
    );
    const { code, err } = await run('room', 'import', file);
    expect(code).toBe(2);
    for (const place of [
      'line 3, column 1 (name): ',
      'line 3, column 2 (owner_email): ',
      'line 3, column 3 (aliases): ',
      'line 3, column 4 (pin): ',
      'line 4, column 3 (aliases): ',
    ]) {
      expect(err).toContain(place);
    }
    expect(await lines('room', 'list')).toEqual([]);
  });

  it.each<[string, string | Uint8Array, string[]]>([
    ['an empty file', '', ['line 1: The file is empty.']],
    ['a column of nobody’s', 'name,colour\nOlga,red\n', ['line 1, column 2 (colour): Columns are']],
    ['a column twice', 'name,name\nOlga,O\n', ['line 1, column 2 (name): There are two']],
    [
      'lines of other lengths',
      'name,pin\nOlga\nE,1,2\n',
      ['line 2: It has 1 cells', 'line 3: It has 3 cells'],
    ],
    ['no boolean', 'name,allow_guests\nOlga,maybe\n', ['line 2, column 2 (allow_guests): This is true']],
    ['an open quote', 'name,pin\n"Olga,1234\n', ['its quotes are wrong']],
    ['another encoding', Uint8Array.of(0xff, 0x00, 0x41), ['it is no UTF-8']],
  ])('refuses a table with %s', async (_, content, told) => {
    const { code, err } = await run('room', 'import', await folder.write('rooms.csv', content));
    expect(code).toBe(2);
    for (const part of ['ERR_CSV_FILE', ...told]) expect(err).toContain(part);
    expect(err).not.toContain('1234');
  });

  it('tells a missing column once a row', async () => {
    const { err } = await run('room', 'import', await folder.write('rooms.csv', 'name\nOlga\n'));
    expect(err).toContain('line 2 (owner_email): This field is required. (required)');
  });
});

describe('vmrkit user', () => {
  const header = 'email,display_name,msexchuid,amurl,entra_tenant_id,entra_object_id';
  const amurl = 'https://mail.example.com/autodiscover/metadata/json/1';

  it('imports users with Exchange or Entra ids, lists and deletes them', async () => {
    const entra = '11111111-0000-4000-8000-000000000000,22222222-0000-4000-8000-000000000000';
    const rows = `${header}\nolga@example.com,Olga,uid-1,${amurl},,\nemil@example.com,Emil,,,${entra}\n`;
    const file = await folder.write('users.csv', rows);
    expect((await run('user', 'import', file)).err).toContain('line 2, column 3 (msexchuid): ');
    expect(await lines('user', 'import', file, '--integration', 'Sales', '--dry-run')).toMatchObject([
      { created: 2, dry_run: true },
    ]);
    expect(await lines('user', 'list', '--tenant', 'acme')).toEqual([]);
    await run('user', 'import', file, '--integration', 'Sales');
    expect(await lines('user', 'import', file, '--integration', 'Sales')).toMatchObject([
      { created: 0, changed: 2 },
    ]);
    expect(await lines('user', 'list', '--tenant', 'acme')).toMatchObject([
      { email: 'emil@example.com', name: 'Emil', known_by: ['entra'], created_by: 'operator' },
      { email: 'olga@example.com', name: 'Olga', known_by: ['exchange'] },
    ]);
    expect((await run('user', 'delete', 'anna@example.com', '--tenant', 'acme')).err).toContain(
      'ERR_USER_NOT_FOUND',
    );
    await run('user', 'delete', 'OLGA@example.com', '--tenant', 'acme');
    expect(await lines('user', 'list', '--tenant', 'acme')).toHaveLength(1);
  });
});
