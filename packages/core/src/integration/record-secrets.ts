import type { SecretBox, SecretContext } from '../secrets/secret-box.ts';
import { type IntegrationRecord, type IntegrationRecordJson, toRecordJson } from './integration-record.ts';
import { SECRET_MASK } from './masked-secrets.ts';
import type { ParseRecordOptions } from './parse-integration-record.ts';
import { providerPlaces } from './provider-settings.ts';
import { type ReadRecord, readStoredRecord } from './read-stored-record.ts';
import { type JsonPath, valueAt } from './record-issues.ts';
import type { SettingsContracts } from './settings-contract.ts';

/** A record as stores keep it: the wire shape without secrets, and the secrets, sealed, by their field. */
export interface StoredIntegrationRecord {
  readonly record: IntegrationRecordJson;
  readonly secrets: Readonly<Record<string, string>>;
}

/** The wire shape of a record as it may be shown, logged and exported: secrets are masked. */
export function formatIntegrationRecord(
  record: IntegrationRecord,
  { plugins }: { readonly plugins: SettingsContracts },
): IntegrationRecordJson {
  const json = toRecordJson(record);
  for (const { path } of secretValues(json, plugins)) putAt(json, { path, value: SECRET_MASK });
  return json;
}

/** What sealing and opening take. */
export interface RecordSecretsOptions {
  readonly plugins: SettingsContracts;
  readonly secretBox: SecretBox;
}

/** Makes a record fit to be stored. */
export async function sealIntegrationRecord(
  record: IntegrationRecord,
  { plugins, secretBox }: RecordSecretsOptions,
): Promise<StoredIntegrationRecord> {
  const secrets: Record<string, string> = {};
  for (const { path, value } of secretValues(toRecordJson(record), plugins)) {
    const context = secretContext(record, path);
    secrets[context.field] = await secretBox.seal(value, context);
  }
  return { record: formatIntegrationRecord(record, { plugins }), secrets };
}

/**
 * Reads a stored record back. Rejects as {@link SecretBox.open} and {@link readStoredRecord} do; a masked secret
 * without a sealed one is a fault.
 */
export async function openIntegrationRecord(
  stored: StoredIntegrationRecord,
  { secretBox, ...options }: RecordSecretsOptions & Pick<ParseRecordOptions, 'deployment'>,
): Promise<ReadRecord> {
  const json = structuredClone(stored.record);
  const ids = { id: json.id, tenantId: json.tenant_id };
  for (const { path } of secretValues(json, options.plugins)) {
    const context = secretContext(ids, path);
    const sealed = Object.hasOwn(stored.secrets, context.field) ? stored.secrets[context.field] : undefined;
    if (sealed !== undefined) putAt(json, { path, value: await secretBox.open(sealed, context) });
  }
  return readStoredRecord(json, options);
}

/** Seals the secrets with the present key; the same object where it sealed all. Rejects as `SecretBox.rotate` does. */
export async function rotateRecordSecrets(
  stored: StoredIntegrationRecord,
  secretBox: Pick<SecretBox, 'rotate'>,
): Promise<StoredIntegrationRecord> {
  const { id: integrationId, tenant_id: tenantId } = stored.record;
  const secrets: Record<string, string> = {};
  for (const [field, sealed] of Object.entries(stored.secrets)) {
    secrets[field] = await secretBox.rotate(sealed, { tenantId, integrationId, field });
  }
  const same = Object.entries(secrets).every(([field, sealed]) => sealed === stored.secrets[field]);
  return same ? stored : { ...stored, secrets };
}

interface SecretValue {
  readonly path: JsonPath;
  readonly value: string;
}

/** The secrets in a record; every text setting where no plugin can say which ones are. */
function secretValues(json: unknown, plugins: SettingsContracts): SecretValue[] {
  return providerPlaces(json, plugins).flatMap(({ path, settings, contract }) => {
    const names =
      contract === null ? Object.keys(settings) : (contract.secrets ?? []).map(({ name }) => name);
    return names.flatMap((name) => {
      const value = valueAt(settings, [name]);
      return typeof value === 'string' ? [{ path: [...path, 'settings', name], value }] : [];
    });
  });
}

function secretContext(ids: Pick<IntegrationRecord, 'id' | 'tenantId'>, path: JsonPath): SecretContext {
  return { tenantId: ids.tenantId, integrationId: ids.id, field: path.join('.') };
}

function putAt(json: unknown, { path, value }: { readonly path: JsonPath; readonly value: unknown }): void {
  Reflect.set(valueAt(json, path.slice(0, -1)) as object, path.at(-1) ?? '', value);
}
