import { jumpAhead } from '../allocation/number-space-recovery.ts';
import type { Store } from '../collections/store.ts';
import { isIntegration } from '../integration/integration-document.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { everyDocument } from '../store/every-document.ts';

/** What a copy of a store holds. */
export interface RestoredStore {
  readonly integrations: number;
  readonly meetings: number;
  readonly reservations: number;
  readonly numberSpaces: number;
}

/**
 * Makes a copy of a store fit to go on with: reads all that this version of the kit must be able to read, and moves each
 * counter of numbers ahead, since numbers were given out after the copy was made. Rejects with UnavailableError
 * `ERR_STORE_VERSION` where a newer version wrote it.
 */
export async function prepareRestored(
  store: Pick<Store, 'integrations' | 'meetings' | 'reservations' | 'numberSpaces'>,
): Promise<RestoredStore> {
  let [integrations, meetings, reservations, numberSpaces] = [0, 0, 0, 0];
  const ids: { readonly tenantId: string; readonly id: string }[] = [];
  for await (const { id, value } of everyDocument(store.integrations, null, {
    index: 'tenant',
    equals: [],
  })) {
    if (isIntegration(value)) ids.push({ tenantId: value.tenantId, id });
  }
  integrations = ids.length;
  for (const { tenantId, id } of ids) {
    const query = { index: 'integration', equals: [id] } as const;
    for await (const _ of everyDocument(store.meetings, tenantId, query)) meetings += 1;
    for await (const _ of everyDocument(store.reservations, tenantId, query)) reservations += 1;
  }
  for await (const { id: spaceId, value } of everyDocument(store.numberSpaces, DEPLOYMENT, {
    index: 'prefix',
    equals: [],
  })) {
    await jumpAhead(store, { spaceId, drawn: value.next });
    numberSpaces += 1;
  }
  return { integrations, meetings, reservations, numberSpaces };
}
