import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describe } from 'vitest';

/** Debian's Chromium; browsers are never downloaded. */
const executablePath = process.env.VMRKIT_TEST_CHROMIUM ?? '/usr/bin/chromium';
const isThere = existsSync(executablePath);

if (!isThere) {
  const reason = `no Chromium at ${executablePath}: the browser tests are not run`;
  if (process.env.CI) throw new Error(reason);
  process.stderr.write(`skipped: ${reason}\n`);
}

/** Tests that need a browser: skipped where there is none, and a failure in CI. */
export const describeInBrowser = isThere ? describe : describe.skip;

/** Starts the browser; one serves a whole test file. */
export function startBrowser(...args: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...args] });
}
