import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const reader = fileURLToPath(new URL('../test-support/read-hostile-xml.ts', import.meta.url));
/** Of the heap, for a text of 8 MB. */
const MOST_MB = 128;

describe('hostile XML costs no more than a bounded multiple of memory and time', () => {
  it.each([
    ['references', 'read'],
    ['halves of characters', 'read'],
    ['entities', 'read'],
    ['tiny elements', 'refused'],
    ['tiny elements with text between', 'read'],
  ])('%s', { timeout: 60_000 }, async (name, outcome) => {
    const limited = [`--max-old-space-size=${MOST_MB}`, '--import', 'tsx', reader, name];
    const { stdout } = await promisify(execFile)(process.execPath, limited, { timeout: 55_000 });
    expect(stdout).toBe(outcome);
  });
});
