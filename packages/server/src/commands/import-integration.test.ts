import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { nobodyThere, ProgramFolder, record, run } from './program-folder.fixture.ts';

const folder = new ProgramFolder();

describe('vmrkit integration', () => {
  it('imports a record once, replaces it by its id, and lists it; the password lies sealed', async () => {
    const file = await folder.write('record.json', record);
    expect((await run('integration', 'import', file, '--dry-run')).code).toBe(0);
    const { id } = JSON.parse((await run('integration', 'import', file, '--json')).out);
    const again = await run('integration', 'import', file);
    expect(again.code).toBe(2);
    expect(again.err).toContain('general.name');
    const changed = structuredClone({ ...record, id });
    changed.mailbox.settings.service_account_password = '********';
    const replaced = await run(
      'integration',
      'import',
      await folder.write('changed.json', changed),
      '--json',
    );
    expect(JSON.parse(replaced.out)).toMatchObject({ id, action: 'replaced' });
    expect(JSON.parse((await run('integration', 'list', '--json')).out)).toEqual({
      id,
      tenant_id: 'default',
      name: 'Sales',
      enabled: true,
      mailboxes: [
        {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          name: 'VMR booking',
          email: 'vmr@example.com',
          state: 'active',
        },
      ],
    });
    const bytes = await readFile(folder.at('db.sqlite'), 'latin1');
    const log = await readFile(folder.at('db.sqlite-wal'), 'latin1').catch(() => '');
    expect(bytes + log).not.toContain('correct horse');
  });

  it('writes the manifest of an integration, under a version that rises with its content', async () => {
    const { id } = JSON.parse(
      (await run('integration', 'import', await folder.write('r.json', record), '--json')).out,
    );
    const manifest = (...args: string[]) => run('integration', 'manifest', ...args);
    const versionOf = (xml: string) => /<Version>([\d.]+)<\/Version>/.exec(xml)?.[1];
    const first = await manifest(id, '--flavour', 'on-premises');
    expect(first.code).toBe(0);
    expect(first.out).toContain(`<Id>${id}</Id>`);
    expect(first.err).toContain(`Version ${versionOf(first.out)}: install it`);
    const file = folder.at('manifest.xml');
    const again = await manifest(id, '--flavour', 'on-premises', '--out', file);
    expect(again).toMatchObject({ code: 0, out: '' });
    expect(again.err).toContain('nothing is to be done');
    expect(await readFile(file, 'utf8')).toBe(first.out);
    const changed = { ...record, id, add_in: { ...record.add_in, button_label: 'Other' } };
    const saved = await run('integration', 'import', await folder.write('changed.json', changed), '--json');
    expect(saved.err).toContain('add_in.button_label');
    expect(JSON.parse(saved.out).new_manifest).toEqual(['add_in.button_label']);
    const other = await manifest(id, '--flavour', 'on-premises');
    expect(versionOf(other.out)).not.toBe(versionOf(first.out));
  });

  it('writes no manifest of a flavour that is off, of an icon without pixels, or of nobody', async () => {
    const hollow = 'iVBORw0KGgoAAAANSUhEUgAAAFAAAABQAQAAAACmas8AAAAACUlEQVRubyBwaXhlbHOMNP2GAAAAAElFTkSuQmCC';
    const add_in = { ...record.add_in, icon: hollow, manifest: { cloud: false } };
    const file = await folder.write('r.json', { ...record, add_in });
    const { id } = JSON.parse((await run('integration', 'import', file, '--json')).out);
    const manifest = (...args: string[]) => run('integration', 'manifest', ...args);
    const off = await manifest(id, '--flavour', 'microsoft-365');
    expect(off.code).toBe(2);
    expect(off.err).toContain('add_in.manifest.cloud');
    const unseen = await manifest(id, '--flavour', 'on-premises');
    expect(unseen.code).toBe(2);
    expect(unseen.err).toContain('ERR_ADDIN_ICON');
    const nobody = await manifest('00000000-0000-4000-8000-000000000000', '--flavour', 'on-premises');
    expect(nobody.err).toContain('ERR_INTEGRATION_NOT_FOUND');
    const nowhere = await manifest(id, '--flavour', 'on-premises', '--out', folder.at('no/where'));
    expect(nowhere.code).toBe(2);
  });

  it('refuses a mailbox that another integration reads', async () => {
    await run('integration', 'import', await folder.write('one.json', record));
    const other = { ...record, general: { name: 'Support' } };
    const { code, err } = await run('integration', 'import', await folder.write('two.json', other));
    expect(code).toBe(2);
    expect(err).toContain('mailbox.mailboxes.0.email');
  });

  it('shows all faults of a record with their paths', async () => {
    const wrong = structuredClone({ ...record, single_use: { join_before_buffer: 500 } });
    wrong.mailbox.settings.ews_url = 'nowhere';
    const { code, err } = await run('integration', 'import', await folder.write('wrong.json', wrong));
    expect(code).toBe(2);
    for (const path of [
      'single_use.join_before_buffer',
      'mailbox.settings.ews_url',
      'single_use.scheduled_alias_prefix',
    ]) {
      expect(err).toContain(path);
    }
    expect(err).not.toContain('correct horse');
  });

  it('takes flat names', async () => {
    const flat = {
      name: 'Flat',
      mailbox_name: 'VMR',
      mailbox_email: 'flat@example.com',
      ews_url: nobodyThere,
      service_account_username: 'svc@example.com',
      service_account_password: 'p',
      scheduled_alias_prefix: '56',
      scheduled_alias_domain: 'example.com',
      addin_server_fqdn: 'vmr.example.com',
      exchange_metadata_urls: 'mail.example.com',
    };
    const { code, err } = await run('integration', 'import', await folder.write('flat.json', flat));
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('ERR_EWS_UNREACHABLE') });
  });

  it('says on an import which mailbox does not answer and why, and exits with 3', async () => {
    const args = ['integration', 'import', await folder.write('record.json', record)];
    const { code, out, err } = await run(...args, '--json');
    expect(code).toBe(3);
    expect(JSON.parse(out).connection).toMatchObject([
      { mailbox: 'vmr@example.com', error: { code: 'ERR_EWS_UNREACHABLE' } },
    ]);
    expect(err).toMatch(
      /vmr@example.com .*ERR_EWS_UNREACHABLE.*because: .*ECONNREFUSED.*The record is saved/s,
    );
    const changed = structuredClone({ ...record, id: JSON.parse(out).id });
    changed.mailbox.settings.ews_url = 'https://10.1.2.3/EWS/Exchange.asmx';
    const refused = await run('integration', 'import', await folder.write('private.json', changed));
    expect(refused.code).toBe(3);
    expect(refused.err).toContain(
      '10.1.2.3 is not called: this is a private address that egress.private_ranges',
    );
  });
});
