import { expect, test } from 'vitest';
import { createSandboxWorld } from '../test-support/sandbox-world.ts';
import { CLIENT_ID } from '../test-support/test-deps.ts';
import { eventSchema } from './entities.ts';
import { processingOf, unscopedOf } from './inspect-mailbox.ts';

const eventOf = (more: object) =>
  eventSchema.parse({
    id: 'E1',
    subject: 'Plan',
    body: { contentType: 'html', content: '<p>tag</p>' },
    organizer: { emailAddress: { name: 'Ada', address: 'ada@corp.example' } },
    responseStatus: { response: 'accepted', time: '2026-12-01T09:00:00Z' },
    ...more,
  });
const eaten = { subject: 'Ada ', body: { contentType: 'html', content: '<html><body></body></html>' } };

test.each<[string, object[], string | null]>([
  ['an entry that kept its body', [{}], 'auto-update'],
  ['an entry without body, under the organizer’s name, that Exchange accepted', [eaten], 'auto-accept'],
  ['an empty body alone', [{ body: { contentType: 'html', content: '' } }], 'auto-update'],
  ['the newest entry decides', [{}, eaten], 'auto-update'],
  ['an empty calendar', [], null],
])('processing: %s', (_title, events, wanted) => {
  expect(processingOf(events.map(eventOf))).toBe(wanted);
});

test('rights that reach every mailbox stand in the token', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'RS256' })}.${part({ roles: ['Mail.ReadWrite', 'User.Read.All'] })}.x`;
  expect([unscopedOf(token), unscopedOf('opaque')]).toEqual([['Mail.ReadWrite'], []]);
});

test('a right that is missing is named, and a mailbox out of scope is told as one', async () => {
  const world = await createSandboxWorld();
  try {
    const app = { clientId: CLIENT_ID, clientSecret: 's3cret' };
    await world.admin.graph.registerApp({ ...app, grants: [{ permission: 'Mail.ReadWrite' }] });
    expect(await world.mailbox.inspect()).toMatchObject({ missingRights: ['Calendars.ReadWrite'] });
    await world.admin.graph.registerApp({
      ...app,
      grants: [{ permission: 'Mail.ReadWrite', mailboxes: ['other@corp.example'] }],
    });
    const other = world.provider.equipmentMailbox('alice@corp.example');
    await expect(other.inspect()).rejects.toMatchObject({ code: 'ERR_GRAPH_NO_RIGHTS' });
  } finally {
    await world.close();
  }
});
