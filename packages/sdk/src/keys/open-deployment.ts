import {
  type CollectionShape,
  ConflictError,
  DEPLOYMENT,
  type DocumentDatabase,
  InvalidInputError,
  type Random,
  UnavailableError,
  uuidV4,
} from '@vmrkit/core';
import { refuseUnfinishedMove, type SecretBox, sealingKeyOf } from '@vmrkit/core/composition';

/** What all managers of one store are. */
export interface Deployment {
  /** A UUID, version 4, drawn when the store was new: what marks mailboxes as this deployment's. */
  readonly id: string;
}

interface DeploymentDocument extends Deployment {
  /** A known text, sealed under the newest key with which the store is written. */
  readonly keyCheck: string;
}

/** Holds one document. */
export const deploymentShape: CollectionShape<DeploymentDocument, never> = {
  name: 'deployment',
  indexes: {},
};
const DOCUMENT = 'deployment';
const KNOWN_TEXT = 'vmrkit';
const context = { tenantId: DEPLOYMENT, integrationId: DEPLOYMENT, field: 'key_check' };

/** What {@link openDeployment} works with. */
export interface OpenDeploymentOptions {
  readonly secretBox: SecretBox;
  readonly random: Random;
}

/**
 * Says which deployment a store is; a new store becomes one. Rejects with ConflictError `ERR_KIT_KEY_MISMATCH` when it
 * was written under other keys: also when the newest of them is missing, which others seal
 * with since it was put in front; `ERR_STORE_MOVING` while `moveStore` fills it.
 */
export async function openDeployment(
  database: DocumentDatabase,
  options: OpenDeploymentOptions,
): Promise<Deployment> {
  const { secretBox, random } = options;
  await refuseUnfinishedMove(database);
  const documents = database.collection(deploymentShape);
  const fresh = { id: uuidV4(random), keyCheck: await secretBox.seal(KNOWN_TEXT, context) };
  await documents.commit(DEPLOYMENT, [{ op: 'insert', id: DOCUMENT, value: fresh }]);
  const [stored] = await documents.load(DEPLOYMENT, [DOCUMENT]);
  const { revision, value } = stored ?? { revision: '', value: fresh };
  const keyCheck = await renewed(value.keyCheck, secretBox);
  if (keyCheck === null) {
    throw new ConflictError(
      'The store was written under another master key: give VMRKIT_MASTER_KEYS the keys of its managers.',
      {
        code: 'ERR_KIT_KEY_MISMATCH',
      },
    );
  }
  if (keyCheck === value.keyCheck) return { id: value.id };
  await documents.commit(DEPLOYMENT, [
    { op: 'replace', id: DOCUMENT, revision, value: { ...value, keyCheck } },
  ]);
  return openDeployment(database, options);
}

/** Which master key the store is written with now, since others may have put a new one in front. Rejects as the store does. */
export interface KeyCheck {
  /** Whether a key of this process's ring opens the store's check. */
  opens(): Promise<boolean>;
  /** Id of the key; null: nobody can tell. */
  keyId(): Promise<string | null>;
}

/** See {@link KeyCheck}. */
export function createKeyCheck(database: DocumentDatabase, secretBox: SecretBox): KeyCheck {
  const documents = database.collection(deploymentShape);
  const load = async () => (await documents.load(DEPLOYMENT, [DOCUMENT]))[0]?.value.keyCheck ?? null;
  return {
    opens: async () => {
      const keyCheck = await load();
      return keyCheck === null || (await renewed(keyCheck, secretBox)) !== null;
    },
    keyId: async () => {
      const keyCheck = await load();
      return keyCheck === null ? null : sealingKeyOf(keyCheck);
    },
  };
}

/** The check sealed with the present key; null: no key of the ring opens it. */
async function renewed(keyCheck: string, secretBox: SecretBox): Promise<string | null> {
  try {
    return await secretBox.rotate(keyCheck, context);
  } catch (error) {
    if (InvalidInputError.is(error) || UnavailableError.is(error)) return null;
    throw error;
  }
}
