import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A built file of one of our packages: what runs in another process is always what was built. */
export function builtFile(packageName: string, file: string): string {
  const entry = createRequire(import.meta.url).resolve(packageName);
  return join(entry, '../../dist', file);
}
