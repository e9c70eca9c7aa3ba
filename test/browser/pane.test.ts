import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, startBrowser } from './chromium.ts';
import { type Outlook, PaneWorld } from './pane-world.ts';

let browser: Browser;
let world: PaneWorld;
let outlook: Outlook | null = null;

describeInBrowser('the pane', () => {
  beforeAll(async () => {
    browser = await startBrowser();
    world = await PaneWorld.start(browser);
  });
  afterAll(async () => {
    await world?.close();
    await browser?.close();
  });

  it('[S10.2a] adds a room, and what is sent is accepted', async () => {
    outlook = await world.outlook();
    await outlook.openPane();
    await outlook.add();
    const state = await outlook.state();
    console.log(JSON.stringify(state), await outlook.asked(), outlook.errors);
    const cleanId = await outlook.send();
    console.log(await world.answers(cleanId ?? ''));
    console.log(await outlook.axe());
    expect(outlook.errors).toEqual([]);
    await outlook.close();
  });
});
