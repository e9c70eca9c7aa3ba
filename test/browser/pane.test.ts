import { people } from '@vmrkit/example-demo';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, startBrowser } from './chromium.ts';
import { type PaneTimes, paneTimes } from './pane-times.ts';
import { type Outlook, type OutlookOptions, PaneWorld } from './pane-world.ts';

let browser: Browser;
let world: PaneWorld;

const tags = (html: string) => html.match(/PXPS:-[a-z2-7]+#|TOK:-/g) ?? [];

describeInBrowser('the pane', () => {
  beforeAll(async () => {
    browser = await startBrowser();
    world = await PaneWorld.start(browser);
  });
  afterAll(async () => {
    await world?.close();
    await browser?.close();
  });

  /** Opens form and pane, and closes them when the test is done. */
  async function inOutlook(options: OutlookOptions, use: (outlook: Outlook) => Promise<void>): Promise<void> {
    const outlook = await world.outlook(options);
    try {
      await outlook.openPane();
      await use(outlook);
      expect(outlook.errors).toEqual([]);
    } finally {
      await outlook.close();
    }
  }

  /** Books a meeting by the pane, and waits for the mailbox's answer. */
  async function booked(outlook: Outlook): Promise<string> {
    await outlook.add();
    const cleanId = (await outlook.send()) ?? '';
    expect(await world.answers(cleanId)).toEqual(['Accept']);
    return cleanId;
  }

  /** Takes the pane away and opens it again, as for another meeting. */
  async function reopened(outlook: Outlook): Promise<void> {
    await outlook.page.getByRole('button', { name: 'Close pane' }).click();
    await outlook.openPane();
  }

  it('[S10.2a, S10.2b] puts instructions above the text, invites the mailbox, and what is sent is accepted', () =>
    inOutlook({}, async (outlook) => {
      await outlook.tell('fill', { subject: 'Plans', html: '<p>Agenda</p>' });
      await outlook.add();
      const state = await outlook.state();
      expect(state?.html).toMatch(/^<div id="vmrkit-room">[\s\S]*sip:55[\s\S]*<p>Agenda<\/p>$/);
      expect(state?.invitees).toEqual([
        { name: 'VMR booking', email: 'vmr-sales@corp.example', resolved: true },
      ]);
      await outlook.says(/opens 30 minutes before the meeting and closes 60 minutes after/);
      const cleanId = (await outlook.send()) ?? '';
      expect(await world.answers(cleanId)).toEqual(['Accept']);
      await outlook.says('no longer open');
      expect(await outlook.pane.getByRole('button').count()).toBe(0);
    }));

  it('[S10.2h] is there within 500 ms, inserts within 300 ms beyond the server’s answer, and weighs less than 75 KiB', async () => {
    const times: PaneTimes[] = [];
    const isMet = ({ readyMs, insertMs }: PaneTimes) => readyMs < 500 && insertMs < 300;
    // The machine may be busy with other tests.
    for (let run = 0; run < 5 && !times.some(isMet); run += 1) {
      await inOutlook({ isTimed: true }, async (outlook) => {
        await outlook.add();
        times.push(await paneTimes(outlook));
      });
    }
    expect(Math.min(...times.map(({ readyMs }) => readyMs))).toBeLessThan(500);
    expect(Math.min(...times.map(({ insertMs }) => insertMs))).toBeLessThan(300);
    expect(times.at(0)?.gzipBytes).toBeLessThan(75 * 1_024);
  });

  it('[S10.6a] a double click, a second press and a second opening give one room and one block', () =>
    inOutlook({}, async (outlook) => {
      await outlook.button('Add a room for this meeting').dblclick();
      await outlook.says('Room added');
      await outlook.add('There is a room already');
      await reopened(outlook);
      await outlook.add('There is a room already');
      const state = await outlook.state();
      expect([tags(state?.html ?? '').length, state?.invitees.length]).toEqual([1, 1]);
      expect((await outlook.asked()).filter((name) => name === 'body.prependAsync')).toHaveLength(1);
    }));

  it('[S10.7a] takes everything back from a draft, and adds it again', () =>
    inOutlook({ faults: 'organizer-among-attendees' }, async (outlook) => {
      const bob = { name: 'Bob Okafor', email: people.attendee.email, resolved: true };
      await outlook.tell('fill', { html: '<p>Agenda</p>', invitees: [bob] });
      await outlook.add();
      await outlook.button('Remove from this meeting').click();
      await outlook.says('Room removed');
      expect(await outlook.state()).toMatchObject({ html: '<p>Agenda</p>', invitees: [bob] });
      await outlook.add();
      expect(tags((await outlook.state())?.html ?? '')).toHaveLength(1);
    }));

  it('[S3.5c] a sent meeting that is opened again has its room, and its update is accepted', () =>
    inOutlook({}, async (outlook) => {
      const cleanId = await booked(outlook);
      await outlook.tell('openMeeting', cleanId);
      await reopened(outlook);
      await outlook.add('There is a room already');
      await outlook.tell('fill', { subject: 'Other plans' });
      await outlook.send();
      expect(await world.answers(cleanId)).not.toContain('Decline');
    }));

  // The second client tells no answers of attendees, and its copies take the draft's key along.
  it.each([
    ['1.16', ''],
    ['1.5', 'no-responses'],
  ])(
    '[S3.5b, S3.5c] an appointment copied to its very start under %s %s is asked about, and with a new room accepted',
    (set, faults) =>
      inOutlook({ set, faults }, async (outlook) => {
        const first = await booked(outlook);
        await outlook.tell('copyMeeting', first, 0);
        await reopened(outlook);
        const before = (await outlook.state())?.html;
        await outlook.add('Whose room is this?');
        expect((await outlook.state())?.html).toBe(before);
        await outlook.button('Take a new room').click();
        await outlook.says('Room added');
        const after = tags((await outlook.state())?.html ?? '');
        expect(after).toHaveLength(1);
        expect(after).not.toEqual(tags(before ?? ''));
        const copy = (await outlook.send()) ?? '';
        expect(copy).not.toBe(first);
        expect(await world.answers(copy)).toEqual(['Accept']);
      }),
  );

  it('[S3.5b, S3.5c] a reply with meeting is asked about, keeps what it quotes, and is accepted', () =>
    inOutlook({}, async (outlook) => {
      const first = await booked(outlook);
      await outlook.tell('replyWithMeeting', first);
      await reopened(outlook);
      await outlook.add('Whose room is this?');
      await outlook.button('Take a new room').click();
      await outlook.says('Room added');
      expect(tags((await outlook.state())?.html ?? '')).toHaveLength(2);
      expect(await world.answers((await outlook.send()) ?? '')).toEqual(['Accept']);
    }));

  it('[S3.5b, S3.5c] a moved start is asked about, and with its room kept accepted', () =>
    inOutlook({}, async (outlook) => {
      const cleanId = await booked(outlook);
      await outlook.tell('openMeeting', cleanId);
      await reopened(outlook);
      const start = ((await outlook.state())?.start ?? 0) + 7_200_000;
      await outlook.tell('fill', { start, end: start + 1_800_000 });
      await outlook.add('Whose room is this?');
      await outlook.button('Keep this room').click();
      await outlook.says('Nothing was changed');
      await outlook.send();
      expect(await world.answers(cleanId, 2)).toEqual(['Accept', 'Accept']);
    }));

  it('[S3.5d] a block with a dead tag is replaced where it stands', () =>
    inOutlook({}, async (outlook) => {
      const cleanId = await booked(outlook);
      await world.client.cancel({ organizer: people.organizer.email, cleanId });
      const { body } = await world.client.meeting({ organizer: people.organizer.email, cleanId });
      await outlook.tell('newMeeting');
      await outlook.tell('fill', { html: `<p>Hello</p>${body}<p>Agenda</p>` });
      await reopened(outlook);
      // Until the mailbox has read the cancellation the tag is another meeting's.
      await expect
        .poll(
          async () => {
            await outlook.button('Add a room for this meeting').click();
            await outlook.says(/Room added|Whose room/);
            const isAsked = await outlook.status.getByText('Whose room').isVisible();
            if (isAsked) await outlook.button('Keep this room').click();
            return isAsked;
          },
          { timeout: 10_000 },
        )
        .toBe(false);
      const html = (await outlook.state())?.html ?? '';
      expect(tags(html)).toHaveLength(1);
      expect(tags(html)).not.toEqual(tags(body));
      expect(html).toMatch(/^<p>Hello<\/p>[\s\S]*<p>Agenda<\/p>$/);
    }));

  it.each<readonly [string, OutlookOptions]>([
    [
      'a delegate in the organizer’s calendar',
      { mailbox: people.attendee.email, more: { 'calendar-of': people.organizer.email } },
    ],
    [
      'another mailbox that was opened, with one’s own token',
      { faults: `token-of:${people.attendee.email}` },
    ],
  ])('[S10.1b, S3.5c] %s: the room is the organizer’s', (_, options) =>
    inOutlook(options, async (outlook) => {
      const cleanId = await booked(outlook);
      // Opened again by the organizer, whose pane has never seen it.
      const own = await world.outlook();
      await own.tell('openMeeting', cleanId);
      await own.openPane();
      await own.add('There is a room already');
      await own.close();
    }),
  );

  it('[S10.1b] without the right to send for the organizer: a room is reserved, Exchange refuses, none is booked', async () => {
    await world.client.changeMailbox(people.organizer.email, { delegates: [] });
    await inOutlook(
      { mailbox: people.attendee.email, more: { 'calendar-of': people.organizer.email } },
      async (outlook) => {
        const calendar = () => world.client.folder(people.organizer.email, 'calendar');
        const before = await calendar();
        await outlook.add();
        expect(await outlook.send()).toBeNull();
        expect(await calendar()).toEqual(before);
        await outlook.page.getByText('You may not send for').waitFor();
        await outlook.says('no longer open');
        outlook.errors.length = 0;
      },
    ).finally(() => world.client.changeMailbox(people.organizer.email, { delegates: 'all' }));
  });

  it('[S3.4e] the edge gone: the pane says that the add-in is not available, and changes nothing', () =>
    inOutlook({}, async (outlook) => {
      await outlook.context.route('**/reservations', (route) => route.abort());
      const before = await outlook.state();
      await outlook.add('does not answer');
      expect(await outlook.state()).toEqual(before);
      await outlook.context.unroute('**/reservations');
      await outlook.add();
      outlook.errors.length = 0;
    }));

  it('says so when it takes long, and when the server knows this pane no more', () =>
    inOutlook({}, async (outlook) => {
      await outlook.context.route('**/reservations', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        await route.continue();
      });
      await outlook.button('Add a room for this meeting').click();
      await outlook.says('takes longer than usual');
      await outlook.says('Room added');
      await outlook.context.unroute('**/reservations');
      await outlook.context.route('**/reservations', (route) =>
        route.continue({ headers: { ...route.request().headers(), 'x-vmrkit-pane': '0' } }),
      );
      await outlook.add('Close this pane and open it again');
      outlook.errors.length = 0;
    }));

  it('[S3.4f] the manager away: placeholder and token tag, one block however often it is pressed', async () => {
    await world.stopManager();
    try {
      await inOutlook({}, async (outlook) => {
        await outlook.add('The room will follow');
        await outlook.button('Add a room for this meeting').click();
        const proofs = async () =>
          (await outlook.asked()).filter((name) => name === 'getUserIdentityTokenAsync').length;
        await expect.poll(proofs).toBe(2);
        await outlook.says('The room will follow');
        const state = await outlook.state();
        expect(tags(state?.html ?? '')).toEqual(['TOK:-']);
        expect(state?.invitees.map(({ email }) => email)).toEqual(['vmr-sales@corp.example']);
      });
    } finally {
      await world.startManager();
    }
  });
});
