import { people } from '@vmrkit/example-demo';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import type { Outlook, OutlookOptions } from './pane-world.ts';
import { digitsOf, openDialog, PERSONAL, PersonalWorld, typeDigits, typePassword } from './personal-world.ts';

let world: PersonalWorld;

describeInBrowser('personal rooms in the pane', () => {
  beforeAll(async () => {
    world = await PersonalWorld.start();
  });
  afterAll(() => world?.close());
  beforeEach(() => world.users.deleteAll());

  async function inOutlook(options: OutlookOptions, use: (outlook: Outlook) => Promise<void>): Promise<void> {
    const outlook = await world.open(options);
    try {
      await use(outlook);
    } finally {
      await outlook.close();
    }
  }

  /** From the first press to the list of rooms, by the dialog. */
  async function signedIn(outlook: Outlook, username?: string): Promise<void> {
    await outlook.button(PERSONAL).click();
    const dialog = await openDialog(outlook);
    await typePassword(dialog, username);
    await dialog.getByRole('button', { name: 'Continue in Outlook' }).click();
  }

  it('[S9.4a, S9.5b] signs in once, offers rooms with an alias, and the next pane needs no sign-in', async () => {
    await inOutlook({}, async (outlook) => {
      await outlook.tell('fill', { html: '<p>Agenda</p>' });
      await signedIn(outlook);
      await outlook.button('Alice’s room').waitFor();
      expect(await outlook.pane.getByRole('listitem').count()).toBe(2);
      await outlook.button('Alice’s room').click();
      await outlook.says(/Alice’s room are in your invitation/);
      const state = await outlook.state();
      expect(state?.html).toMatch(
        /^<div id="vmrkit-room">[\s\S]*alice@vc\.example\.com[\s\S]*<p>Agenda<\/p>$/,
      );
      expect([state?.invitees, state?.places.length]).toEqual([[], 1]);
    });
    await inOutlook({}, async (outlook) => {
      await outlook.button(PERSONAL).click();
      await outlook.button('Team room').click();
      await outlook.says(/Team room are in your invitation/);
      await outlook.button(PERSONAL).click();
      await outlook.button('Alice’s room').click();
      await outlook.says(/Alice’s room are in your invitation/);
      const state = await outlook.state();
      expect(state?.html.match(/id="vmrkit-room"/g)).toHaveLength(1);
      expect(state?.html).not.toContain('team@vc');
      expect(state?.places).toHaveLength(1);
      await outlook.button('Remove from this meeting').click();
      await outlook.says('Room removed');
      expect((await outlook.state())?.places).toEqual([]);
    });
  });

  it.each(['light', 'dark'] as const)(
    '[S9.5g, S10.2e] asks about another account, and has no fault in the %s theme',
    (theme) =>
      inOutlook({ theme, faults: 'calendar-of:boss@corp.example' }, async (outlook) => {
        await outlook.button(PERSONAL).click();
        await digitsOf(outlook);
        expect(await outlook.axe()).toEqual([]);
        const dialog = await openDialog(outlook);
        await typePassword(dialog);
        await dialog.getByRole('button', { name: 'Continue in Outlook' }).click();
        const use = outlook.button(/^Use the rooms of/);
        await use.waitFor();
        await outlook.button('Sign in with another account').waitFor();
        expect(await outlook.button('Alice’s room').count()).toBe(0);
        expect(await outlook.axe()).toEqual([]);
        await use.click();
        await outlook.button('Alice’s room').waitFor();
        expect(await outlook.axe()).toEqual([]);
      }),
  );

  it.each(['dialog-loses-messages', 'dialog-blocked', 'never:displayDialogAsync'])(
    '[S9.1d] goes on by the digits with %s',
    (faults) =>
      inOutlook({ faults }, async (outlook) => {
        await outlook.button(PERSONAL).click();
        let page = null;
        if (faults === 'dialog-loses-messages') page = await openDialog(outlook);
        else {
          await digitsOf(outlook);
          await outlook.button('Sign in').click();
          if (faults === 'dialog-blocked') await outlook.says(/Outlook opened no window/);
          const link = outlook.pane.getByRole('link', { name: 'Continue in the browser' });
          [page] = await Promise.all([outlook.context.waitForEvent('page'), link.click()]);
        }
        await typePassword(page);
        await typeDigits(page, outlook);
        await outlook.button('Team room').waitFor({ timeout: 10_000 });
      }),
  );

  it.each(['unknown-device', 'no-prompt'])(
    '[S9.1d] goes on in another browser where the provider refuses the dialog’s (%s)',
    (agent) =>
      inOutlook({ agent }, async (outlook) => {
        await outlook.button(PERSONAL).click();
        const dialog = await openDialog(outlook);
        await dialog.waitForLoadState();
        expect(await dialog.locator('form').count()).toBe(0);
        await outlook.says(/an empty one, or a message about your device/);
        const link = outlook.pane.getByRole('link', { name: 'Continue in the browser' });
        const other = await outlook.context.browser()?.newContext({ ignoreHTTPSErrors: true });
        const page = await other?.newPage();
        if (page === undefined) throw new Error('There is no other browser.');
        await page.goto(await link.evaluate((each) => (each as HTMLAnchorElement).href));
        await typePassword(page);
        await typeDigits(page, outlook);
        await outlook.button('Team room').waitFor();
        await other?.close();
      }),
  );

  it('[S9.1i] comes back to the button when the dialog is closed, and begins another one', () =>
    inOutlook({}, async (outlook) => {
      await outlook.button(PERSONAL).click();
      const first = await openDialog(outlook);
      await outlook.pane.getByText('It does not go on?').click();
      await outlook.says(/you are not assigned[\s\S]+speaks of your device/);
      await first.close();
      const again = outlook.pane.locator('fluent-button[aria-disabled=false]', { hasText: 'Sign in' });
      await again.waitFor();
      const second = await openDialog(outlook);
      await typePassword(second);
      await second.getByRole('button', { name: 'Continue in Outlook' }).click();
      await outlook.button('Team room').waitFor();
    }));

  it('[S7.2f] in Microsoft 365 nested app authentication proves who asks, without a window', async () => {
    const outlook = await world.open(world.cloud);
    await outlook.add();
    expect(await outlook.asked()).toContain('nestedAppAuth');
    expect(await world.answers((await outlook.send()) ?? '')).toEqual(['Accept']);
    expect(outlook.errors).toEqual([]);
    await outlook.close();
  });

  it('[S7.2d] the bearer stands for the token where the client gives none, for single-use rooms too', () =>
    inOutlook({ account: 'office365' }, async (outlook) => {
      await outlook.button('Add a room for this meeting').click();
      await typePassword(await openDialog(outlook));
      await outlook.says('Room added');
      expect(await world.answers((await outlook.send()) ?? '')).toEqual(['Accept']);
    }));

  it('[S9.4c, S9.5c] tells who has no record, and who has no room', async () => {
    await inOutlook({ mailbox: people.attendee.email }, async (outlook) => {
      await signedIn(outlook, people.attendee.email);
      await outlook.says('No personal room belongs to you yet.');
    });
    await world.users.deleteAll();
    await world.allowNewUsers(false);
    await inOutlook({}, async (outlook) => {
      await signedIn(outlook);
      await outlook.says('Your rooms could not be looked up.');
    }).finally(() => world.allowNewUsers(true));
  });

  it('[S9.1f] two panes sign in beside each other, the second without a question', async () => {
    const [one, two] = [await world.open(), await world.open()];
    await one.button(PERSONAL).click();
    await two.button(PERSONAL).click();
    const [first, second] = [await openDialog(one), await openDialog(two)];
    await typePassword(second);
    await second.getByRole('button', { name: 'Continue in Outlook' }).click();
    await two.button('Team room').waitFor();
    await typePassword(first);
    await one.button('Team room').waitFor();
    await Promise.all([one.close(), two.close()]);
  });

  it('[S9.5f] says that rooms could not be looked up while no manager is', async () => {
    await world.stopManager();
    await inOutlook({}, async (outlook) => {
      await outlook.button(PERSONAL).click();
      await outlook.says('Your rooms could not be looked up.');
    });
  });
});
