import { manifestContent } from '@vmrkit/addin';
import { codeOf, type IntegrationRecord, InvalidInputError, type Logger } from '@vmrkit/core';
import { type ManifestFlavour, type ManifestIssues, manifestFlavours } from '@vmrkit/core/composition';
import type { IntegrationRecords, StoredIntegration } from '@vmrkit/sdk';

/** Where integrations are read. */
type Records = Pick<IntegrationRecords, 'stored' | 'open'>;

/**
 * Logs which manifests that were issued would be others now, be it by a save or since this version of the server makes others.
 * Never rejects: what cannot be read is told where it is used.
 */
export async function noteOldManifests(records: Records, logger: Logger): Promise<void> {
  try {
    for (const stored of await records.stored()) {
      const flavours = await oldFlavours(stored, records);
      if (flavours.length === 0) continue;
      const message = 'The add-in has a new manifest: `vmrkit integration manifest` writes it; install it.';
      logger.warn(message, { integration: stored.id, flavours: flavours.join(', ') });
    }
  } catch (error) {
    logger.warn('Whether manifests are still those of this version could not be told.', {
      code: codeOf(error),
    });
  }
}

async function oldFlavours(stored: StoredIntegration, records: Records): Promise<readonly ManifestFlavour[]> {
  const issued = stored.value.manifests ?? {};
  return Object.keys(issued).length === 0 ? [] : oldManifests((await records.open(stored)).record, issued);
}

/** The flavours of which a manifest was issued that would be another one now. */
export function oldManifests(record: IntegrationRecord, issued: ManifestIssues): readonly ManifestFlavour[] {
  const flavours = manifestFlavours.filter((flavour) => issued[flavour] !== undefined);
  return flavours.filter((flavour) => {
    const hash = hashOf(record, flavour);
    return hash !== null && hash !== issued[flavour]?.contentHash;
  });
}

/** Null: none can be made any more, such as of a flavour that was switched off. */
function hashOf(record: IntegrationRecord, flavour: ManifestFlavour): string | null {
  try {
    return manifestContent(record, flavour).contentHash;
  } catch (error) {
    if (InvalidInputError.is(error)) return null;
    throw error;
  }
}
