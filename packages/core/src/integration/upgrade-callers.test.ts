import { expect, test } from 'vitest';
import { minimalRecord, parse, uuidRow } from './record.fixture.ts';
import { upgradeCallers } from './upgrade-callers.ts';

/** As every record stood in the store while Exchange was the only proof. */
const oldCallers = {
  entra: { tenant_ids: [], app_id: null, api_app_id: null, scope: 'access_as_user' },
  claim_names: { email: 'email', first_name: 'first_name', last_name: 'last_name', display_name: 'd' },
};
const url = 'https://mail.example.com/autodiscover/metadata/json/1';
const entry = { provider: 'exchange', settings: { metadata_urls: [url] } };

test.each<[string, unknown, unknown]>([
  [
    'a stored record',
    { id: 'i', advanced: { office_js_url: null, exchange_metadata_urls: [url] }, callers: oldCallers },
    { id: 'i', advanced: { office_js_url: null }, callers: [entry] },
  ],
  [
    'a record without any caller',
    { advanced: { exchange_metadata_urls: [] }, callers: oldCallers },
    { advanced: {}, callers: [] },
  ],
  [
    'a file without callers',
    { advanced: { exchange_metadata_urls: [url] } },
    { advanced: {}, callers: [entry] },
  ],
  ['a file with an empty Entra alone', { id: 'i', callers: oldCallers }, { id: 'i', callers: [] }],
  [
    'a file with tenants of Entra and one application',
    { callers: { entra: { ...oldCallers.entra, tenant_ids: ['t'], app_id: 'a' } } },
    {
      callers: [
        {
          provider: 'entra',
          settings: { tenant_ids: ['t'], client_id: 'a', app_ids: [], scope: 'access_as_user' },
        },
      ],
    },
  ],
  [
    'a file with tenants of Entra and two applications',
    {
      advanced: { exchange_metadata_urls: [url] },
      callers: { entra: { tenant_ids: ['t'], app_id: 'a', api_app_id: 'b' } },
    },
    {
      advanced: {},
      callers: [
        { provider: 'entra', settings: { tenant_ids: ['t'], client_id: 'b', app_ids: ['a'] } },
        entry,
      ],
    },
  ],
  [
    'a file with tenants of Entra but no application',
    { callers: { entra: { ...oldCallers.entra, tenant_ids: ['t'] } } },
    { callers: [] },
  ],
  [
    'a file with both shapes',
    { advanced: { exchange_metadata_urls: [url] }, callers: [{ provider: 'other' }] },
    { advanced: {}, callers: [{ provider: 'other' }, entry] },
  ],
  [
    'a file with faults, which are left to the parser',
    { advanced: { exchange_metadata_urls: 7 }, callers: 'x' },
    { advanced: {}, callers: 'x' },
  ],
])('%s', (_, old, expected) => {
  const before = structuredClone(old);
  expect(upgradeCallers(old)).toEqual(expected);
  expect(old).toEqual(before);
});

test.each<[unknown]>([[null], ['text'], [[]], [{}], [{ advanced: {}, callers: [entry] }]])(
  'what is up to date, or no record, stays as it is: %j',
  (record) => {
    expect(upgradeCallers(record)).toBe(record);
  },
);

test('an upgraded record parses to what the present shape gives', () => {
  const { callers: _, ...rest } = minimalRecord();
  const old = { ...rest, advanced: { exchange_metadata_urls: [url] }, callers: oldCallers };
  expect(parse(upgradeCallers(old), { newUuid: uuidRow() })).toEqual(parse(minimalRecord()));
});
