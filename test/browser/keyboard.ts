import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Where the focus is: what one would call it, and whether it can be seen. */
interface Focus {
  readonly name: string;
  readonly path: string | null;
  readonly isSeen: boolean;
}

/** Presses Tab until what has the focus is the one that is meant; on the way it is seen at every step and never lost. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const is = (text: string) => (typeof name === 'string' ? text === name : name.test(text));
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const { name: text, path, isSeen } = await page.evaluate(focus);
    if (is(text) || (path !== null && is(path))) {
      expect([text, isSeen]).toEqual([text, true]);
      return;
    }
    expect([text, isSeen]).toEqual([text, true]);
  }
  throw new Error(`Tab leads to no ${name}.`);
}

/** Runs in the page. */
function focus(): Focus {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const host = document.activeElement;
  if (at === null || host === null || host === document.body) return { name: '', path: null, isSeen: false };
  const labels = at instanceof HTMLInputElement || at instanceof HTMLSelectElement ? at.labels : null;
  const own = at.getAttribute('aria-label') ?? host.getAttribute('aria-label');
  const name = labels?.[0]?.textContent ?? own ?? host.textContent ?? '';
  const { width, height } = host.getBoundingClientRect();
  const marks = [at, host].flatMap((each) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
    return [outlineStyle !== 'none' && outlineWidth !== '0px', boxShadow !== 'none'];
  });
  return {
    name: name.trim(),
    path: host.closest('[data-path]')?.getAttribute('data-path') ?? null,
    isSeen: width > 0 && height > 0 && marks.includes(true),
  };
}
