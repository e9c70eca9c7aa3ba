import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import type { Outlook } from './pane-world.ts';

/** How fast a pane was, and what its own files weigh. */
export interface PaneTimes {
  /** From the request for the page until its buttons are there. */
  readonly readyMs: number;
  /** From the click until the text stands in the form, without the time that the server took. */
  readonly insertMs: number;
  readonly gzipBytes: number;
}

/** What `watch` notes in each frame, in milliseconds since 1970. */
interface Seen {
  ready?: number;
  clicked?: number;
  inserted?: number;
}

/** Notes in every frame when a pane is ready, when it is clicked, and when the form's text has our block. */
export async function watchTimes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: Seen = {};
    const now = () => performance.timeOrigin + performance.now();
    Object.assign(window, { seen });
    addEventListener(
      'click',
      () => {
        seen.clicked = now();
      },
      true,
    );
    new MutationObserver(() => {
      if (document.documentElement.dataset.ready && document.querySelector('fluent-button'))
        seen.ready ??= now();
      if (document.querySelector('#body #vmrkit-room')) seen.inserted ??= now();
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
}

/** What was seen of a pane whose button was pressed once. */
export async function paneTimes({ page, context }: Outlook): Promise<PaneTimes> {
  const pane = page.frames().find((each) => each.url().includes('/pane'));
  if (pane === undefined) throw new Error('There is no pane.');
  const seenIn = () => (window as unknown as { seen: Seen }).seen;
  const [{ ready = Number.NaN, clicked = Number.NaN }, { inserted = Number.NaN }] = await Promise.all([
    pane.evaluate(seenIn),
    page.evaluate(seenIn),
  ]);
  const { origin, answerMs, files } = await pane.evaluate(() => {
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    return {
      origin: performance.timeOrigin,
      answerMs: loaded.find(({ name }) => name.endsWith('/reservations'))?.duration ?? 0,
      files: loaded.map(({ name }) => name).filter((name) => name.includes('/pane/assets/')),
    };
  });
  const weights = await Promise.all(
    files.map(async (url) => gzipSync(await (await context.request.get(url)).body()).length),
  );
  return {
    readyMs: ready - origin,
    insertMs: inserted - clicked - answerMs,
    gzipBytes: weights.reduce((sum, each) => sum + each, 0),
  };
}
