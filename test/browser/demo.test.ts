import { Child } from '@vmrkit/example-demo';
import axe from 'axe-core';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, startBrowser } from './chromium.ts';

const main = new URL('../../examples/demo/dist/main.js', import.meta.url).pathname;

/** The demo's page in a window of its own. */
class DemoPage {
  readonly page: Page;
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(20_000);
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
    page.on('pageerror', (error) => this.errors.push(error.message));
  }

  get outlook() {
    return this.page.frameLocator('#outlook');
  }

  inOutlook(name: string) {
    return this.outlook.getByRole('button', { name });
  }

  button(name: string) {
    return this.page.getByRole('button', { name });
  }

  /** Books the meeting that the form proposes; `says` is what the pane must say. */
  async book(says: string): Promise<void> {
    await this.inOutlook('New meeting').click();
    await this.inOutlook('Add a meeting room').click();
    const pane = this.outlook.frameLocator('#pane');
    await pane.getByRole('button', { name: 'Add a room for this meeting' }).click();
    await pane.getByTestId('pane-status').getByText(says).first().waitFor();
    await this.inOutlook('Send').click();
  }

  async open(): Promise<void> {
    await this.outlook.locator('.entry').first().click();
  }

  async shows(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }

  /** Presses a button of the page, which must keep the focus. */
  async press(name: string): Promise<void> {
    await this.button(name).click();
    await expect.poll(() => this.button(name).getAttribute('aria-disabled')).toBe(null);
    expect(await this.button(name).evaluate((node) => node === document.activeElement)).toBe(true);
  }

  join(): Promise<void> {
    return this.press('Join as a guest');
  }

  joinAnswer(): Promise<string> {
    return this.page.locator('#join-answer').innerText();
  }

  /** What is heard by who does not see. */
  news(): Promise<string> {
    return this.page.locator('#news').innerText();
  }

  done(): Promise<(string | undefined)[]> {
    return this.page
      .locator('#try .is-done')
      .evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset.try));
  }

  /** What axe finds, and what is wider than the window, in the page and in the simulated Outlook. */
  async faults(): Promise<readonly string[]> {
    const frames = this.page.frames().filter((frame) => /^\w+:\/\/[^/]*\/(outlook\/.*)?$/.test(frame.url()));
    expect(frames).toHaveLength(2);
    return (await Promise.all(frames.map(faultsOf))).flat();
  }
}

async function faultsOf(frame: Frame): Promise<readonly string[]> {
  const script = `${axe.source};axe.run({ preload: false, iframes: false }).then((result) => result.violations)`;
  const found = (await frame.evaluate(script)) as { id: string; nodes: { html: string }[] }[];
  const width = await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [
    ...found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
    ...(width > 0 ? [`${width} px too wide`] : []),
  ];
}

let browser: Browser;
let demo: Child;
let url: string;

describeInBrowser('the demo', () => {
  beforeAll(async () => {
    browser = await startBrowser();
    demo = Child.start({ name: 'demo', args: [main, '--no-open'] });
    url = await demo.firstLine((line) => /The demo is at (\S+)/.exec(line)?.[1] ?? null, 110_000);
  }, 120_000);
  afterAll(async () => {
    await demo?.stop();
    await browser?.close();
  });

  async function onPage(
    options: { readonly width: number; readonly theme: 'light' | 'dark' },
    use: (demoPage: DemoPage) => Promise<void>,
  ) {
    const page = await browser.newPage({
      viewport: { width: options.width, height: 900 },
      colorScheme: options.theme,
    });
    const demoPage = new DemoPage(page);
    await page.goto(url);
    await demoPage.inOutlook('New meeting').waitFor();
    await use(demoPage);
    expect(demoPage.errors).toEqual([]);
    await page.close();
  }

  it('[S11.4c] the five things to try, each seen in the browser', () =>
    onPage({ width: 1_280, theme: 'light' }, async (demoPage) => {
      await demoPage.book('Room added');
      await demoPage.shows('Answer: accepted');
      expect(await demoPage.news()).toMatch(/^Quarterly plan: accepted\. Your room is booked/);

      await demoPage.join();
      expect(await demoPage.joinAnswer()).toMatch(/^Not yet\s+The join window opens/);
      await demoPage.press('+1 h');
      expect(await demoPage.joinAnswer()).toMatch(/“Not yet”. Things have changed since/);
      await demoPage.press('+1 h');
      await demoPage.join();
      expect(await demoPage.joinAnswer()).toMatch(/^You are in/);

      await demoPage.open();
      const title = demoPage.outlook.getByLabel('Title');
      expect(await title.evaluate((each) => each === document.activeElement)).toBe(true);
      // Tomorrow, at the same time.
      const start = demoPage.outlook.getByLabel('Start, UTC');
      await start.selectOption(String(Number(await start.inputValue()) + 24 * 3_600_000));
      await demoPage.inOutlook('Send').click();
      await demoPage.shows('Decision: change the room');
      await demoPage.shows(/Your booking was changed/);
      expect(await demoPage.joinAnswer()).toMatch(/“You are in”. Things have changed since/);

      await demoPage.page.getByRole('switch', { name: 'Manager away' }).click();
      await demoPage.shows(/Away: nobody reads the mail/);
      await demoPage.book('The room will follow');
      await demoPage.shows('Waits until the manager is back');
      await demoPage.page.getByRole('switch', { name: 'Manager away' }).click();
      await demoPage.shows('Answer: accepted');
      await expect.poll(() => demoPage.done()).toEqual(['book', 'early', 'move', 'away']);

      await demoPage.open();
      await demoPage.inOutlook('Cancel meeting').click();
      await demoPage.shows('Request: cancellation');
      await demoPage.shows('closed: cancelled');
      await demoPage.join();
      expect(await demoPage.joinAnswer()).toMatch(/^Not let in\s+The meeting was cancelled/);
      expect(await demoPage.done()).toHaveLength(5);
    }));

  it('[S11.4c, S10.1b] in Microsoft 365 her delegate books, and the guest from outside sees the invitation', () =>
    onPage({ width: 1_280, theme: 'light' }, async (demoPage) => {
      await demoPage.page.getByRole('tab', { name: 'Microsoft 365 (Graph)' }).click();
      await demoPage.page.getByLabel('Person').selectOption('delegate');
      await demoPage.outlook.getByText('in the calendar of Alice Martin').waitFor();
      await demoPage.book('Room added');
      await demoPage.shows('Answer: accepted');
      await demoPage.page.getByLabel('Person').selectOption('guest');
      await demoPage.outlook.getByText('Mallory').first().waitFor();
      await demoPage.open();
      await demoPage.outlook.getByText('Join this meeting in a Virtual Meeting Room').waitFor();
      expect(await demoPage.inOutlook('Send').isVisible()).toBe(false);
    }));

  it.each([
    { width: 320, theme: 'dark' },
    { width: 1_280, theme: 'light' },
  ] as const)('[S11.4c] axe finds nothing at $width px in the $theme theme', (options) =>
    onPage(options, async (demoPage) => {
      expect(await demoPage.faults()).toEqual([]);
      await demoPage.open();
      await demoPage.page.locator('#turns time').first().waitFor();
      await demoPage.page.locator('summary').click();
      expect(await demoPage.faults()).toEqual([]);
    }),
  );
});
