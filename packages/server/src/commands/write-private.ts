import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InvalidInputError, systemReasonOf } from '@vmrkit/core';

/** Writes a new file that only its owner may read. Rejects with InvalidInputError `ERR_COMMAND_OUTPUT`. */
export async function writePrivate(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    const isThere = cause instanceof Error && Reflect.get(cause, 'code') === 'EEXIST';
    const why = isThere ? 'there is such a file already' : (systemReasonOf(cause) ?? 'unknown reason');
    throw new InvalidInputError(`The file ${resolve(file)} cannot be written: ${why}.`, {
      code: 'ERR_COMMAND_OUTPUT',
      cause,
    });
  }
}
