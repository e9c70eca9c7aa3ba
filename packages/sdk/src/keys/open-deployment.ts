import {
  type CollectionShape,
  ConflictError,
  DEPLOYMENT,
  type DocumentDatabase,
  InvalidInputError,
  type Random,
  type SecretBox,
  UnavailableError,
  uuidV4,
} from '@vmrkit/core';

/** What all managers of one store are. */
export interface Deployment {
  /** A UUID, version 4, drawn when the store was new: what marks mailboxes as this deployment's (S1.5). */
  readonly id: string;
}

interface DeploymentDocument extends Deployment {
  /** A known text, sealed under the keys with which the store is written. */
  readonly keyCheck: string;
}

const shape: CollectionShape<DeploymentDocument, never> = { name: 'deployment', indexes: {} };
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
 * was written under other keys (DESIGN, roles and leases).
 */
export async function openDeployment(
  database: DocumentDatabase,
  { secretBox, random }: OpenDeploymentOptions,
): Promise<Deployment> {
  const documents = database.collection(shape);
  const value = { id: uuidV4(random), keyCheck: await secretBox.seal(KNOWN_TEXT, context) };
  await documents.commit(DEPLOYMENT, [{ op: 'insert', id: DOCUMENT, value }]);
  const [stored] = await documents.load(DEPLOYMENT, [DOCUMENT]);
  const { id, keyCheck } = stored?.value ?? value;
  if (await opens(keyCheck, secretBox)) return { id };
  throw new ConflictError('The store was written under another master key.', {
    code: 'ERR_KIT_KEY_MISMATCH',
  });
}

async function opens(sealed: string, secretBox: SecretBox): Promise<boolean> {
  try {
    return (await secretBox.open(sealed, context)) === KNOWN_TEXT;
  } catch (error) {
    if (InvalidInputError.is(error) || UnavailableError.is(error)) return false;
    throw error;
  }
}
