import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { whyNoSchema as whyNoRequests } from '../../packages/provider-ews/src/test-support/why-no-schema.ts';
import {
  expectValidAnswers,
  whyNoSchema as whyNoAnswers,
} from '../../packages/sandbox/test-support/schema-faults.ts';

const folder = mkdtempSync(join(tmpdir(), 'vmrkit-schema-'));
mkdirSync(join(folder, 'ews'));
writeFileSync(join(folder, 'ews', 'ews-soap.xsd'), '');
const empty = mkdtempSync(join(tmpdir(), 'vmrkit-schema-'));

afterAll(() => {
  for (const each of [folder, empty]) rmSync(each, { recursive: true });
});

/** A program that is there on every machine, and says yes to all. */
const installed = 'true';
const missing = 'no-such-xmllint';
const noFolder = 'VMRKIT_SCHEMA_DIR names no folder with ews/ews-soap.xsd';

describe.each([
  ['requests', whyNoRequests],
  ['answers', whyNoAnswers],
])('%s are held to the schema', (_, whyNoSchema) => {
  it.each([
    ['where both tools are there', folder, installed, null],
    ['not without a folder', undefined, installed, noFolder],
    ['not with a folder of something else', empty, installed, noFolder],
    ['not without xmllint, though the folder is there', folder, missing, 'xmllint is not installed'],
  ])('%s', (__, place, xmllint, reason) => {
    expect(whyNoSchema({ folder: place, xmllint })).toBe(reason);
  });
});

describe('a test that needs xmllint and has none', () => {
  const run = (inCi: boolean) => {
    const reasons: unknown[] = [];
    const skip = (reason: unknown): never => {
      reasons.push(reason);
      throw new Error('skipped');
    };
    const act = () => expectValidAnswers({ skip: skip as never }, [], { folder, xmllint: missing, inCi });
    return { act, reasons };
  };

  it('is skipped, and says why', () => {
    const { act, reasons } = run(false);
    expect(act).toThrow('skipped');
    expect(reasons).toEqual(['xmllint is not installed']);
  });

  it('fails in CI', () => {
    const { act, reasons } = run(true);
    expect(act).toThrow('In CI this must run: xmllint is not installed');
    expect(reasons).toEqual([]);
  });
});
