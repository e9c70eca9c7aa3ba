import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { manifestContent, renderManifest, resizeIcon } from '@vmrkit/addin';
import { InvalidInputError, systemReasonOf } from '@vmrkit/core';
import type { ManifestFlavour } from '@vmrkit/core/composition';
import { type KitSource, withKit } from '../runtime/with-kit.ts';

/** What `vmrkit integration manifest` is told. */
export interface WriteManifestOptions extends KitSource {
  readonly id: string;
  readonly flavour: ManifestFlavour;
  /** Where it goes; absent: the caller prints it. */
  readonly out?: string;
}

/** A manifest that was issued. */
export interface WrittenManifest {
  /** Null: it went to a file. */
  readonly xml: string | null;
  /** What to do with it. */
  readonly note: string;
}

/**
 * `vmrkit integration manifest ID --flavour on-premises|microsoft-365`: the add-in's manifest. Its version rises exactly when
 * its content differs from the one that was issued before.
 */
export async function writeManifest({
  id,
  flavour,
  out,
  ...source
}: WriteManifestOptions): Promise<WrittenManifest> {
  const { record, version, isNew } = await withKit(source, async (kit) => {
    const book = await kit.get('integrationRecords');
    return book.issueManifest(id, async (each) => {
      // What the edge could not show is better told now than found missing in Outlook.
      await resizeIcon(each.addIn.icon, 16);
      return manifestContent(each, flavour);
    });
  });
  const xml = renderManifest(record, { flavour, version });
  if (out !== undefined) await write(out, xml);
  const note = isNew
    ? `Version ${version}: install it in the place of an earlier one.`
    : `Version ${version}, as it was issued last: where it is installed, nothing is to be done.`;
  return { xml: out === undefined ? xml : null, note };
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (cause) {
    const isThere = cause instanceof Error && Reflect.get(cause, 'code') === 'EEXIST';
    const why = isThere ? 'there is such a file already' : (systemReasonOf(cause) ?? 'unknown reason');
    throw new InvalidInputError(`The file ${resolve(file)} cannot be written: ${why}.`, {
      code: 'ERR_COMMAND_OUTPUT',
      cause,
    });
  }
}
