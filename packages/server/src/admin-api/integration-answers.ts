import {
  type InputIssue,
  type IntegrationRecord,
  InvalidInputError,
  NotAllowedError,
  type SettingsContracts,
  VmrKitError,
} from '@vmrkit/core';
import {
  type AuditNote,
  changesBetween,
  formatIntegrationRecord,
  type RecordConsequences,
  type TriedMailbox,
} from '@vmrkit/core/composition';
import type { CheckedIntegration, StoredIntegration, VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';
import { problemSchema } from '../http/problem.ts';
import { mailboxItem, maskedRecordOf, summaryOf } from '../views/integration-view.ts';
import { type Administrator, auditAuthor, isNotThere, maySee, tenantOf } from './administrator.ts';
import { anyObject, time, versionOf } from './resource.ts';

/** An integration in a list. */
export const integrationItem = z.strictObject({
  id: z.string(),
  tenant_id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  provider: z.string().nullable(),
  addin_server: z.string(),
  mailboxes: z.array(mailboxItem),
  alarms: z.int().describe('How many stand about it.'),
  version: z.string(),
});

/** What a change asks of people. */
export const requiresAnswer = z.strictObject({
  manifest: z.boolean().describe('A new manifest of the add-in is to be installed.'),
  sign_in: z.boolean().describe('The service account is to be signed in again.'),
  manifest_fields: z.array(z.string()),
  sign_in_fields: z.array(z.string()),
});

/** How a mailbox answered; null: as it should. */
export const connectionItem = z.strictObject({
  mailbox: z.string(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});

/** One integration. */
export const integrationAnswer = z.strictObject({
  id: z.string(),
  tenant_id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  version: z.string().describe('For If-Match.'),
  saved_at: time,
  record: anyObject.describe('The whole record (docs/guides/integration-record.md), its secrets masked.'),
});

/** A saved integration. */
export const savedAnswer = integrationAnswer.extend({
  requires: requiresAnswer,
  connection: z.array(connectionItem),
});

/** What a change would do. */
export const validationAnswer = z.strictObject({
  errors: problemSchema.shape.errors,
  requires: requiresAnswer,
  connection: z.array(connectionItem).describe('How its mailboxes answered, where that was asked for.'),
  changes: z.array(
    z.strictObject({
      path: z.string(),
      before: z.string().nullable().describe('JSON text.'),
      after: z.string().nullable().describe('JSON text.'),
    }),
  ),
});

const notThere = { what: 'integration', code: 'ERR_INTEGRATION_NOT_FOUND' } as const;

/** The integration with this id that the caller may see. Rejects with NotFoundError `ERR_INTEGRATION_NOT_FOUND`. */
export async function integrationOf(
  kit: VmrKit,
  caller: Administrator,
  id: string,
): Promise<StoredIntegration> {
  const stored = await (await kit.get('integrationRecords')).stored();
  const found = stored.find((each) => each.id === id && maySee(caller, each.value.tenantId));
  if (found === undefined) throw isNotThere(notThere);
  return found;
}

/** The version of a stored integration: its record as it was saved. */
export function integrationVersion({ value }: Pick<StoredIntegration, 'value'>): string {
  return versionOf([value.record, value.savedAt]);
}

/** See {@link integrationAnswer}. */
export function integrationWire(stored: StoredIntegration): z.output<typeof integrationAnswer> {
  const { id, tenant_id, name, enabled } = summaryOf(stored);
  return {
    id,
    tenant_id,
    name,
    enabled,
    version: integrationVersion(stored),
    saved_at: new Date(stored.value.savedAt).toISOString(),
    record: { ...maskedRecordOf(stored) },
  };
}

/** See {@link requiresAnswer}. */
export function requiresWire({
  newManifest,
  serviceAccountSignIn,
}: Pick<RecordConsequences, 'newManifest' | 'serviceAccountSignIn'>): z.output<typeof requiresAnswer> {
  return {
    manifest: newManifest.length > 0,
    sign_in: serviceAccountSignIn.length > 0,
    manifest_fields: [...newManifest],
    sign_in_fields: [...serviceAccountSignIn],
  };
}

/** See {@link connectionItem}. */
export function connectionWire({ email, trouble }: TriedMailbox): z.output<typeof connectionItem> {
  return { mailbox: email, error: trouble && { code: trouble.code, message: trouble.message } };
}

/**
 * Refuses what a caller may not save: another tenant's, or as no operator what only operators change. Throws NotFoundError
 * `ERR_TENANT_NOT_FOUND`, NotAllowedError `ERR_INTEGRATION_OPERATOR_ONLY`.
 */
export function refuseBeyond(caller: Administrator, { record, previous, asks }: CheckedIntegration): void {
  tenantOf(caller, record.tenantId);
  if (previous !== null) tenantOf(caller, previous.tenantId, notThere);
  if (caller.role === 'operator' || asks.operatorOnly.length === 0) return;
  const message = 'Only an operator may change this field.';
  throw new NotAllowedError('Only an operator may change these fields.', {
    code: 'ERR_INTEGRATION_OPERATOR_ONLY',
    issues: asks.operatorOnly.map((path) => ({ path: path.split('.'), code: 'operator_only', message })),
  });
}

/** What a change of a record tells the audit and people, secrets masked. */
export function recordChanges(
  { record, previous }: Pick<CheckedIntegration, 'record' | 'previous'>,
  contracts: SettingsContracts,
) {
  const shown = (each: IntegrationRecord) => formatIntegrationRecord(each, { plugins: contracts });
  return changesBetween(previous && shown(previous), shown(record));
}

/** Tells the audit who changed an integration and what. */
export function noteOf(
  caller: Administrator,
  {
    action,
    integrationId,
    changes,
  }: { readonly action: string; readonly integrationId: string } & Pick<AuditNote, 'changes'>,
): AuditNote {
  return { ...auditAuthor(caller), action, integrationId, ...(changes && { changes }) };
}

/** The faults that a record was refused for; rethrows what is none. */
export function faultsIn(error: unknown): readonly InputIssue[] {
  if (!VmrKitError.is(error)) throw error;
  const { issues, code, message } = error;
  if (issues.length > 0) return issues;
  if (!InvalidInputError.is(error)) throw error;
  return [{ path: [], code, message }];
}
