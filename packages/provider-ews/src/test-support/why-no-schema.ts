import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Why requests cannot be held to the EWS schema with these tools; null if they can. */
export function whyNoSchema(tools: {
  /** A folder with `ews/ews-soap.xsd`. */
  readonly folder: string | undefined;
  readonly xmllint: string;
}): string | null {
  const schema = join(tools.folder ?? '', 'ews', 'ews-soap.xsd');
  if (!existsSync(schema)) return 'VMRKIT_SCHEMA_DIR names no folder with ews/ews-soap.xsd';
  return spawnSync(tools.xmllint, ['--version']).status === 0 ? null : 'xmllint is not installed';
}
