import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Child,
  equipment,
  integrationRecord,
  integrations,
  people,
  type Reservation,
  until,
} from '@vmrkit/example-demo';
import type { MeetingName } from '@vmrkit/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doorOpens, nextMinute, reserved } from '../support/bookings.ts';
import { ExchangeWorld } from '../support/exchange-world.ts';

const HOUR = 3_600_000;
const BEFORE = HOUR / 2;
const first = { ...equipment.sales, id: integrations.sales.id.replace(/^5a1e/, '5a1f') };
const second = {
  email: 'vmr-sales-2@corp.example',
  name: 'VMR booking (2)',
  id: first.id.replace(/^5a1f/, '5a20'),
};

interface Booked {
  readonly name: MeetingName;
  readonly alias: string;
  readonly start: number;
  readonly mailbox: Reservation['mailbox'];
}

describe('a pool of two mailboxes over EWS', () => {
  const servers: Child[] = [];
  let world: ExchangeWorld;

  beforeAll(async () => {
    world = await ExchangeWorld.create();
    await world.sandbox.createMailbox({
      email: second.email,
      name: second.name,
      kind: 'equipment',
      processing: 'AutoUpdate',
    });
    servers.push(await world.deployment.start('manager'), await world.deployment.start('edge'));
    await reserved(world, integrations.sales);
  });

  afterAll(async () => {
    await Promise.all(servers.map((child) => child.stop()));
    await world.close();
  });

  /** Saves the integration's record with this pool while the manager runs. */
  async function save(mailboxes: readonly object[]): Promise<void> {
    const record = integrationRecord(integrations.sales, world.exchange);
    const file = join(world.folder, 'pool.json');
    await writeFile(
      file,
      JSON.stringify({ ...record, mailbox: { ...(record.mailbox as object), mailboxes } }),
    );
    await world.deployment.import(file);
  }

  /** Asks for rooms until the manager names this mailbox. */
  function untilNamed(email: string): Promise<Reservation> {
    const look = async () => {
      const reservation = await world.addIn.reserve(integrations.sales);
      return reservation.mailbox.email === email ? reservation : null;
    };
    return until(look, { what: `a reservation that names ${email}`, timeoutMs: 60_000, pauseMs: 300 });
  }

  async function send(reservation: Reservation, subject: string): Promise<Booked> {
    const { html, aliases, mailbox } = reservation;
    const start = nextMinute() + 2 * HOUR;
    const draft = { subject, html, start, end: start + HOUR };
    const name = await world.organizer.invite(draft, { ...integrations.sales, mailbox });
    return { name, alias: aliases[0] ?? '', start, mailbox };
  }

  async function isAccepted(booked: Booked, { email } = booked.mailbox, count = 1): Promise<void> {
    expect(await world.organizer.nextAnswer(booked.name, email, count)).toMatchObject({ verdict: 'Accept' });
    await doorOpens(world, booked, booked.start - BEFORE);
  }

  it('[S12.2c, S12.2f, S12.2g, S12.2e, S12.2k] is added to, moved in, drained and kept while it is needed, without a restart', async () => {
    const kept = await send(await reserved(world, integrations.sales), 'Early');
    expect(kept.mailbox.email).toBe(first.email);
    await isAccepted(kept);

    await save([first, second]);
    const added = await send(await untilNamed(second.email), 'Through the new one');
    expect(added.mailbox.name).toBe(second.name);
    await isAccepted(added);
    const moved = await send(await untilNamed(first.email), 'Through the old one once more');
    await isAccepted(moved);

    const attendees = [people.attendee.email, { email: second.email, role: 'required' as const }];
    await world.sandbox.update(moved.name, { attendees, send: 'all' });
    await isAccepted(moved, second);
    const start = moved.start + 3 * HOUR;
    await world.organizer.move(moved.name, { start, end: start + HOUR });
    await doorOpens(world, moved, start - BEFORE);
    await world.organizer.nextAnswer(moved.name, second.email, 2);
    expect(await world.organizer.answers(moved.name, first.email)).toHaveLength(1);

    await save([{ ...first, state: 'draining' }, second]);
    let inARow = 0;
    const drained = async () => {
      const { mailbox } = await world.addIn.reserve(integrations.sales);
      inARow = mailbox.email === second.email ? inARow + 1 : 0;
      return inARow >= 6 ? true : null;
    };
    await until(drained, { what: 'reservations that name the second mailbox alone', timeoutMs: 60_000 });
    const later = kept.start + HOUR;
    await world.organizer.move(kept.name, { start: later, end: later + HOUR });
    await doorOpens(world, kept, later - BEFORE);
    await world.organizer.nextAnswer(kept.name, first.email, 2);

    await expect(save([second])).rejects.toThrow(/vmr-sales@corp\.example is still needed by \d+ meetings/);
  }, 180_000);
});
