import { people } from '@vmrkit/example-demo';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gatewayBefore } from '../support/gateway.ts';
import { describeInBrowser, startBrowser } from './chromium.ts';
import { pressFaults } from './client-faults.ts';
import { type Outlook, PaneWorld } from './pane-world.ts';

let browser: Browser;
let world: PaneWorld;

const count = (html: string) => html.match(/PXPS:-/g)?.length ?? 0;

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

  it.concurrent.each(pressFaults.map(({ what, fault, expected }) => [what, fault, expected] as const))(
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

  it('[S10.2g] an address that the client drops: the pane shows it, and turns green when somebody adds it by hand', () =>
    withFault('web-addresses', async (outlook) => {
      const odd = "vmr'sales@corp.example";
      await outlook.context.route('**/reservations', async (route) => {
        const response = await route.fetch();
        const answer = await response.json();
        await route.fulfill({ response, json: { ...answer, mailbox: { ...answer.mailbox, email: odd } } });
      });
      await outlook.button('Add a room for this meeting').click();
      await outlook.says('did not add the mailbox');
      await outlook.says(`VMR booking <${odd}>`);
      await outlook.page.getByRole('textbox', { name: 'Required' }).fill(odd.toUpperCase());
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
