import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { equipment, people, serviceAccount, until } from '@vmrkit/example-demo';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AdminWorld, axeFindings, watchErrors } from './admin-world.ts';
import { describeInBrowser, startBrowser } from './chromium.ts';
import { hostileName } from './fake-admin-data.ts';
import { startFakeAdmin } from './fake-admin-server.ts';
import { tabTo } from './keyboard.ts';

let browser: Browser;
/** Everything is waited for; nothing takes longer on a busy machine than this. */
const timeout = 20_000;

describeInBrowser('the admin page', () => {
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  it('[S6.5b, S8.5d] goes from the first administrator to a meeting found by the id in a complaint', async () => {
    const world = await AdminWorld.start();
    const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(timeout);
    const errors = watchErrors(page);
    try {
      await signInFirst(page, world);
      await addIntegration(page, world);
      await repairMailbox(page);
      await editTexts(page);
      await findMeeting(page, world);
      expect(errors).toEqual([]);
    } finally {
      await context.close();
      await world.close();
    }
  });

  it('[S8.3e] has nothing that axe finds, at 320 and 1,280 pixels, in both themes, and never scrolls sideways', async () => {
    const fake = await startFakeAdmin();
    fake.api.isSignedIn = true;
    const page = await browser.newPage();
    page.setDefaultTimeout(timeout);
    const errors = watchErrors(page);
    type Look = readonly [width: number, colorScheme: 'light' | 'dark'];
    const [some, others]: readonly [readonly Look[], readonly Look[]] = [
      [
        [1_280, 'light'],
        [320, 'dark'],
      ],
      [
        [1_280, 'dark'],
        [320, 'light'],
      ],
    ];
    const views = [
      ['overview', 'What happens next?', [...some, ...others]],
      ['conferences/30000000-0000-4000-8000-000000000003', 'Messages', others],
      ['integrations/10000000-0000-4000-8000-000000000001/edit?group=email_texts', 'E-mail texts', some],
    ] as const;
    const faults: string[] = [];
    try {
      for (const [view, heading, looks] of views) {
        await page.goto(`${fake.url}#/${view}`);
        await page.getByRole('heading', { name: heading, exact: true }).waitFor();
        if (view.endsWith('email_texts')) await openTemplate(page);
        for (const [width, colorScheme] of looks) {
          await page.setViewportSize({ width, height: 800 });
          await page.emulateMedia({ colorScheme });
          await page.evaluate(settled);
          const found = await axeFindings(page);
          const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
          faults.push(
            ...[...found, ...(scroll > width ? [`scrolls to ${scroll}`] : [])].map(
              (each) => `${view} ${width} ${colorScheme}: ${each}`,
            ),
          );
        }
        // What strangers wrote is text.
        expect(await page.title()).toBe('VMRKit administration');
      }
      expect(faults).toEqual([]);
      expect(errors).toEqual([]);
    } finally {
      await page.close();
      await fake.close();
    }
  });

  it('[S8.3e] brings at most 120 KiB of JavaScript, zipped, with its first view', async () => {
    const folder = new URL('../../packages/admin/dist/browser/', import.meta.url);
    const { first }: { readonly first: readonly string[] } = JSON.parse(
      await readFile(new URL('files.json', folder), 'utf8'),
    );
    const sizes = await Promise.all(
      first.map(async (name) => gzipSync(await readFile(new URL(name, folder))).length),
    );
    expect(first.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(120 * 1_024);
  });

  it('[S8.3e] the first integration is made by keyboard alone, the focus seen at every step', async () => {
    const fake = await startFakeAdmin();
    fake.api.isSignedIn = true;
    const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
    page.setDefaultTimeout(timeout);
    try {
      await page.goto(`${fake.url}#/integrations`);
      await page.getByRole('heading', { name: 'Integrations', exact: true }).waitFor();
      await tabTo(page, 'Add an integration');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'New integration' }).waitFor();
      for (const [path, text] of [
        ['general.name', 'Keyboard'],
        ['add_in.server_fqdn', 'vmr.corp.example'],
        ['single_use.scheduled_alias_prefix', '55'],
        ['single_use.scheduled_alias_domain', 'vmr.corp.example'],
      ] as const) {
        await tabTo(page, path);
        await page.keyboard.insertText(text);
      }
      await tabTo(page, 'Create');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Keyboard', exact: true }).waitFor();
      expect(fake.api.data.integrations[0]?.record.general.name).toBe('Keyboard');
      await tabTo(page, 'Edit');
    } finally {
      await page.close();
      await fake.close();
    }
  });

  it('[S2.14f] shows both values where two people saved the same field', async () => {
    const fake = await startFakeAdmin();
    fake.api.isSignedIn = true;
    const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
    page.setDefaultTimeout(timeout);
    try {
      const [stored] = fake.api.data.integrations;
      if (stored === undefined) throw new Error('There is no integration.');
      await page.goto(`${fake.url}#/integrations/${stored.record.id}/edit`);
      await page.getByLabel('Name', { exact: true }).fill('Mine');
      stored.record = {
        ...stored.record,
        general: { ...stored.record.general, name: 'Theirs', description: 'New' },
      };
      stored.version += 1;
      await page.getByRole('button', { name: 'Review and save' }).click();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Yours: Mine').waitFor();
      await page.getByText('Theirs: Theirs').waitFor();
      await page.getByRole('button', { name: 'Keep yours' }).click();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('heading', { name: 'Mine', exact: true }).waitFor();
      expect(stored.record.general).toMatchObject({ name: 'Mine', description: 'New' });
    } finally {
      await page.close();
      await fake.close();
    }
  });
});

