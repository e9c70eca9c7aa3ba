import { open } from 'node:fs/promises';
import { devNull } from 'node:os';

/** No more files for this process, or for the whole machine; a socket is a file. */
const CODES: ReadonlySet<unknown> = new Set(['EMFILE', 'ENFILE']);

/** Whether an error, or what caused it, says that no more files may be opened. */
export function saysFileLimit(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (CODES.has(Reflect.get(at, 'code'))) return true;
    if (at instanceof AggregateError && at.errors.some(saysFileLimit)) return true;
  }
  return false;
}

/** Whether a file could be opened now: where names cannot be looked up for want of one, nothing says so. */
export async function mayOpenFiles(): Promise<boolean> {
  try {
    await (await open(devNull)).close();
    return true;
  } catch (error) {
    return !saysFileLimit(error);
  }
}
