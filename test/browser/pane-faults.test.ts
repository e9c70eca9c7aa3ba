import { people } from '@vmrkit/example-demo';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gatewayBefore } from '../support/gateway.ts';
import { describeInBrowser, startBrowser } from './chromium.ts';
import { type Outlook, PaneWorld } from './pane-world.ts';

let browser: Browser;
let world: PaneWorld;

interface Expected {
  /** What the pane says. */
  readonly says: string | RegExp;
  /** Blocks in the body at the end. */
  readonly blocks: number;
  readonly isInvited: boolean;
}

const done: Expected = { says: 'Room added', blocks: 1, isInvited: true };
const failed: Expected = { says: 'That did not work', blocks: 0, isInvited: false };
const count = (html: string) => html.match(/PXPS:-/g)?.length ?? 0;

/** What clients do, and what becomes of one press of the button. */
const faults: readonly (readonly [what: string, fault: string, expected: Expected])[] = [
  ['the body that is read is three seconds behind', 'lag:3', done],
  ['the body changes two seconds after the call returned', 'late-write:2', done],
  ['ids are rewritten', 'rewrite', done],
  ['ids are lost', 'drop-ids', done],
  ['callbacks come twice', 'twice:body.prependAsync', done],
  ['the host tells no colours', 'no-theme', done],
  ['the body cannot be read', 'fail:body.getAsync', failed],
  ['the text is refused', 'fail:body.prependAsync', failed],
  ['the call for the text never returns', 'never:body.prependAsync', { ...failed, says: 'did not answer' }],
  [
    'the text is taken and never shown',
    'silent:body.prependAsync',
    { says: 'does not show them yet', blocks: 0, isInvited: true },
  ],
  [
    'attendees are not added, in spite of success',
    'silent:requiredAttendees.addAsync',
    { says: 'VMR booking <vmr-sales@corp.example>', blocks: 1, isInvited: false },
  ],
  [
    'attendees are refused',
    'fail:requiredAttendees.addAsync',
    { says: 'VMR booking <vmr-sales@corp.example>', blocks: 1, isInvited: false },
  ],
  ['no proof of who asks', 'fail:getUserIdentityTokenAsync', { ...failed, says: 'no proof of who you are' }],
  [
    'the form is closed at the wrong moment',
    'gone-before:body.prependAsync',
    { says: 'no longer open', blocks: 0, isInvited: false },
  ],
  [
    'another item comes at the wrong moment',
    'switch-before:requiredAttendees.getAsync',
    { says: 'no longer open', blocks: 0, isInvited: false },
  ],
  ['the draft keeps no data', 'fail:sessionData.setAsync', done],
  ['the start is not told', 'fail:start.getAsync', done],
  ['the text comes as null', 'null:body.getAsync', failed],
  ['the draft is said to keep data and keeps none', 'silent:sessionData.setAsync', done],
  ['data of the draft come as nothing at all', 'empty:sessionData.getAsync', done],
  [
    'attendees come as null',
    'null:requiredAttendees.getAsync',
    { says: 'VMR booking <vmr-sales@corp.example>', blocks: 1, isInvited: false },
  ],
  ['the form writes plain text', 'plain-text', done],
  [
    'an online meeting by default',
    'online-by-default',
    { ...done, says: 'how to join with Microsoft Teams' },
  ],
];

