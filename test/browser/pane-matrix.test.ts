import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, startBrowser } from './chromium.ts';
import { PaneWorld } from './pane-world.ts';

let browser: Browser;
let world: PaneWorld;

const hostile = 'Room <b>now</b> <script>alert(1)</script><img src=x onerror=alert(2)>';

/** Each pair of set, theme, language and width stands in some row. */
const rows = [
  ['1.3', 'light', 'en-US', 320],
  ['1.3', 'dark', 'de-CH', 352],
  ['1.5', 'light', 'fr-FR', 320],
  ['1.5', 'dark', 'en-US', 320],
  ['1.9', 'light', 'es-ES', 352],
  ['1.9', 'dark', 'nb-NO', 320],
  ['1.14', 'light', 'ja-JP', 320],
  ['1.14', 'dark', 'fr-FR', 352],
  ['1.16', 'light', 'de-DE', 320],
  ['1.16', 'dark', 'ja-JP', 352],
  ['1.16', 'light', 'ar-SA', 320],
] as const;

const labels: Readonly<
  Record<string, readonly [add: string, added: string, remove: string, removed: string]>
> = {
  en: ['Add a room for this meeting', 'Done', 'Remove from this meeting', 'Room removed'],
  de: [
    'Raum für diese Besprechung hinzufügen',
    'Fertig',
    'Aus dieser Besprechung entfernen',
    'Raum entfernt',
  ],
  fr: ['Ajouter une salle pour cette réunion', 'Done', 'Retirer de cette réunion', 'Salle retirée'],
  es: ['Añadir una sala para esta reunión', 'Done', 'Quitar de esta reunión', 'Sala quitada'],
  nb: ['Legg til et rom for dette møtet', 'Done', 'Fjern fra dette møtet', 'Rommet er fjernet'],
  ja: ['この会議に会議室を追加', 'Done', 'この会議から削除', '会議室を削除しました'],
};

describeInBrowser('the pane', () => {
  beforeAll(async () => {
    browser = await startBrowser();
    const success_message = { default: 'Done', by_language: { de: 'Fertig' } };
    world = await PaneWorld.start(browser, {
      addIn: { pane: { success_message, already_video_meeting_message: hostile } },
      advanced: { enable_addin_debug_logs: true },
    });
  });
  afterAll(async () => {
    await world?.close();
    await browser?.close();
  });

  it.each(rows)(
    '[S10.2c, S10.2d, S10.2e, S10.2f] under Mailbox %s, %s, in %s, %i px wide',
    async (set, theme, language, width) => {
      const outlook = await world.outlook({ set, theme, language });
      const [add = '', added = '', remove = '', removed = ''] =
        labels[language.slice(0, 2)] ?? labels.en ?? [];
      await outlook.page.evaluate((px) => {
        const side = document.getElementById('side');
        if (side) side.style.width = `${px}px`;
      }, width + 1);
      await outlook.page.getByRole('button', { name: 'Add a meeting room' }).click();
      await outlook.button(add).waitFor();
      expect(await outlook.axe()).toEqual([]);
      // With the keyboard alone, and the focus stays where it was.
      await outlook.button(add).focus();
      await outlook.page.keyboard.press('Enter');
      await outlook.says(added);
      expect(await outlook.button(add).evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await outlook.axe()).toEqual([]);
      const frame = outlook.pane.locator('html');
      const [scroll, client, dir, background] = await frame.evaluate((root) => [
        root.scrollWidth,
        root.clientWidth,
        root.getAttribute('dir'),
        getComputedStyle(document.body).backgroundColor,
      ]);
      expect([Number(scroll) <= Number(client), dir]).toEqual([true, language === 'ar-SA' ? 'rtl' : 'ltr']);
      expect(background).toBe(theme === 'dark' ? 'rgb(41, 41, 41)' : 'rgb(255, 255, 255)');
      await outlook.button(remove).focus();
      await outlook.page.keyboard.press('Space');
      await outlook.says(removed);
      expect(await outlook.pane.locator('details.log pre').textContent()).toContain('body.prependAsync');
      expect(outlook.errors).toEqual([]);
      await outlook.close();
    },
  );

  it('[S10.2c] shows markup of the record that is not allowed as text', async () => {
    const outlook = await world.outlook();
    await outlook.openPane();
    await outlook.add('Done');
    await outlook.add('There is a room already');
    await outlook.says('<img src="x" onerror="alert(2)">');
    expect(await outlook.status.locator('b').innerText()).toBe('now');
    expect(await outlook.status.locator('img, script').count()).toBe(0);
    await outlook.close();
  });

  it('[S10.4a] another origin may not frame it', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route('http://stranger.localhost/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<iframe src="${world.paneUrl}"></iframe>` }),
    );
    await page.goto('http://stranger.localhost/');
    await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);
    await context.close();
  });
});
