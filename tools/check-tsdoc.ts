import { join } from 'node:path';
import { undocumentedExports } from './undocumented-exports.ts';

const missing = undocumentedExports(join(import.meta.dirname, '..'));
for (const line of missing) process.stderr.write(`no doc comment: ${line}\n`);
process.stdout.write(`exports without a doc comment: ${missing.length}\n`);
process.exitCode = missing.length === 0 ? 0 : 1;
