import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axeFindings, watchErrors } from './admin-world.ts';
import { describeInBrowser, startBrowser } from './chromium.ts';
import { startFakeAdmin } from './fake-admin-server.ts';
import { tabTo } from './keyboard.ts';

let browser: Browser;
const timeout = 20_000;
type Fake = Awaited<ReturnType<typeof startFakeAdmin>>;

/** Opens the page, signed in; gives what axe and the browser complain about. */
async function visit(look: (page: Page, fake: Fake) => Promise<void>): Promise<readonly string[]> {
  const fake = await startFakeAdmin();
  fake.api.isSignedIn = true;
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
  page.setDefaultTimeout(timeout);
  const errors = watchErrors(page);
  try {
    await look(page, fake);
    return errors.filter((each) => !/status of 503/.test(each));
  } finally {
    await page.close();
    await fake.close();
  }
}

type Look = readonly [width: number, colorScheme: 'light' | 'dark'];
/** Each kind of view is seen in both widths and both themes, in two of the four looks at a time. */
const some: readonly Look[] = [
  [1_280, 'light'],
  [320, 'dark'],
];
const others: readonly Look[] = [
  [1_280, 'dark'],
  [320, 'light'],
];

/** What is wrong with a view, as axe and the width of the page tell. */
async function faultsOf(page: Page, looks: readonly Look[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [width, colorScheme] of looks) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map((each) => each.finished)));
    const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
    const found = [...(await axeFindings(page)), ...(scroll > width ? [`scrolls to ${scroll}`] : [])];
    faults.push(...found.map((each) => `${width} ${colorScheme}: ${each}`));
    const folder = process.env.VMRKIT_TEST_PICTURES;
    if (folder !== undefined) {
      const name = new URL(page.url()).hash.replaceAll(/\W+/g, '-');
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1_280, height: 800 });
  return faults;
}

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { name, exact: true }).waitFor();

