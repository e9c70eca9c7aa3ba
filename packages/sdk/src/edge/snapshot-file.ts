import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { access, constants, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InvalidInputError, type Logger, systemReasonOf } from '@vmrkit/core';
import { type EdgeSnapshot, edgeSnapshotSchema, toCamelCase, toSnakeCase } from '@vmrkit/core/composition';
import { systemCodeOf } from '../runtime/system-code-of.ts';

/** Where the snapshot lies, and what proves that an edge wrote it. */
export interface SnapshotFileOptions {
  readonly path: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly logger: Logger;
}

/** The copy on disk from which an edge serves while no manager can be asked, also after a restart. */
export class SnapshotFile {
  readonly #options: SnapshotFileOptions;

  constructor(options: SnapshotFileOptions) {
    this.#options = options;
  }

  /**
   * Finds out whether a snapshot may be kept at `path`, and changes nothing: folders that are missing would be made.
   * Rejects with InvalidInputError `ERR_EDGE_SNAPSHOT_FILE`, which names the path and what the system said. A full disk
   * is no reason.
   */
  static async check(path: string): Promise<void> {
    const file = resolve(path);
    try {
      if ((await stat(file).catch(ifMissing(null)))?.isDirectory()) throw folderFault();
      await access(file, constants.R_OK).catch(ifMissing(undefined));
      await refuseUnwritable(dirname(file));
    } catch (cause) {
      throw new InvalidInputError(
        `The edge cannot keep its snapshot at ${file}: ${systemReasonOf(cause) ?? 'unknown reason'}. Give edge.snapshot_file a path in a folder that this user may write.`,
        { code: 'ERR_EDGE_SNAPSHOT_FILE', cause },
      );
    }
  }

  /** See {@link SnapshotFile.check}. */
  open(): Promise<void> {
    return SnapshotFile.check(this.#options.path);
  }

  /** Null when there is none; also when it cannot be read or was not written under this key, and the log says so. */
  async read(): Promise<EdgeSnapshot | null> {
    const { path, logger } = this.#options;
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      const reason = systemCodeOf(error);
      if (reason !== 'ENOENT') logger.error('The edge’s snapshot on disk cannot be read.', { path, reason });
      return null;
    });
    if (text === null) return null;
    const [seal = '', body = ''] = text.split('\n', 2);
    const expected = Buffer.from(this.#seal(body));
    const given = Buffer.from(seal);
    if (given.length === expected.length && timingSafeEqual(given, expected)) {
      // Files of earlier versions have their names in camelCase.
      const snapshot = edgeSnapshotSchema.safeParse(toSnakeCase(JSON.parse(body)));
      if (snapshot.success) return toCamelCase(snapshot.data);
    }
    logger.error('The edge’s snapshot on disk was not written by this edge.', { path });
    return null;
  }

  /** Replaces the file in one step; nobody else may read it. Rejects with errors of the file system. */
  async write(snapshot: EdgeSnapshot): Promise<void> {
    const { path } = this.#options;
    const body = JSON.stringify(toSnakeCase(snapshot));
    await mkdir(dirname(path), { recursive: true });
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    try {
      const file = await open(draft, 'wx', 0o600);
      try {
        await file.writeFile(`${this.#seal(body)}\n${body}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  #seal(body: string): string {
    return createHmac('sha256', this.#options.key).update(body).digest('base64url');
  }
}

async function refuseUnwritable(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    await refuseUnwritable(dirname(folder));
  }
}

function folderFault(): Error {
  return Object.assign(new Error('It is a folder.'), { code: 'EISDIR' });
}

function ifMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (systemCodeOf(error) === 'ENOENT') return value;
    throw error;
  };
}
