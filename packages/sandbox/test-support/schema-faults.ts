import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Recording } from '../src/http/recorder.ts';

/** Why messages cannot be validated here; null if they can. */
export function whyNoSchema(schemaFolder: string | undefined): string | null {
  if (schemaFolder === undefined) return 'VMRKIT_SCHEMA_DIR does not name a folder with ews/';
  return spawnSync('xmllint', ['--version']).status === 0 ? null : 'xmllint is not installed';
}

/** What the EWS schema says against the answers of recorded calls; answers spoiled on purpose are left out. */
export function schemaFaults(recordings: readonly Recording[], schemaFolder = ''): string[] {
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
    const schema = join(schemaFolder, 'ews', 'ews-soap.xsd');
    const { stderr } = spawnSync('xmllint', ['--nonet', '--noout', '--schema', schema, ...files], {
      encoding: 'utf8',
    });
    return stderr.split('\n').filter((line) => line !== '' && !line.endsWith(' validates'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
