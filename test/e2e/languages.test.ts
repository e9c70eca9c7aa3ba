import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { audienceOf, type Child, integrationRecord, integrations, people } from '@vmrkit/example-demo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasAnswers, nextMinute } from '../support/bookings.ts';
import { ExchangeWorld } from '../support/exchange-world.ts';

const HOUR = 3_600_000;
const ROOM = integrations.sales.mailbox.email;

const versions = (text: string, de: string) => ({ default: text, by_language: { de } });

describe('texts in the language of the reader, over EWS', () => {
  const servers: Child[] = [];
  let world: ExchangeWorld;

  beforeAll(async () => {
    world = await ExchangeWorld.create();
    const record = integrationRecord(integrations.sales, world.exchange);
    const file = join(world.folder, 'sales-by-language.json');
    const texts = {
      add_in: { ...(record.add_in as object), pane: { title: versions('Room', 'Raum') } },
      email_texts: {
        joining_instructions_template: versions(
          '<div>Join {{alias}} {{alias_uuid}}</div>',
          '<div>Beitreten: {{alias}} {{alias_uuid}}</div>',
        ),
        accept_new_single_meeting_template: versions('<div>Booked.</div>', '<div>Gebucht.</div>'),
        reject_invalid_alias_id_text: versions('<div>Not valid.</div>', '<div>Ungültig.</div>'),
      },
    };
    writeFileSync(file, JSON.stringify({ ...record, ...texts }));
    await world.deployment.import(file);
    servers.push(await world.deployment.start('manager'), await world.deployment.start('edge'));
  });
  afterAll(async () => {
    await Promise.all(servers.map((child) => child.stop()));
    await world.close();
  });

  /** Clicks in a pane of this language. */
  async function click(language: string | null) {
    const token = await world.sandbox.identityToken({
      mailbox: people.organizer.email,
      audience: audienceOf(integrations.sales),
    });
    return world.addIn.reserveWith(token, integrations.sales, { language });
  }

  /** Sends an invitation and gives the text of its answer. */
  async function answerTo(html: string, verdict: string): Promise<string> {
    const start = nextMinute() + 2 * HOUR;
    const name = await world.organizer.invite(
      { subject: 'Plans', html, start, end: start + HOUR },
      integrations.sales,
    );
    await hasAnswers(world, { name }, [verdict]);
    return (await world.organizer.nextAnswer(name, ROOM)).text;
  }

  it.each([
    ['de-AT', 'de-DE', ['Raum', 'Beitreten:', 'Gebucht.', 'Ungültig.']],
    ['fr', 'fr-FR', ['Room', 'Join', 'Booked.', 'Not valid.']],
    [null, 'de-CH', ['Room', 'Join', 'Gebucht.', 'Ungültig.']],
  ])(
    '[S12.8c, S3.3a] pane %s, mailbox %s',
    async (pane, culture, [title, instructions, accepted, declined]) => {
      await world.sandbox.changeMailbox(people.organizer.email, { culture });
      const reservation = await click(pane);
      expect(reservation.texts).toMatchObject({ title });
      expect(reservation.html).toContain(instructions);
      expect(await answerTo(reservation.html, 'Accept')).toContain(accepted);
      expect(await answerTo(reservation.html.replace(/(PXPS:-.{20})[^#]*/, '$1'), 'Decline')).toContain(
        declined,
      );
    },
  );
});
