import { integrations, people, until } from '@vmrkit/example-demo';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExchangeWorld } from '../support/exchange-world.ts';
import { type Outage, startWithOutage } from '../support/outage.ts';

const HOUR = 3_600_000;
let world: ExchangeWorld;
let outage: Outage;

beforeAll(async () => {
  world = await ExchangeWorld.create();
  outage = await startWithOutage(world, 2);
});

afterAll(async () => {
  await Promise.all(outage.servers.map((child) => child.stop()));
  await world.close();
});

it('[S4.6b, S4.6d, S4.6e] instructions take the place of placeholder and tag in everybody’s invitation', async () => {
  const [placeholder = '', other = ''] = outage.deferred;
  const rest = `<p>Please read <img src="cid:plan@corp.example"> first.</p><blockquote>${other}</blockquote>`;
  const start = Math.ceil(Date.now() / HOUR) * HOUR + 2 * HOUR;
  const draft = { subject: 'Deferred', html: `${placeholder}${rest}`, start, end: start + HOUR };
  const name = await world.organizer.invite(draft, integrations.sales);

  const bodies = await until(
    async () => {
      const inbox = await world.sandbox.folder(people.attendee.email, 'inbox');
      const requests = inbox.filter(({ meeting }) => meeting?.cleanId === name.cleanId);
      return requests.length > 1 ? requests.map(({ body }) => body) : null;
    },
    { what: 'an update in the attendee’s inbox' },
  );
  const sent = `${placeholder}${rest}<p>Agenda: what we did, what comes next.</p>`;
  expect(bodies).toEqual([expect.stringContaining(sent), expect.not.stringContaining(placeholder)]);
  const rewritten = bodies[1] ?? '';
  expect(rewritten).toContain(`${rest}<p>Agenda: what we did, what comes next.</p>`);
  expect(rewritten.match(/PXPS:-[^#]+#/g)).toHaveLength(1);

  const answer = await world.organizer.nextAnswer(name, integrations.sales.mailbox.email);
  expect(answer.verdict).toBe('Accept');
  const answers = await world.organizer.answers(name, integrations.sales.mailbox.email);
  expect(answers).toHaveLength(1);
});

it('[S7.3a] the token tag of an invitation opens no API', async () => {
  const text = (outage.deferred[0] ?? '').replaceAll(/<[^>]*>|\s/g, '');
  const tag = /TOK:-[^#]+#/.exec(text)?.[0] ?? '';
  expect(tag.length).toBeGreaterThan(100);
  const { managerUrl, edgeUrl } = world.deployment;
  const reservations = `/api/client/v2/msexchange_schedulers/${integrations.sales.id}/reservations`;
  const draft = { draft_key: null, language: null };
  const doors: readonly (readonly [url: string, method: string, body: unknown])[] = [
    [edgeUrl + reservations, 'POST', draft],
    [`${managerUrl}/api/admission/v1/decisions`, 'POST', { alias: '55000000' }],
    [`${managerUrl}/api/manager/v1/snapshot`, 'GET', undefined],
  ];
  for (const credential of [tag, tag.slice('TOK:-'.length, -1)]) {
    for (const [url, method, body] of doors) {
      const headers = { authorization: `Bearer ${credential}`, 'content-type': 'application/json' };
      const response = await fetch(url, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
      });
      expect(response.status, url).toBe(401);
    }
  }
});
