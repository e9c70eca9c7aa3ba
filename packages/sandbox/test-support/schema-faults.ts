import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type TestContext } from 'vitest';
import type { Recording } from '../src/http/recorder.ts';

/** What there is to validate with. */
export interface SchemaTools {
  /** A folder with `ews/ews-soap.xsd`. */
  readonly folder: string | undefined;
  readonly xmllint: string;
  /** In CI nothing may be missing. */
  readonly inCi: boolean;
}

const { VMRKIT_SCHEMA_DIR, CI } = process.env;
const here: SchemaTools = { folder: VMRKIT_SCHEMA_DIR, xmllint: 'xmllint', inCi: CI === 'true' };

const schemaIn = (folder = '') => join(folder, 'ews', 'ews-soap.xsd');

/** Why messages cannot be validated with these tools; null if they can. */
export function whyNoSchema({ folder, xmllint }: Omit<SchemaTools, 'inCi'> = here): string | null {
  if (!existsSync(schemaIn(folder))) return 'VMRKIT_SCHEMA_DIR names no folder with ews/ews-soap.xsd';
  return spawnSync(xmllint, ['--version']).status === 0 ? null : 'xmllint is not installed';
}

/**
 * Holds the answers of recorded calls to the EWS schema. Where that cannot be done it skips the test and says why;
 * in CI it throws.
 */
export function expectValidAnswers(
  context: Pick<TestContext, 'skip'>,
  recordings: readonly Recording[],
  tools: SchemaTools = here,
): void {
  const reason = whyNoSchema(tools);
  if (reason !== null && tools.inCi) throw new Error(`In CI this must run: ${reason}`);
  if (reason !== null) {
    process.stderr.write(`skipped: ${reason}\n`);
    context.skip(reason);
  }
  expect(schemaFaults(recordings)).toEqual([]);
}

/** What the schema says against the answers; those spoiled on purpose are left out. */
function schemaFaults(recordings: readonly Recording[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'vmrkit-ews-'));
  try {
    const answers = recordings
      .filter((each) => !each.spoiled)
      .flatMap((each) => (each.isStream ? each.response.split('\n').filter(Boolean) : [each.response]));
    const files = answers.map((text, at) => {
      const file = join(folder, `${at}.xml`);
      writeFileSync(file, text);
      return file;
    });
    if (files.length === 0) return ['nothing was recorded'];
    const options = ['--nonet', '--noout', '--schema', schemaIn(here.folder)];
    const { stderr } = spawnSync(here.xmllint, [...options, ...files], { encoding: 'utf8' });
    return stderr.split('\n').filter((line) => line !== '' && !line.endsWith(' validates'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