/** The colours of the other theme are there: some of them fade in. */
function settled(): Promise<unknown> {
  const next = new Promise((resolve) => requestAnimationFrame(resolve));
  return next.then(() => Promise.allSettled(document.getAnimations().map((each) => each.finished)));
}

async function signInFirst(page: Page, world: AdminWorld): Promise<void> {
  await page.goto(world.url);
  await page.getByRole('link', { name: 'Set up the first administrator' }).click();
  await page.getByLabel('Code').fill(await world.firstCode());
  await page.getByLabel('Name').fill('olga');
  await page.getByLabel('E-mail').fill('olga@corp.example');
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Create and sign in' }).click();
  await page.getByRole('heading', { name: 'Is mail being answered?' }).waitFor();
}

/** With a password that is wrong, as happens. */
async function addIntegration(page: Page, { sandbox }: AdminWorld): Promise<void> {
  await page.getByRole('link', { name: 'Add an integration' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  expect(await page.getByText('This field is required.').count()).toBeGreaterThan(3);
  const fill = (path: string, value: string) =>
    page.locator(`[data-path="${path}"]`).locator('input, textarea').fill(value);
  await fill('general.name', 'Sales');
  await fill('add_in.server_fqdn', 'vmr.corp.example');
  await fill('single_use.scheduled_alias_prefix', '55');
  await fill('single_use.scheduled_alias_domain', 'vmr.corp.example');
  await fill('mailbox.settings.ews_url', sandbox.url);
  await fill('mailbox.settings.service_account_username', serviceAccount.username);
  await fill('mailbox.settings.service_account_password', 'wrong');
  await fill('mailbox.mailboxes.0.name', equipment.sales.name);
  await fill('mailbox.mailboxes.0.email', equipment.sales.email);
  await fill('callers.0.settings.metadata_urls', sandbox.metadataUrl);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('heading', { name: 'Sales', exact: true }).waitFor();
}

/** The test says what is wrong; the right password ends it. */
async function repairMailbox(page: Page): Promise<void> {
  const test = page.getByRole('button', { name: 'Test the connection' });
  await test.click();
  await page.locator('vmr-integration .bar.error').first().waitFor();
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await page
    .getByRole('navigation', { name: 'Groups of fields' })
    .getByRole('link', { name: /Equipment mailboxes/ })
    .click();
  const password = page.locator('[data-path="mailbox.settings.service_account_password"] input');
  expect(await password.inputValue()).toBe('');
  await password.fill(serviceAccount.password);
  await save(page, 'a secret');
  await test.click();
  await page.getByText(/^Tested /).waitFor();
  expect(await page.locator('vmr-integration .bar.error').filter({ hasText: 'password' }).count()).toBe(0);
}

async function openTemplate(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Edit with preview: Joining instructions/ }).click();
  await page.locator('vmr-code .cm-content').waitFor();
  await page.locator('iframe.preview').waitFor();
}

/** A fault is told at its line, and what is right is seen beside it. Meetings get rooms without the add-in from then on. */
async function editTexts(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  const groups = page.getByRole('navigation', { name: 'Groups of fields' });
  await groups.getByRole('link', { name: /E-mail texts/ }).click();
  await openTemplate(page);
  await write(page, ['<p>Join</p>', '{{alias_uuid']);
  await page.getByText(/^Line 2/).waitFor();
  await write(page, ['<p style="color: red">Join us at {{alias}}</p>', '{{alias_uuid}}']);
  const line = page.frameLocator('iframe.preview').getByText(/Join us at /);
  await line.waitFor();
  expect(await line.evaluate((element) => getComputedStyle(element).color)).toBe('rgb(255, 0, 0)');
  await groups.getByRole('link', { name: /Scheduling/ }).click();
  await page.locator('[data-path="scheduling.without_add_in.enabled"] input').check();
  await save(page, 'Join us at');
}

/** Line by line, as by hand: over a selection the browser itself would write styles, which the policy bars. */
async function write(page: Page, lines: readonly string[]): Promise<void> {
  await page.locator('vmr-code .cm-content').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Backspace');
  for (const [at, line] of lines.entries()) {
    if (at > 0) await page.keyboard.press('Enter');
    await page.keyboard.insertText(line);
    // The list of completions would take the next Enter.
    await page.keyboard.press('Escape');
  }
}

async function save(page: Page, change: string): Promise<void> {
  await page.getByRole('button', { name: 'Review and save' }).click();
  await page.locator('dialog.review ins').filter({ hasText: change }).first().waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'Sales', exact: true }).waitFor();
}

async function findMeeting(page: Page, { client, url }: AdminWorld): Promise<void> {
  const start = new Date(Date.now() + 3_600_000);
  await client.invite({
    organizer: people.organizer.email,
    attendees: [{ ...equipment.sales, role: 'resource' }],
    subject: hostileName,
    body: '<p>Agenda</p>',
    schedule: { start: start.toISOString(), end: new Date(start.getTime() + 1_800_000).toISOString() },
  });
  const api = new URL('/api/admin/v1/conferences', url).href;
  const booked = async () => (await (await page.request.get(api)).json()).items?.[0] ?? null;
  const { correlation_ids: ids } = await until(booked, { what: 'a conference', timeoutMs: timeout });
  const find = page.getByRole('searchbox', { name: /^Find a meeting/ });
  await find.fill(ids[0]);
  await find.press('Enter');
  await page.getByRole('heading', { name: 'What became of a request' }).waitFor();
  await page.locator('vmr-trace .card a').first().click();
  await page.getByText(/^It cannot be joined yet|^It may be joined now/).waitFor();
  expect(await page.title()).toBe('VMRKit administration');
}
