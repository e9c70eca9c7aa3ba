import { createHash } from 'node:crypto';
import { InvalidInputError, type TenantId } from '@vmrkit/core';
import { type ConferenceScope, type ListPart, listTenants } from '@vmrkit/core/composition';
import type { VmrKit } from '@vmrkit/sdk';
import { z } from 'zod';
import { type Administrator, tenantOf } from './administrator.ts';

/** A time on the wire. */
export const time = z.iso.datetime();

/** An id in a path. */
export const idParams = z.object({ id: z.string().min(1).max(250) });

/** Narrows a list to one tenant. */
export const tenantQuery = z.object({ tenant_id: z.string().min(1).max(64).optional() });

/** Narrows a list to one integration. */
export const integrationQuery = z.object({ integration_id: z.string().max(64).optional() });

/** A point in time in a query. */
export const timeQuery = z.iso.datetime({ offset: true }).optional();

/** What a 204 answers. */
export const nothing = z.null();

/** A JSON object whose fields are judged later. */
export const anyObject = z.record(z.string(), z.unknown());

/** Whose things a caller asks for. Throws as `tenantOf` does. */
export function scopeOf(caller: Administrator, tenantId: TenantId | undefined): ConferenceScope {
  return tenantId === undefined ? caller.tenants : [tenantOf(caller, tenantId)];
}

/** The parts of a list over what a caller may see. */
export function partsOf(scope: ConferenceScope, equals: ListPart['equals'] = []): readonly ListPart[] {
  const partitions = scope === 'all' ? [null] : [...new Set(scope)].sort();
  return partitions.map((partition) => ({ partition, equals }));
}

/** The tenants that there are, as far as the caller may see them, by id: those that were granted something or have an integration. */
export async function knownTenants(
  kit: VmrKit,
  { tenants }: Pick<Administrator, 'tenants'>,
): Promise<readonly TenantId[]> {
  if (tenants !== 'all') return [...new Set(tenants)].sort();
  const [records, config] = [await kit.get('integrationRecords'), await kit.get('config')];
  const used = (await records.stored()).map(({ value }) => value.tenantId);
  const granted = (await listTenants({ store: await kit.get('store') })).map(({ tenantId }) => tenantId);
  return [...new Set(['default', ...Object.keys(config.alias_grants), ...granted, ...used])].sort();
}

/**
 * Names a state of a document for `If-Match`: what people may have seen of it. What the process writes on its own, such as
 * audit entries that were carried out, does not count.
 */
export function versionOf(seen: object): string {
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 16);
}

/** A page of a list that is read as a whole. `keyOf` gives its order, each key once. Throws `ERR_LIST_CURSOR`. */
export function pageOfAll<Item>(
  all: readonly Item[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  keyOf: (item: Item) => string,
): { readonly items: readonly Item[]; readonly next: string | null } {
  const after = cursor === undefined ? null : readKey(cursor);
  const keyed = all.map((item) => ({ item, key: keyOf(item) })).sort((a, b) => (a.key < b.key ? -1 : 1));
  const rest = after === null ? keyed : keyed.filter(({ key }) => key > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const next = rest.length > page.length && last !== undefined ? writeKey(last.key) : null;
  return { items: page.map(({ item }) => item), next };
}

function writeKey(key: string): string {
  return Buffer.from(JSON.stringify({ key })).toString('base64url');
}

function readKey(cursor: string): string {
  try {
    const { key }: { readonly key?: unknown } = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (typeof key === 'string') return key;
  } catch {
    // Told of below, like any other text that is no cursor.
  }
  throw new InvalidInputError('This is not the cursor of an earlier page of the same list.', {
    code: 'ERR_LIST_CURSOR',
  });
}
