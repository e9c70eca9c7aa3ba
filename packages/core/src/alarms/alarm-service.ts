import { type AuditEntry, withAudit } from '../audit/audit-entry.ts';
import type { IntegrationId, TenantId } from '../identity/tenancy.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import type { DocumentCollection } from '../store/document-collection.ts';
import { everyDocument } from '../store/every-document.ts';
import { formatInstant } from '../time/instant.ts';
import type { Alarm, AlarmKind } from './alarm.ts';

/** Names one alarm: a condition at a subject. */
export interface AlarmRef {
  readonly kind: AlarmKind;
  readonly tenantId: TenantId;
  readonly integrationId: IntegrationId | null;
  readonly subject: string;
}

/** Raises and clears alarms by condition, which the audit trail tells. A condition that lasts is one alarm, counted. */
export class AlarmService {
  readonly #alarms: DocumentCollection<Alarm, 'standing'>;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(alarms: DocumentCollection<Alarm, 'standing'>, clock: Clock, random: Random) {
    this.#alarms = alarms;
    this.#clock = clock;
    this.#random = random;
  }

  /** The condition holds now; `detail` is a code or a short reason without any text of a message. */
  raise(ref: AlarmRef, detail: string): Promise<void> {
    const now = this.#clock.now();
    return this.#write(ref, (standing) => {
      const stands = standing?.clearedAt === null;
      const audit = standing?.audit ?? [];
      const told = stands ? audit : this.#withAudit(audit, { ...ref, detail }, 'alarm.raised');
      return {
        ...ref,
        detail,
        raisedAt: stands ? standing.raisedAt : now,
        lastSeenAt: now,
        clearedAt: null,
        count: (stands ? standing.count : 0) + 1,
        ...(told.length > 0 && { audit: told }),
      };
    });
  }

  /** The condition does not hold any more. Costs one read when it did not hold before. */
  clear(ref: AlarmRef): Promise<void> {
    const now = this.#clock.now();
    return this.#write(ref, (standing) =>
      standing?.clearedAt === null
        ? {
            ...standing,
            clearedAt: now,
            audit: this.#withAudit(standing.audit ?? [], standing, 'alarm.cleared', lastingOf(standing)),
          }
        : null,
    );
  }

  /** The standing alarms of these partitions, the oldest of each first. Rejects as the store does. */
  async standing(partitions: Iterable<TenantId>): Promise<readonly Alarm[]> {
    const found: Alarm[] = [];
    for (const tenantId of new Set(partitions)) {
      const query = { index: 'standing', equals: [tenantId] } as const;
      for await (const { value } of everyDocument(this.#alarms, tenantId, query)) found.push(value);
    }
    return found;
  }

  #withAudit(
    entries: readonly AuditEntry[],
    { kind, subject, detail, integrationId }: AlarmRef & Pick<Alarm, 'detail'>,
    action: 'alarm.raised' | 'alarm.cleared',
    more: Readonly<Record<string, string>> = {},
  ): readonly AuditEntry[] {
    const about = integrationId === null ? {} : { integrationId };
    const details = { kind, subject, detail, ...more };
    const told = { at: this.#clock.now(), random: this.#random, action, actor: 'manager', details, ...about };
    return withAudit(entries, told);
  }

  async #write(ref: AlarmRef, change: (standing: Alarm | null) => Alarm | null): Promise<void> {
    const id = `${ref.kind}/${ref.subject}`;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const [stored] = await this.#alarms.load(ref.tenantId, [id]);
      const value = change(stored?.value ?? null);
      if (value === null) return;
      const [result] = await this.#alarms.commit(ref.tenantId, [
        stored ? { op: 'replace', id, revision: stored.revision, value } : { op: 'insert', id, value },
      ]);
      if (result?.ok) return;
    }
  }
}

/** What is told once it is over, so that its end tells all of it. */
function lastingOf({ raisedAt, count }: Alarm): Readonly<Record<string, string>> {
  return { raised_at: formatInstant(raisedAt), seen: String(count) };
}
