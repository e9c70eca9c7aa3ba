import { beforeEach, describe, expect, it } from 'vitest';
import { codeOf, openRecords, recordOf } from './integration-records.fixture.ts';

let { store, options, book } = openRecords();
beforeEach(() => {
  ({ store, options, book } = openRecords());
});

describe('changing what is saved', () => {
  it('an integration is switched off and on by its name, and keeps its secrets', async () => {
    await book.save(recordOf('sales'));
    expect((await book.setEnabled('sales', false)).record.general.enabled).toBe(false);
    const { record } = await book.setEnabled('sales', true);
    expect(record.general.enabled).toBe(true);
    expect(record.mailbox?.settings).toEqual({ password: 'correct horse' });
  });

  it('what is deleted gives back its name and mailboxes, and its alarms go', async () => {
    await book.save(recordOf('sales'));
    const seen = await book.get('sales');
    await book.delete(seen, { force: false });
    expect(await book.stored()).toEqual([]);
    expect(await options.alarms.standing(['default'])).toEqual([]);
    expect(await codeOf(book.save(recordOf('sales', { tenant_id: 'acme' })))).toBe('saved');
    await expect(book.delete(seen, { force: false })).rejects.toMatchObject({
      code: 'ERR_INTEGRATION_CONTENDED',
    });
  });

  it('what unused reservations need is deleted only by force', async () => {
    const { record } = await book.save(recordOf('sales'));
    const mailboxId = record.mailbox?.mailboxes[0]?.id;
    const now = options.clock.now();
    const about = { tenantId: 'default', integrationId: record.id, correlationId: 'c', createdAt: now };
    const value = { ...about, mailboxId, state: { kind: 'reserved', lapsesAt: now } };
    await store.reservations.commit('default', [{ op: 'insert', id: 'r', value: value as never }]);
    const seen = await book.get(record.id);
    await expect(book.delete(seen, { force: false })).rejects.toMatchObject({ code: 'ERR_MAILBOX_NEEDED' });
    await book.delete(seen, { force: true });
    expect(await book.stored()).toEqual([]);
  });

  it('a name that two tenants have names none', async () => {
    await book.save(recordOf('sales'));
    const mailbox = { ...recordOf('x').mailbox, mailboxes: [{ name: 'VMR', email: 'vmr@acme.example' }] };
    const add_in = { server_fqdn: 'vmr.acme.example' };
    const { record } = await book.save(recordOf('sales', { tenant_id: 'acme', mailbox, add_in }));
    await expect(book.get('sales')).rejects.toMatchObject({ code: 'ERR_INTEGRATION_AMBIGUOUS' });
    expect((await book.get(record.id)).id).toBe(record.id);
    await expect(book.get('other')).rejects.toMatchObject({ code: 'ERR_INTEGRATION_NOT_FOUND' });
  });
});
