import { createHash } from 'node:crypto';
import type { AdminClient } from '@vmrkit/admin-client';
import { answerOf } from './answer-of.ts';
import type { Customer } from './customer.ts';
import { customerGrant, customerRecord } from './customer-record.ts';

/** What was done about a customer. */
export interface KeptCustomer {
  readonly customer: string;
  readonly integrationId: string;
  readonly action: 'created' | 'changed' | 'unchanged';
  /** Whether the customer has to install a new manifest. */
  readonly needsManifest: boolean;
  /** Mailboxes that did not answer as they should, with the reason. */
  readonly troubles: readonly string[];
}

/**
 * Makes each customer's tenant and integration, or changes them to what the list says; asked again, it changes nothing.
 * Secrets are never shown, so a new password alone is no change that it sees.
 * Rejects with the server's answer where it refuses one.
 */
export async function keepCustomers(
  client: AdminClient,
  customers: readonly Customer[],
): Promise<readonly KeptCustomer[]> {
  const kept: KeptCustomer[] = [];
  for (const customer of customers) {
    await keepTenant(client, customer);
    kept.push(await keepIntegration(client, customer));
  }
  return kept;
}

async function keepTenant(client: AdminClient, customer: Customer): Promise<void> {
  const path = { id: customer.id };
  const body = customerGrant(customer);
  const standing = await client.GET('/api/admin/v1/tenants/{id}', { params: { path } });
  const isNew = standing.error?.code === 'ERR_TENANT_NOT_FOUND';
  const version = isNew ? null : answerOf(standing).version;
  // A version that is not the one that was read any more is refused: somebody else changed it meanwhile.
  const headers = version === null ? {} : { 'If-Match': `"${version}"` };
  answerOf(await client.PUT('/api/admin/v1/tenants/{id}', { params: { path }, body, headers }));
}

async function keepIntegration(client: AdminClient, customer: Customer): Promise<KeptCustomer> {
  const list = await client.GET('/api/admin/v1/integrations', {
    params: { query: { tenant_id: customer.id, limit: 1 } },
  });
  const [standing] = answerOf(list).items;
  const record = customerRecord(customer);
  if (standing === undefined) {
    // The same key for the same record: a request that is sent again after a lost answer makes nothing twice.
    const key = createHash('sha256').update(JSON.stringify(record)).digest('hex');
    const made = await client.POST('/api/admin/v1/integrations', {
      body: record,
      headers: { 'Idempotency-Key': key },
    });
    return told(customer, 'created', answerOf(made));
  }
  const wanted = { ...record, id: standing.id };
  const judged = answerOf(await client.POST('/api/admin/v1/integrations/validate', { body: wanted }));
  if (judged.errors.length === 0 && judged.changes.length === 0) {
    return told(customer, 'unchanged', { id: standing.id, requires: judged.requires, connection: [] });
  }
  const saved = await client.PUT('/api/admin/v1/integrations/{id}', {
    params: { path: { id: standing.id } },
    body: wanted,
    headers: { 'If-Match': `"${standing.version}"` },
  });
  return told(customer, 'changed', answerOf(saved));
}

interface SavedAnswer {
  readonly id: string;
  readonly requires: { readonly manifest: boolean };
  readonly connection: readonly {
    readonly mailbox: string;
    readonly error: { readonly message: string } | null;
  }[];
}

function told(
  customer: Customer,
  action: KeptCustomer['action'],
  { id, requires, connection }: SavedAnswer,
): KeptCustomer {
  return {
    customer: customer.name,
    integrationId: id,
    action,
    needsManifest: action === 'created' || requires.manifest,
    troubles: connection.flatMap(({ mailbox, error }) => (error ? [`${mailbox}: ${error.message}`] : [])),
  };
}
