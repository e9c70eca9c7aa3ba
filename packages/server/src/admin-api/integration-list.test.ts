import { FakeClock } from '@vmrkit/testing';
import { expect, it } from 'vitest';
import { IntegrationList } from './integration-list.ts';

it('reads the records once, and again where a change was told of or 5 seconds are over', async () => {
  const clock = new FakeClock();
  let [count, reads] = [7, 0];
  const record = { general: { enabled: true }, mailbox: null, add_in: { server_fqdn: 'VMR.example.com' } };
  const integrationRecords = {
    async stored() {
      reads += 1;
      const value = { tenantId: 'acme', name: `Read ${reads}`, savedAt: 0, record: { record } };
      return [{ id: 'i', revision: '1', value }];
    },
  };
  const parts = new Map<string, unknown>(
    Object.entries({
      integrationNews: { since: async () => ({ count, changed: [] }) },
      clock,
      integrationRecords,
    }),
  );
  const list = new IntegrationList({ get: async (name: string) => parts.get(name) } as never);
  const named = async () => (await list.all()).map(({ text }) => text);
  expect([await named(), await named()]).toEqual([['read 1\nvmr.example.com'], ['read 1\nvmr.example.com']]);
  count += 1;
  expect([await named(), await named()]).toEqual([['read 2\nvmr.example.com'], ['read 2\nvmr.example.com']]);
  await clock.advance(5_000);
  expect(await named()).toEqual(['read 3\nvmr.example.com']);
});
