import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '@vmrkit/core/composition';
import { integrationRecord, integrations } from '@vmrkit/example-demo';
import { bundledDriver, createSqliteDatabase } from '@vmrkit/store-sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExchangeWorld } from '../support/exchange-world.ts';

let world: ExchangeWorld;

beforeAll(async () => {
  world = await ExchangeWorld.create();
});
afterAll(() => world.close());

/** Imports the record of Sales with changed settings of its mailbox; gives what the line says of the connection. */
async function importWith(settings: object) {
  const record = integrationRecord(integrations.sales, world.exchange) as {
    mailbox: { settings: object };
  };
  Object.assign(record.mailbox.settings, settings);
  const file = join(world.folder, 'tried.json');
  writeFileSync(file, JSON.stringify(record));
  return JSON.parse(await world.deployment.import(file)).connection;
}

async function alarms() {
  const database = await createSqliteDatabase({ file: world.storeFile, driver: bundledDriver });
  try {
    const query = { index: 'standing', equals: ['default'], limit: 10 } as const;
    const { items } = await openStore(database).alarms.find('default', query);
    return items.map(({ value }) => [value.kind, value.integrationId]);
  } finally {
    await database.close();
  }
}

it('[S2.8c] each save tries the connection, and its trouble is an alarm until a save succeeds', async () => {
  const { id, mailbox } = integrations.sales;
  expect(await alarms()).toEqual([]);
  expect(await importWith({ service_account_password: 'wrong' })).toMatchObject([
    { mailbox: mailbox.email, error: { code: 'ERR_EWS_SIGN_IN' } },
  ]);
  expect(await alarms()).toEqual([['sign-in-needed', id]]);
  expect(await importWith({ ews_url: 'http://127.0.0.1:1/EWS/Exchange.asmx' })).toMatchObject([
    { error: { code: 'ERR_EWS_UNREACHABLE' } },
  ]);
  expect(await alarms()).toEqual([['exchange-unreachable', id]]);
  expect(await importWith({})).toEqual([{ mailbox: mailbox.email, error: null }]);
  expect(await alarms()).toEqual([]);
});
