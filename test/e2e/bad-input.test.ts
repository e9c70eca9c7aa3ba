import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, equipment, integrationRecord, integrations, people, until } from '@vmrkit/example-demo';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  booked,
  doorOpens,
  doorSays,
  hasAnswers,
  invited,
  nextMinute,
  reserved,
} from '../support/bookings.ts';
import { ExchangeWorld } from '../support/exchange-world.ts';

const HOUR = 3_600_000;
const ROOM = integrations.sales.mailbox.email;

describe('bad input over the real protocols: a clear error or the right decline, and the worker goes on', () => {
  const servers: Child[] = [];
  const log: string[] = [];
  let world: ExchangeWorld;

  beforeAll(async () => {
    world = await ExchangeWorld.create({
      worker: { park_pauses_ms: [300, 700, 1_500, 3_000, 6_000] },
      onLine: (line) => log.push(line),
    });
    servers.push(await world.deployment.start('manager'), await world.deployment.start('edge'));
    await reserved(world, integrations.sales);
  });

  afterAll(async () => {
    await Promise.all(servers.map((child) => child.stop()));
    await world.close();
  });

  // Whatever was thrown at it: the next meeting is served.
  afterEach(async () => {
    await world.sandbox.clearFaults();
    const meeting = await booked(world, { subject: 'The next one' });
    await doorOpens(world, meeting, meeting.start - HOUR / 2);
  });

  const allHandedOut = (count: number) => async () =>
    (await world.sandbox.status()).faultsHandedOut >= count ? true : null;

  it.each([
    ['a malformed SOAP answer', 'malformed', 'GetItem'],
    ['a malformed SOAP answer to the sync', 'malformed', 'SyncFolderItems'],
    ['an illegal character reference', 'illegal-characters', 'GetItem'],
    ['empty m:Items', 'empty-items', 'GetItem'],
    ['an answer cut off half way', 'half-answer', 'GetItem'],
    ['a sign-in page instead of SOAP', 'html', 'GetItem'],
  ] as const)('[S4.1a] %s loses nothing', async (_name, kind, operation) => {
    const before = (await world.sandbox.status()).faultsHandedOut;
    await world.sandbox.plan({ kind, operation, mailbox: ROOM, count: 2 });
    const meeting = await booked(world, { subject: 'Through thick and thin' });
    await doorOpens(world, meeting, meeting.start - HOUR / 2);
    await hasAnswers(world, meeting, ['Accept']);
    expect((await world.sandbox.status()).faultsHandedOut).toBeGreaterThan(before);
  });

  it('[S4.2a] a body of 10 MB is read to its end', async () => {
    const html = `<p>${'Lorem ipsum. '.repeat(800_000)}</p>`;
    const { html: instructions, aliases } = await reserved(world, integrations.sales);
    const start = nextMinute() + 2 * HOUR;
    const draft = { subject: 'Heavy', html: `${html}${instructions}`, start, end: start + HOUR };
    const name = await world.organizer.invite(draft, integrations.sales);
    await hasAnswers(world, { name }, ['Accept']);
    await doorOpens(world, { alias: aliases[0] ?? '' }, start - HOUR / 2);
  });

  it('[S6.4a] a subject of markup and template code stays the text that it is', async () => {
    const subject = `<script>alert('1')</script> {{ 7 * 7 }} {% raw %} & "quotes"`;
    const { alias } = await booked(world, { subject, start: nextMinute() + 10 * 60_000 });
    const { decision, conference } = await world.platform.ask(alias);
    expect(decision).toBe('admitted');
    expect(conference?.name).toBe(`${subject} (${people.organizer.name})`);
  });

  it('[S4.10a] a request without organizer and sender is left alone', async () => {
    const before = (await world.sandbox.status()).faultsHandedOut;
    await world.sandbox.plan({ kind: 'no-organizer', operation: 'GetItem', mailbox: ROOM, count: 1 });
    const lost = await invited(world, { subject: 'Nobody’s' });
    await until(allHandedOut(before + 1), { what: 'the request to be read' });
    await booked(world, { subject: 'After it' });
    expect(await world.organizer.answers(lost.name, ROOM)).toEqual([]);
    expect((await world.platform.ask(lost.alias)).decision).toBe('unknown');
  });

  it('[S4.1a] after a lost cursor nothing is answered twice and nothing is missed', async () => {
    const before = await booked(world, { subject: 'Before the loss' });
    await world.sandbox.expireSyncStates();
    await world.sandbox.endStreams();
    const after = await booked(world, { subject: 'After the loss' });
    await doorOpens(world, after, after.start - HOUR / 2);
    await hasAnswers(world, before, ['Accept']);
  });

  it('[S4.1b] a poisoned message in the middle of a batch holds up nobody, and is served once it heals', async () => {
    await world.sandbox.hold(ROOM);
    const first = await invited(world, { subject: 'First' });
    const middle = await invited(world, { subject: 'Middle' });
    const last = await invited(world, { subject: 'Last' });
    await world.sandbox.release({ order: [0] });
    await world.sandbox.poisonNext(ROOM, { count: 1 });
    await world.sandbox.release({ order: [0] });
    await world.sandbox.release({ mailbox: ROOM });
    await hasAnswers(world, first, ['Accept']);
    await hasAnswers(world, last, ['Accept']);
    expect(await world.organizer.answers(middle.name, ROOM)).toEqual([]);
    const items = await world.sandbox.folder(ROOM, 'inbox');
    const ill = items.find(({ meeting }) => meeting?.cleanId === middle.name.cleanId);
    await world.sandbox.poison(ROOM, ill?.id ?? '', null);
    await hasAnswers(world, middle, ['Accept']);
    await doorOpens(world, middle, middle.start - HOUR / 2);
  });

  it('[S4.12c] an update and a cancellation whose bodies cannot be converted do what they say', async () => {
    const meeting = await booked(world, { subject: 'Spoiled' });
    const start = meeting.start + HOUR;
    await world.sandbox.poisonNext(ROOM, { responseCode: 'ErrorContentConversionFailed', count: 2 });
    await world.organizer.move(meeting.name, { start, end: start + HOUR });
    await doorOpens(world, meeting, start - HOUR / 2);
    await hasAnswers(world, meeting, ['Accept', 'Accept']);
    await world.sandbox.cancel(meeting.name);
    await doorSays(world, meeting, 'cancelled');
  });

  it('[S2.1a] a record with a wrong field is refused with its path, and nothing is saved', async () => {
    const record = integrationRecord(integrations.sales, world.exchange);
    const wrong = { ...record, single_use: { ...(record.single_use as object), join_before_buffer: 500 } };
    const file = join(world.folder, 'wrong.json');
    writeFileSync(file, JSON.stringify(wrong));
    await expect(world.deployment.import(file)).rejects.toThrow(/single_use\.join_before_buffer/);
    const meeting = await booked(world, { subject: 'With the old buffer' });
    await doorOpens(world, meeting, meeting.start - HOUR / 2);
  });

  it('[S2.12a] an ews_url that points at ourselves is never called', async () => {
    const own = { ...integrations.support, id: '5a1e0000-0000-4000-8000-000000000003', name: 'Ourselves' };
    const mailbox = { email: 'vmr-own@corp.example', name: equipment.support.name };
    const url = `${world.deployment.managerUrl}/EWS/Exchange.asmx`;
    const record = integrationRecord({ ...own, mailbox, prefix: '77' }, { ...world.exchange, url });
    const file = join(world.folder, 'ourselves.json');
    writeFileSync(file, JSON.stringify(record));
    await world.deployment.import(file);
    const refused = async () => {
      return log.find((line) => line.includes('"reason":"own-listener"')) ?? null;
    };
    await until(refused, { what: 'a refusal in the log' });
    expect(log.filter((line) => line.includes('"route":"/EWS'))).toEqual([]);
    expect(log.filter((line) => line.includes('"method":"POST"') && line.includes('"status":404'))).toEqual(
      [],
    );
  });
});
