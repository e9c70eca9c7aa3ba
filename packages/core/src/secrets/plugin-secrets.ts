import type { IntegrationId, IntegrationRef, TenantId } from '../identity/tenancy.ts';
import type { CollectionShape, DocumentCollection, Revision, Stored } from '../store/document-collection.ts';
import { insertOne, loadOne, replaceOne } from '../store/document-steps.ts';
import { updateDocument } from '../store/update-document.ts';
import type { SecretBox, SecretContext } from './secret-box.ts';

/** A plugin's secret as it was read. */
export interface PluginSecret {
  readonly value: string;
  /** Names this state of it. */
  readonly revision: Revision;
}

/** A plugin's secret as it is to be. */
export interface PluginSecretWrite {
  readonly value: string;
  /** State that it replaces, null: none. Left out: whatever is there, as after a person signed in anew. */
  readonly seen?: Revision | null;
}

/**
 * What one plugin keeps for one integration, such as a refresh token that changes with each use: sealed, durable, shared
 * by all managers, gone with the integration. All entries of a record that name the plugin share it, so a name says which
 * account it is of; where a secret is sent belongs into its value, since settings may change. Names have 1 to 200
 * characters and are no secret. All reject as the store does; a write may then have happened or not.
 */
export interface PluginSecrets {
  /** Null: there is none. Rejects as `SecretBox.open` does for what was sealed by a key that is gone. */
  read(name: string): Promise<PluginSecret | null>;
  /** False: somebody else wrote or removed it since it was `seen`, and nothing was written. Read it again then. */
  write(name: string, write: PluginSecretWrite): Promise<boolean>;
  /** False: it is not as it was `seen` any more, and stays. */
  remove(name: string, seen: Revision): Promise<boolean>;
}

/** A plugin's secret as it is stored, in its tenant's partition. Id: see `secretId`. */
export interface StoredPluginSecret {
  readonly tenantId: TenantId;
  readonly integrationId: IntegrationId;
  /** Kind and name: `mailbox-provider/ews`. */
  readonly plugin: string;
  readonly name: string;
  readonly sealed: string;
}

/** The plugins' secrets by integration. */
export const pluginSecretShape: CollectionShape<StoredPluginSecret, 'integration'> = {
  name: 'plugin_secrets',
  indexes: { integration: ({ integrationId }) => [integrationId] },
};

/** Where plugins' secrets lie and what seals them. */
export interface PluginSecretDeps {
  readonly collection: DocumentCollection<StoredPluginSecret, 'integration'>;
  readonly secretBox: Pick<SecretBox, 'seal' | 'open'>;
}

const TRIES = 8;

/** The secrets of one plugin (kind and name: `mailbox-provider/ews`) for one integration. */
export function pluginSecretsOf(
  { integration, plugin }: { readonly integration: IntegrationRef; readonly plugin: string },
  { collection, secretBox }: PluginSecretDeps,
): PluginSecrets {
  const { tenantId, integrationId } = integration;
  const refOf = (name: string) => {
    if (name.length < 1 || name.length > 200) throw new TypeError('A secret’s name has 1 to 200 characters.');
    return { partition: tenantId, id: `${integrationId}/${plugin}/${name}` };
  };
  return {
    async read(name) {
      const stored = await loadOne(collection, refOf(name));
      if (stored === null) return null;
      const value = await secretBox.open(stored.value.sealed, contextOf(stored.value));
      return { value, revision: stored.revision };
    },
    async write(name, { value, seen }) {
      const place = { tenantId, integrationId, plugin, name };
      const document = { ...place, sealed: await secretBox.seal(value, contextOf(place)) };
      const write = { ...refOf(name), value: document };
      if (seen === null) return insertOne(collection, write);
      if (seen !== undefined) return replaceOne(collection, { ...write, revision: seen });
      await updateDocument(collection, refOf(name), () => document, {
        tries: TRIES,
        what: 'secret',
        code: 'ERR_SECRET_CONTENDED',
      });
      return true;
    },
    async remove(name, seen) {
      const { id } = refOf(name);
      const [result] = await collection.commit(tenantId, [{ op: 'remove', id, revision: seen }]);
      return result?.ok ?? false;
    },
  };
}

/** The secret sealed with the present key; the same object where it was. Rejects as `SecretBox.rotate` does. */
export async function rotatePluginSecret(
  secret: StoredPluginSecret,
  secretBox: Pick<SecretBox, 'rotate'>,
): Promise<StoredPluginSecret> {
  const sealed = await secretBox.rotate(secret.sealed, contextOf(secret));
  return sealed === secret.sealed ? secret : { ...secret, sealed };
}

/** Removes what plugins keep for an integration that is gone. What a running manager writes afterwards, housekeeping removes. */
export async function forgetPluginSecrets(
  { tenantId, integrationId }: IntegrationRef,
  collection: PluginSecretDeps['collection'],
): Promise<void> {
  const query = { index: 'integration', equals: [], from: integrationId, to: integrationId } as const;
  let items: readonly Stored<StoredPluginSecret>[];
  do {
    ({ items } = await collection.find(tenantId, { ...query, limit: PAGE }));
    const changes = items.map(({ id, revision }) => ({ op: 'remove', id, revision }) as const);
    if (changes.length > 0) await collection.commit(tenantId, changes);
  } while (items.length === PAGE);
}

const PAGE = 200;

function contextOf({
  tenantId,
  integrationId,
  plugin,
  name,
}: Omit<StoredPluginSecret, 'sealed'>): SecretContext {
  return { tenantId, integrationId, field: `plugin_secrets/${plugin}/${name}` };
}
