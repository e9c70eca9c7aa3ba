import { DEPLOYMENT, type DocumentCollection, type IntegrationRecord, VmrKitError } from '@vmrkit/core';
import type { ManifestContent } from '@vmrkit/core/composition';
import { FakeClock } from '@vmrkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { codeOf, openRecords, recordOf } from './integration-records.fixture.ts';
import { IntegrationRecords, type IntegrationRecordsOptions } from './integration-records.ts';

let { store, options, book } = openRecords();
beforeEach(() => {
  ({ store, options, book } = openRecords());
});

/** A collection's own calls, to be replaced one by one. */
function boundTo<T, Index extends string>(collection: DocumentCollection<T, Index>) {
  return {
    load: collection.load.bind(collection),
    find: collection.find.bind(collection),
    commit: collection.commit.bind(collection),
  };
}

describe('IntegrationRecords', () => {
  it('a save that came between check and write is not overwritten', async () => {
    const { record } = await book.save(recordOf('sales'));
    const change = (description: string) =>
      recordOf('sales', { id: record.id, general: { name: 'sales', description } });
    const { secretBox } = options;
    const slow = new IntegrationRecords({
      ...options,
      secretBox: {
        open: (...args) => secretBox.open(...args),
        rotate: (...args) => secretBox.rotate(...args),
        seal: async (...args) => {
          await book.save(change('first'));
          return secretBox.seal(...args);
        },
      },
    });
    expect(await codeOf(slow.save(change('second')))).toBe('ERR_INTEGRATION_CONTENDED');
    expect((await book.check(change('third'))).previous?.general.description).toBe('first');
  });

  describe('issueManifest', () => {
    const contentOf = ({ addIn }: IntegrationRecord): ManifestContent => ({
      flavour: 'on-premises',
      contentHash: addIn.displayName.default,
    });
    const named = (id: string, name: string) =>
      recordOf('sales', { id, add_in: { server_fqdn: 'vmr.example.com', display_name: name } });

    it('gives a version that rises exactly when the content changes, over saves of the record', async () => {
      const { id } = (await book.save(recordOf('sales'))).record;
      const first = await book.issueManifest(id, contentOf);
      expect(first).toMatchObject({ isNew: true, record: { id } });
      expect(await book.issueManifest(id, contentOf)).toMatchObject({ version: first.version, isNew: false });
      await book.save(recordOf('sales', { id, general: { name: 'sales', description: 'other' } }));
      expect(await book.issueManifest(id, contentOf)).toMatchObject({ version: first.version, isNew: false });
      await book.save(named(id, 'Rooms'));
      const second = await book.issueManifest(id, contentOf);
      expect(second.isNew).toBe(true);
      const parts = [first, second].map(({ version }) => version.split('.').map(Number));
      expect(parts[1]?.[2]).toBeGreaterThan(parts[0]?.[2] ?? 0);
    });

    it('two at once for two contents never give one version', async () => {
      const { id } = (await book.save(recordOf('sales'))).record;
      const versions = await Promise.all(
        ['a', 'b', 'c'].map((contentHash) =>
          book.issueManifest(id, () => ({ flavour: 'microsoft-365', contentHash })),
        ),
      );
      expect(new Set(versions.map(({ version }) => version)).size).toBe(3);
    });

    it('a save meanwhile makes it look again', async () => {
      const { id } = (await book.save(recordOf('sales'))).record;
      let seen = 0;
      const slow = new IntegrationRecords({
        ...options,
        store: {
          ...store,
          integrations: {
            ...store.integrations,
            find: store.integrations.find.bind(store.integrations),
            load: store.integrations.load.bind(store.integrations),
            commit: async (...args) => {
              seen += 1;
              if (seen === 1) await book.save(named(id, 'Rooms'));
              return store.integrations.commit(...args);
            },
          },
        },
      });
      const { record } = await slow.issueManifest(id, contentOf);
      expect(record.addIn.displayName.default).toBe('Rooms');
    });

    it('there is none of an integration that is not there', async () => {
      const nobody = '00000000-0000-4000-8000-000000000000';
      expect(await codeOf(book.issueManifest(nobody, contentOf))).toBe('ERR_INTEGRATION_NOT_FOUND');
    });
  });

  it('judges templates for so long only, however many there are', async () => {
    const clock = new FakeClock();
    let nowMs = 0;
    clock.monotonicMs = () => nowMs;
    const compile: IntegrationRecordsOptions['templateEngine']['compile'] = (...args) => {
      nowMs += 1_000;
      return options.templateEngine.compile(...args);
    };
    const judged = new IntegrationRecords({ ...options, clock, templateEngine: { compile } }).check(
      recordOf('sales'),
    );
    await expect(judged).rejects.toMatchObject({
      issues: expect.arrayContaining([expect.objectContaining({ code: 'ERR_TEMPLATE_LIMIT' })]),
    });
    expect(nowMs).toBe(3_000);
  });

  it('takes a record in the shape of earlier versions', async () => {
    const old = { callers: undefined, advanced: { exchange_metadata_urls: ['mail.example.com'] } };
    const { record } = await book.save(recordOf('sales', old));
    expect(record.callers).toEqual([
      { provider: 'exchange', settings: { metadata_urls: ['mail.example.com'] } },
    ]);
  });

  it.each([
    ['a wrong field', { single_use: { join_before_buffer: 500 } }, 'ERR_INTEGRATION_INVALID'],
    ['a wrong setting', { mailbox: { provider: 'plain', settings: {} } }, 'ERR_INTEGRATION_INVALID'],
    [
      'a template that does not parse',
      { email_texts: { joining_instructions_template: { default: '{{alias_uuid}}{{broken' } } },
      'ERR_INTEGRATION_INVALID',
    ],
    ['a name that is taken', { general: { name: 'support' } }, 'ERR_INTEGRATION_TAKEN'],
    ['another tenant', { tenant_id: 'acme' }, 'ERR_INTEGRATION_TAKEN'],
  ])('a record with %s leaves the stored one as it was', async (_, changes, code) => {
    const { record } = await book.save(recordOf('sales'));
    await book.save(recordOf('support'));
    const before = await book.stored();
    const good = { description: 'This alone would do.' };
    const general = { name: 'sales', ...good };
    expect(await codeOf(book.save({ ...recordOf('sales', { general }), id: record.id, ...changes }))).toBe(
      code,
    );
    expect(await book.stored()).toEqual(before);
  });

  it('a save tries the connection and stands whatever it finds', async () => {
    const { record, connection } = await book.save(recordOf('sales'));
    expect(connection).toMatchObject([{ email: 'sales@example.com', trouble: { code: 'ERR_MAILBOX_AWAY' } }]);
    expect((await book.stored()).map(({ id }) => id)).toEqual([record.id]);
    const page = await store.alarms.find('default', { index: 'standing', equals: ['default'], limit: 10 });
    expect(page.items.map(({ value }) => value.kind)).toEqual(['exchange-unreachable']);
  });

  it('the add-in of another tenant is served from another host', async () => {
    await book.save(recordOf('sales', { tenant_id: 'acme' }));
    expect(await codeOf(book.save(recordOf('support', { tenant_id: 'acme' })))).toBe('saved');
    const single_use = { scheduled_alias_prefix: '77', scheduled_alias_domain: 'bolt.example' };
    const bolt = { tenant_id: 'bolt', single_use };
    const theirs = book.save(recordOf('foreign', bolt));
    await expect(theirs).rejects.toMatchObject({
      code: 'ERR_INTEGRATION_TAKEN',
      issues: [{ path: ['add_in', 'server_fqdn'] }],
    });
    const elsewhere = { ...bolt, add_in: { server_fqdn: 'vmr.bolt.example' } };
    expect(await codeOf(book.save(recordOf('foreign', elsewhere)))).toBe('saved');
  });

  it('of two saves at once that want one mailbox, one is refused', async () => {
    const mailbox = { ...recordOf('x').mailbox, mailboxes: [{ name: 'VMR', email: 'vmr@example.com' }] };
    const saves = ['sales', 'support'].map((name) => codeOf(book.save(recordOf(name, { mailbox }))));
    expect((await Promise.all(saves)).sort()).toEqual(['ERR_INTEGRATION_TAKEN', 'saved']);
    expect(await book.stored()).toHaveLength(1);
  });

  it('what two integrations share since before there were claims is an alarm of one', async () => {
    const { record } = await book.save(recordOf('sales'));
    const [first] = await book.stored();
    if (first === undefined) throw new TypeError('It was saved.');
    const id = record.id.replace(/^./, (digit) => (digit === 'a' ? 'b' : 'a'));
    const wire = first.value.record as { readonly record: object };
    const value = { ...first.value, record: { ...wire, record: { ...wire.record, id } } };
    await store.integrations.commit('default', [{ op: 'insert', id, value }]);
    for (const each of await book.stored()) await book.claim(each);
    const refs = [record.id, id].map((each) => `integration-conflict/${each}`);
    const [none, alarm] = await store.alarms.load('default', refs);
    expect(none).toBeNull();
    expect(alarm?.value).toMatchObject({
      detail: 'general.name, mailbox.mailboxes.0.email',
      clearedAt: null,
    });
  });

  it('a save reads as many documents of four records as of forty, by a command of its own each time', async () => {
    const { claims, integrations } = store;
    let read = 0;
    type Integrations = IntegrationRecordsOptions['store']['integrations'];
    const counted = {
      ...store,
      claims: {
        ...boundTo(claims),
        load: (...[partition, ids]: Parameters<typeof claims.load>) => {
          read += ids.length;
          return claims.load(partition, ids);
        },
      },
      integrations: {
        ...boundTo(integrations),
        load: (...[partition, ids]: Parameters<Integrations['load']>) => {
          read += ids.length;
          return integrations.load(partition, ids);
        },
        find: async (...query: Parameters<Integrations['find']>) => {
          const page = await integrations.find(...query);
          read += page.items.length;
          return page;
        },
      },
    };
    const readOfSave = async (place: number) => {
      read = 0;
      await new IntegrationRecords({ ...options, store: counted }).save(recordOf(`place-${place}`));
      return read;
    };
    const reads: number[] = [];
    for (let place = 0; place < 40; place += 1) reads.push(await readOfSave(place));
    expect(reads[39]).toBe(reads[3]);
  });

  it('a record that was saved without claims keeps what is its own', async () => {
    await book.save(recordOf('sales'));
    const [first] = await book.stored();
    if (first === undefined) throw new TypeError('It was saved.');
    const { claimed: _, ...value } = first.value;
    const { revision, id } = first;
    await store.integrations.commit('default', [{ op: 'replace', id, revision, value }]);
    const held = (await store.claims.find(DEPLOYMENT, { index: 'review', equals: [], limit: 100 })).items;
    await store.claims.commit(
      DEPLOYMENT,
      held.map((each) => ({ op: 'remove', id: each.id, revision: each.revision })),
    );
    const again = new IntegrationRecords(options);
    expect(await codeOf(again.save(recordOf('sales')))).toBe('ERR_INTEGRATION_TAKEN');
    expect(await codeOf(again.save(recordOf('sales', { id })))).toBe('saved');
    expect((await book.stored()).map((each) => [each.id, each.value.claimed])).toEqual([[id, true]]);
  });

  it('outside its grant a tenant hears the same of aliases that are taken and of free ones', async () => {
    await book.save(recordOf('sales', { tenant_id: 'acme' }));
    const refusal = (scheduled_alias_prefix: string, scheduled_alias_domain: string) => {
      const single_use = { scheduled_alias_prefix, scheduled_alias_domain };
      const add_in = { server_fqdn: 'vmr.bolt.example' };
      return book
        .save(recordOf('foreign', { tenant_id: 'bolt', add_in, single_use }))
        .then(() => 'saved', formatError);
    };
    expect(await refusal('55', 'example.com')).toContain('These aliases are not available here.');
    expect(await refusal('55', 'example.com')).toBe(await refusal('56', 'example.net'));
    expect(await refusal('77', 'example.com')).toBe(await refusal('77', 'example.net'));
    expect(await refusal('771', 'bolt.example')).toBe('saved');
  });
});

const formatError = (error: unknown) =>
  VmrKitError.is(error) ? JSON.stringify([error.code, error.message, error.issues]) : String(error);