describeInBrowser('webhooks and platforms on the admin page', () => {
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  it('[S12.6e] a webhook is made by keyboard alone, its secret shown once; it is tested, switched off and deleted', async () => {
    const errors = await visit(async (page, { url, api }) => {
      await page.goto(`${url}#/webhooks`);
      await page.getByText('No program is told of events yet.').waitFor();
      await tabTo(page, 'Add a webhook');
      await page.keyboard.press('Enter');
      await heading(page, 'Add a webhook');
      await tabTo(page, 'Address');
      await page.keyboard.insertText('https://hooks.corp.example/vmr');
      await tabTo(page, 'An alarm is raised');
      await page.keyboard.press('Space');
      expect(await faultsOf(page, some)).toEqual([]);
      await tabTo(page, 'Save');
      await page.keyboard.press('Enter');
      await page.getByText('shown-once-0123456789').waitFor();
      await tabTo(page, 'Done');
      await page.keyboard.press('Enter');
      await page.getByText('shown-once').waitFor({ state: 'detached' });
      const [made] = api.webhooks.items;
      expect(made).toMatchObject({ url: 'https://hooks.corp.example/vmr', tenant_id: 'default' });
      expect(made?.events).not.toContain('alarm.raised');
      expect(made?.events).toContain('alarm.cleared');
      await page.getByRole('button', { name: 'Send a test' }).click();
      await page.getByText('What came back: HTTP 500').waitFor();
      await page.getByRole('button', { name: 'Switch off' }).click();
      await page.getByRole('button', { name: 'Switch on' }).waitFor();
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await page.getByText('No program is told of events yet.').waitFor();
    });
    expect(errors).toEqual([]);
  });

  it('[S12.6e] a webhook shows its last delivery, its failures and the next try', async () => {
    const errors = await visit(async (page, { url, api }) => {
      const failing = { failures: 6, last_error: 'HTTP 503', paused_until: '2026-12-01T15:00:00.000Z' };
      const { id } = api.webhooks.add({ url: `https://hooks.corp.example/${'x'.repeat(400)}`, ...failing });
      api.webhooks.add({ url: 'https://b.example/', last_delivered_at: '2026-12-01T12:00:00.000Z' });
      await page.goto(`${url}#/webhooks/${id}`);
      await page.getByText('The last 6 tries failed.').waitFor();
      await page.getByText(/What came back: HTTP 503\. The next try is at/).waitFor();
      expect(
        await page
          .getByRole('row', { name: /b\.example/ })
          .getByRole('time')
          .count(),
      ).toBe(1);
      expect(await faultsOf(page, others)).toEqual([]);
    });
    expect(errors).toEqual([]);
  });

  it('[S5.2i] a platform is connected with the form of its adapter, its token shown once; one of the file is only shown', async () => {
    const errors = await visit(async (page, { url, api }) => {
      api.platforms.add({ id: null, version: null, name: 'of-file', adapter: 'json' });
      await page.goto(`${url}#/platforms/new`);
      await page.getByLabel('Adapter').selectOption('Jitsi Meet');
      await page.getByLabel('Name', { exact: true }).fill('meet');
      await page.getByLabel('Tenants').fill('default fabrikam');
      await page.locator('[data-path="server_url"] input').fill('https://meet.corp.example');
      expect(await faultsOf(page, others)).toEqual([]);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('shown-once-0123456789').waitFor();
      await page.getByRole('button', { name: 'Done' }).click();
      const settings = { server_url: 'https://meet.corp.example' };
      expect(api.platforms.items[1]).toMatchObject({
        tenants: ['default', 'fabrikam'],
        username: null,
        settings,
      });
      await page.getByText('POST /jitsi/events').waitFor();
      expect(await faultsOf(page, some)).toEqual([]);
      await page.getByRole('link', { name: 'of-file' }).click();
      await page.getByText('It stands in the configuration file').waitFor();
      expect(await page.getByRole('button', { name: 'Delete' }).count()).toBe(0);
    });
    expect(errors).toEqual([]);
  });

  it('[S8.3f] an alarm that is over says when it was raised and cleared, and how long it was held', async () => {
    const errors = await visit(async (page, { url, api }) => {
      api.pastAlarms.push({
        id: 'past-1',
        kind: 'mailbox-full',
        severity: 'error',
        subject: 'm1',
        mailbox: 'VMR <vmr@corp.example>',
        tenant_id: 'default',
        integration_id: null,
        detail: 'ERR_EWS_QUOTA',
        count: 3,
        held_seconds: 420,
        raised_at: '2026-12-01T12:00:00.000Z',
        cleared_at: '2026-12-01T12:07:00.000Z',
        cause: 'The mailbox is full.',
        remedy: 'Make room in it.',
      });
      await page.goto(`${url}#/alarms`);
      await page.getByRole('link', { name: 'Past alarms' }).click();
      await page.getByRole('link', { name: 'The mailbox is full.' }).click();
      await page.getByRole('complementary').getByText('7 min').waitFor();
      expect(await page.getByRole('complementary').getByRole('time').count()).toBe(2);
      expect(await faultsOf(page, others)).toEqual([]);
    });
    expect(errors).toEqual([]);
  });

  it('[S8.3e] a list says that it loads, that there is nothing, and why it could not be read', async () => {
    for (const [place, empty] of [
      ['webhooks', 'No program is told of events yet.'],
      ['platforms', 'No platform may ask yet'],
    ] as const) {
      const errors = await visit(async (page, { url, api }) => {
        await page.goto(`${url}#/audit`);
        await page.getByRole('navigation', { name: 'Administration' }).waitFor();
        let release = () => {};
        api.held = new Promise((resolve) => {
          release = resolve;
        });
        await page.evaluate((hash) => {
          location.hash = hash;
        }, `#/${place}`);
        await page.getByText(`Loading ${place} …`).waitFor();
        release();
        await page.getByText(empty).waitFor();
        api.failing = place;
        await page.reload();
        await page.getByRole('alert').getByText('The store does not answer.').waitFor();
        expect(await page.getByText(`Loading ${place}`).count()).toBe(0);
      });
      expect(errors).toEqual([]);
    }
  });
});
