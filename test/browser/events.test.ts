import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, startBrowser } from './chromium.ts';
import { type Outlook, type OutlookOptions, PaneWorld } from './pane-world.ts';

let browser: Browser;
let world: PaneWorld;

const MAILBOX = 'vmr-sales@corp.example';
const tags = (html = '') => html.match(/PXPS:-[a-z2-7]+#/g) ?? [];

describeInBrowser('the functions that manifests name', () => {
  beforeAll(async () => {
    browser = await startBrowser();
    const manifest = { smart_alerts: true, mobile: true, new_appointment: 'add' };
    world = await PaneWorld.start(browser, { addIn: { manifest } });
  });
  afterAll(async () => {
    await world?.close();
    await browser?.close();
  });

  async function inOutlook(options: OutlookOptions, use: (outlook: Outlook) => Promise<void>): Promise<void> {
    const outlook = await world.outlook(options);
    try {
      await use(outlook);
      expect(outlook.errors).toEqual([]);
    } finally {
      await outlook.close();
    }
  }

  const alert = (outlook: Outlook) => outlook.page.getByRole('dialog');
  const press = (outlook: Outlook, name: string) => outlook.page.getByRole('button', { name }).click();
  const invited = async (outlook: Outlook) =>
    (await outlook.state())?.invitees.map(({ email }) => email) ?? [];

  it('[S12.4a, S12.4b] a removed mailbox is told before sending, one press mends it, and what is sent is accepted', () =>
    inOutlook({ more: { launch: 'send' } }, async (outlook) => {
      await outlook.openPane();
      await outlook.add();
      await outlook.tell('fill', { invitees: [] });
      const began = performance.now();
      await press(outlook, 'Send');
      await alert(outlook).getByText('not invited: no room would be booked').waitFor();
      // From the click on, with fetching and starting the script.
      expect(performance.now() - began).toBeLessThan(5_000);
      await press(outlook, 'Mend it');
      await expect.poll(() => invited(outlook)).toEqual([MAILBOX]);
      const cleanId = (await outlook.send()) ?? '';
      expect(await world.answers(cleanId)).toEqual(['Accept']);
    }));

  it.each([
    ['web', '1.16', 'Mend it'],
    ['classic', '1.12', "Don't send"],
  ])('[S12.4a, S12.4b] a damaged tag in %s with %s', (client, set, button) =>
    inOutlook({ set, more: { launch: 'send', client } }, async (outlook) => {
      await outlook.openPane();
      await outlook.add();
      const { html = '' } = (await outlook.state()) ?? {};
      await outlook.tell('fill', { html: html.replace(/PXPS:-(.{20})/, 'PXPS:-$1!') });
      await press(outlook, 'Send');
      await alert(outlook).getByText('mark in the text is damaged').waitFor();
      await press(outlook, button);
      expect(await alert(outlook).isVisible()).toBe(false);
      if (button === 'Mend it')
        await expect.poll(async () => tags((await outlook.state())?.html)).toHaveLength(1);
      else expect(await outlook.state()).not.toBeNull();
    }),
  );

  it.each([
    ['classic', false, false],
    ['mac', true, true],
    ['web', true, false],
  ])('[S12.4a] where the functions cannot be reached: %s asks %s, may send %s', (client, asks, maySend) =>
    inOutlook(
      { faults: 'functions-away', more: { launch: 'send', client, patience: '100' } },
      async (outlook) => {
        await press(outlook, 'Send');
        if (asks) await alert(outlook).getByText('takes longer').waitFor();
        if (maySend) await press(outlook, 'Send anyway');
        if (asks && !maySend) {
          await press(outlook, "Don't send");
          expect(await outlook.state()).not.toBeNull();
        } else await outlook.page.getByText('Invitation sent.').waitFor();
      },
    ),
  );

  it('[S12.4c] a new appointment has a room by itself, once, and is accepted', () =>
    inOutlook({ more: { launch: 'new' } }, async (outlook) => {
      await outlook.tell('newAt');
      await outlook.page.getByText('A meeting room was added').waitFor();
      expect(tags((await outlook.state())?.html)).toHaveLength(1);
      await outlook.openPane();
      await outlook.add('There is a room already');
      expect(await invited(outlook)).toEqual([MAILBOX]);
      expect(await world.answers((await outlook.send()) ?? '')).toEqual(['Accept']);
    }));

  it('[S12.4c] without a page a room is offered, and one press adds it', () =>
    inOutlook({ more: { launch: 'new', client: 'classic' } }, async (outlook) => {
      await outlook.tell('newAt');
      expect(tags((await outlook.state())?.html)).toEqual([]);
      await press(outlook, 'Add a room');
      await outlook.says('Room added');
    }));

  it('[S12.5a] the button on phones adds a room, and what is sent is accepted', () =>
    inOutlook({ width: 375, set: '1.5', more: { phone: 'yes' } }, async (outlook) => {
      const control = outlook.page.getByRole('switch', { name: 'Meeting room' });
      await control.click();
      await outlook.page.locator('[role=switch][aria-checked=true]').waitFor();
      await control.click();
      await outlook.page.getByText('has a meeting room already').waitFor();
      expect(tags((await outlook.state())?.html)).toHaveLength(1);
      expect(await world.answers((await outlook.send()) ?? '')).toEqual(['Accept']);
    }));
});
