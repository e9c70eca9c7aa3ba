import { createSeededRandom, createWeakMemoryDatabase } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import type { DocumentCollection } from '../store/document-collection.ts';
import { DAY_MS, type Instant } from '../time/instant.ts';
import { withAudit } from './audit-entry.ts';
import { auditEventShape } from './audit-event.ts';
import { type Audited, copyAuditEvents, forgetAuditEvents, waitingAudit } from './copy-audit-events.ts';

interface Thing extends Audited {
  readonly name: string;
}

const random = createSeededRandom(3);

/** Things of two tenants, and where their events go. */
function openThings() {
  const database = createWeakMemoryDatabase();
  const things = database.collection<Thing, 'audit'>({ name: 'things', indexes: { audit: waitingAudit } });
  const events = database.collection(auditEventShape);
  return {
    database,
    things,
    events,
    async write(tenantId: string, id: string, ...times: readonly number[]) {
      let audit: Audited['audit'] = [];
      for (const at of times) {
        const told = { action: `thing.changed-${at}`, actor: 'operator', details: {}, integrationId: id };
        audit = withAudit(audit, { at: at as Instant, random, ...told });
      }
      await things.commit(tenantId, [{ op: 'insert', id, value: { name: id, audit } }]);
    },
    copy: (collection: DocumentCollection<Thing, 'audit'> = things) =>
      copyAuditEvents({ kind: 'thing', collection }, events, { limit: 10 }),
    async told(tenantId: string) {
      const { items } = await events.find(tenantId, { index: 'tenant', equals: [], limit: 100 });
      return items.map(({ value: { action, subject } }) => `${subject.kind} ${subject.id} ${action}`);
    },
  };
}

test('what is audited is copied to its tenant, the newest first, and dropped from the document', async () => {
  const { things, copy, told, write, events } = openThings();
  await write('acme', 'a', 10, 30);
  await write('acme', 'b', 20);
  await write('other', 'c', 40);
  await write('acme', 'quiet');
  expect(await copy()).toBe(3);
  expect(await told('acme')).toEqual([
    'thing a thing.changed-30',
    'thing b thing.changed-20',
    'thing a thing.changed-10',
  ]);
  expect(await told('other')).toEqual(['thing c thing.changed-40']);
  expect((await things.load('acme', ['a']))[0]?.value).toEqual({ name: 'a', audit: [] });
  const ofIntegration = { index: 'integration', equals: ['b'], limit: 10 } as const;
  expect((await events.find('acme', ofIntegration)).items.map(({ value }) => value)).toEqual([
    {
      tenantId: 'acme',
      subject: { kind: 'thing', id: 'b' },
      at: 20,
      action: 'thing.changed-20',
      actor: 'operator',
      details: {},
      integrationId: 'b',
    },
  ]);
  expect(await copy()).toBe(0);
});

test('a crash after the copy, and two managers at once, tell of nothing twice', async () => {
  const { things, copy, told, write } = openThings();
  await write('acme', 'a', 10, 30);
  const crashing = {
    ...things,
    find: things.find.bind(things),
    commit: () => Promise.reject(new Error('x')),
  };
  await expect(copy({ ...crashing, load: things.load.bind(things) })).rejects.toThrow('x');
  expect(await told('acme')).toHaveLength(2);
  expect((await things.load('acme', ['a']))[0]?.value.audit).toHaveLength(2);
  await Promise.all([copy(), copy()]);
  expect(await told('acme')).toHaveLength(2);
  expect((await things.load('acme', ['a']))[0]?.value.audit).toEqual([]);
});

test('a document that is written meanwhile keeps its entries until the next time', async () => {
  const { things, copy, told, write } = openThings();
  await write('acme', 'a', 10);
  const written = async () => {
    const [seen] = await things.load('acme', ['a']);
    const value = { name: 'renamed', audit: seen?.value.audit ?? [] };
    await things.commit('acme', [{ op: 'replace', id: 'a', revision: seen?.revision ?? '', value }]);
  };
  const late: typeof things.commit = async (...change) => {
    await written();
    return things.commit(...change);
  };
  await copy({ load: things.load.bind(things), find: things.find.bind(things), commit: late });
  expect((await things.load('acme', ['a']))[0]?.value).toMatchObject({
    name: 'renamed',
    audit: [{ at: 10 }],
  });
  await copy();
  expect((await things.load('acme', ['a']))[0]?.value).toEqual({ name: 'renamed', audit: [] });
  expect(await told('acme')).toHaveLength(1);
});

test('events are forgotten by their age', async () => {
  const { copy, told, write, events } = openThings();
  await write('acme', 'a', 1, DAY_MS);
  await copy();
  const forget = (now: number) => forgetAuditEvents(events, { now: now as Instant, days: 2, limit: 10 });
  await forget(2 * DAY_MS);
  expect(await told('acme')).toHaveLength(2);
  await forget(2 * DAY_MS + 1);
  expect(await told('acme')).toEqual([`thing a thing.changed-${DAY_MS}`]);
});
