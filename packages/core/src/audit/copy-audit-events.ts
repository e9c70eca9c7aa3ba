import type { DocumentCollection, Page, Partition } from '../store/document-collection.ts';
import { DAY_MS, type Instant, shift } from '../time/instant.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { AuditEvent } from './audit-event.ts';

/** A document that keeps what its changes have to tell. */
export interface Audited {
  readonly audit?: readonly AuditEntry[];
}

/** Documents that are audited. Their index `audit` holds those with entries, by the time of the oldest entry. */
export interface AuditedCollection {
  /** What its documents are, for {@link AuditEvent.subject}. */
  readonly kind: string;
  readonly collection: DocumentCollection<Audited, 'audit'>;
}

/** An audit event, and its place among those of the document that told it. */
export interface CopiedEvent {
  readonly id: string;
  readonly place: number;
  readonly event: AuditEvent;
}

/** How {@link copyAuditEvents} goes about it. */
export interface CopyOptions {
  /** Most documents. */
  readonly limit: number;
  /** Is told of events before they are dropped from their documents; perhaps again, after a crash. */
  tell?(tenantId: Partition, events: readonly CopiedEvent[]): Promise<void>;
}

/** Where events are copied to. */
export type AuditEvents = DocumentCollection<AuditEvent, 'age'>;

/** The value of the index `audit`: null where no entry waits. */
export function waitingAudit(document: object): readonly [Instant] | null {
  const { audit = [] }: Audited = document;
  const [oldest] = audit;
  return oldest === undefined ? null : [oldest.at];
}

/**
 * Copies the entries of at most `limit` documents of a collection, then drops them from the documents. A crash between
 * the two, or another manager at the same work, copies an entry again under its id, which changes nothing. A document that
 * is written meanwhile keeps its entries until the next time; its revision changes when they are dropped. Gives how many
 * documents it found. Rejects as the stores and `tell` do.
 */
export async function copyAuditEvents(
  { kind, collection }: AuditedCollection,
  events: AuditEvents,
  { limit, tell }: CopyOptions,
): Promise<number> {
  const { items } = await collection.find(null, { index: 'audit', equals: [], limit });
  for (const [tenantId, documents] of byPartition(items)) {
    const copies = documents.flatMap(({ id: subject, value: { audit = [] } }) =>
      audit.map(({ id, ...entry }, place) => {
        return { id, place, event: { ...entry, tenantId, subject: { kind, id: subject } } };
      }),
    );
    await events.commit(
      tenantId,
      copies.map(({ id, event: value }) => ({ op: 'insert', id, value }) as const),
    );
    await tell?.(tenantId, copies);
    const emptied = documents.map(({ id, revision, value }) => {
      return { op: 'replace', id, revision, value: { ...value, audit: [] } } as const;
    });
    await collection.commit(tenantId, emptied);
  }
  return items.length;
}

/** Removes events that are older than `days`, at most `limit` of them; gives how many it found. Rejects as the store does. */
export async function forgetAuditEvents(
  events: AuditEvents,
  { now, days, limit }: { readonly now: Instant; readonly days: number; readonly limit: number },
): Promise<number> {
  const to = shift(now, -days * DAY_MS);
  const { items } = await events.find(null, { index: 'age', equals: [], to, limit });
  for (const [tenantId, old] of byPartition(items)) {
    const removals = old.map(({ id, revision }) => ({ op: 'remove', id, revision }) as const);
    await events.commit(tenantId, removals);
  }
  return items.length;
}

function byPartition<T>(items: Page<T>['items']): ReadonlyMap<string, Page<T>['items']> {
  const groups = new Map<string, Page<T>['items']>();
  for (const item of items) groups.set(item.partition, [...(groups.get(item.partition) ?? []), item]);
  return groups;
}