describeInBrowser('a client in which', () => {
  beforeAll(async () => {
    browser = await startBrowser();
    world = await PaneWorld.start(browser, { singleUse: { sip_uri_in_location: true } });
  });
  afterAll(async () => {
    await world?.close();
    await browser?.close();
  });

  async function withFault(fault: string, use: (outlook: Outlook) => Promise<void>): Promise<void> {
    const outlook = await world.outlook({ faults: fault });
    try {
      await outlook.openPane();
      await use(outlook);
      expect(outlook.errors).toEqual([]);
    } finally {
      await outlook.close();
    }
  }

  it.concurrent.each(faults)(
    '[S10.2g] %s (%s)',
    { timeout: 60_000 },
    (_, fault, { says, blocks, isInvited }) =>
      withFault(fault, async (outlook) => {
        await outlook.button('Add a room for this meeting').click();
        await outlook.says(says);
        const state = await outlook.state();
        const invited = state?.invitees.some(({ email }) => email === 'vmr-sales@corp.example') ?? false;
        expect([count(state?.html ?? ''), invited]).toEqual([blocks, isInvited]);
      }),
  );

  it.concurrent.each(['rewrite', 'drop-ids'])(
    '[S10.6a] %s: a second press finds the block, removal takes it out',
    (fault) =>
      withFault(fault, async (outlook) => {
        await outlook.add();
        await outlook.add('There is a room already');
        await outlook.button('Remove from this meeting').click();
        await outlook.says('Room removed');
        expect(count((await outlook.state())?.html ?? '')).toBe(0);
      }),
  );

  it('[S10.2g] attendees cannot be added: the pane turns green when somebody adds the mailbox by hand', () =>
    withFault('silent:requiredAttendees.addAsync', async (outlook) => {
      await outlook.button('Add a room for this meeting').click();
      await outlook.says('did not add the mailbox');
      await outlook.page.getByRole('textbox', { name: 'Required' }).fill('VMR-Sales@corp.example');
      await outlook.page.keyboard.press('Enter');
      await outlook.says('The room is booked as soon as you send it');
    }));

  it('[S10.2g] a table stands on top: the block comes before it', () =>
    withFault('', async (outlook) => {
      await outlook.tell('fill', { html: '<table><tbody><tr><td>Budget</td></tr></tbody></table>' });
      await outlook.add();
      const html = (await outlook.state())?.html ?? '';
      expect(html.indexOf('vmrkit-room')).toBeLessThan(html.indexOf('Budget'));
      expect(html).toMatch(/<td>Budget<\/td>/);
    }));

  it('[S10.2g] pictures are parts of the message: attendees get them whole', () =>
    withFault('', async (outlook) => {
      const bob = { name: 'Bob Okafor', email: people.attendee.email, resolved: true };
      await outlook.tell('fill', { html: '<p>Plan <img alt="plan" src="cid:plan@x"></p>', invitees: [bob] });
      await outlook.add();
      await outlook.button('Remove from this meeting').click();
      await outlook.says('delete the joining instructions from the text yourself');
      await outlook.add('There is a room already');
      await outlook.button('Invite VMR booking').click();
      await outlook.status.getByText('Without it no room is booked').waitFor({ state: 'hidden' });
      const cleanId = (await outlook.send()) ?? '';
      expect(await world.received(cleanId)).toContain('cid:plan@x');
      outlook.errors.length = 0;
    }));

  it.each([
    ['', '1.16', [{ kind: 'text', text: expect.stringMatching(/^sip:55/) }], false],
    ['location-uncommitted', '1.16', [], true],
  ] as const)('[S12.13b] location with %s under %s', async (fault, set, places, isMissing) => {
    const outlook = await world.outlook({ faults: fault, set });
    await outlook.openPane();
    await outlook.add();
    expect((await outlook.state())?.places).toEqual(places);
    expect(await outlook.status.getByText('did not add this line').isVisible()).toBe(isMissing);
    await outlook.close();
  });

  it('[S12.13b] beside a room in the location our line comes and goes, and the room stays a room', () =>
    withFault('', async (outlook) => {
      const room = { kind: 'room', text: 'Room 4' };
      await outlook.tell('fill', { places: [room] });
      await outlook.add();
      expect((await outlook.state())?.places).toEqual([
        room,
        { kind: 'text', text: expect.stringMatching(/^sip:/) },
      ]);
      await outlook.button('Remove from this meeting').click();
      await outlook.says('Room removed');
      expect((await outlook.state())?.places).toEqual([room]);
      // No decision goes by an item's id, which clients tell wrongly.
      expect((await outlook.asked()).filter((name) => /itemid/i.test(name))).toEqual([]);
    }));

  it('[S12.13b] a room stands in the location of a client that would make it text: it stays a room', async () => {
    const outlook = await world.outlook({ set: '1.5' });
    await outlook.openPane();
    const room = { kind: 'room', text: 'Room 4' };
    await outlook.tell('fill', { places: [room] });
    await outlook.add();
    await outlook.says('did not add this line');
    expect((await outlook.state())?.places).toEqual([room]);
    await outlook.close();
  });

  it('[S10.2g] a gateway shows the pane under another host, with a query of its own', async () => {
    const gateway = await gatewayBefore(world.paneUrl);
    const outlook = await world.outlook({ more: { pane: `${gateway.shows(world.paneUrl)}?McasTsid=1` } });
    await outlook.openPane();
    await outlook.add();
    const frame = outlook.page.frames().find((each) => each.url().includes('/pane'));
    expect(new URL(frame?.url() ?? '').hostname).toBe('pane.example.com.mcas.localhost');
    expect(outlook.errors).toEqual([]);
    await outlook.close();
    await gateway.close();
  });

  it.concurrent.each(['never-ready', 'no-mailbox'])(
    '[S10.2g] Office does not start (%s): no blank pane',
    async (fault) => {
      const outlook = await world.outlook({ faults: fault });
      await outlook.page.getByRole('button', { name: 'Add a meeting room' }).click();
      await outlook.pane.getByText('The add-in could not start').waitFor({ timeout: 15_000 });
      await outlook.tell('setFaults', '');
      await outlook.button('Try again').click();
      await outlook.button('Add a room for this meeting').waitFor();
      await outlook.close();
    },
  );
});
