import { type Random, uuidV7 } from '../runtime/random.ts';
import type { Instant } from '../time/instant.ts';
import type { AuditedChange } from './changes-between.ts';

/** What somebody did to a document. It stands in that document until it is carried out (ADR 17). */
export interface AuditEntry {
  /** UUID version 7; makes a second copy of it harmless. */
  readonly id: string;
  readonly at: Instant;
  /** Such as `user.created`. */
  readonly action: string;
  /** Who did it: `sign-in`, `operator`, or the name of an administrator's account or API token. No address. */
  readonly actor: string;
  /** What else there is to tell; no address, no name of a person, no secret. */
  readonly details: Readonly<Record<string, string>>;
  /** What changed, by `changesBetween`; absent: nothing that has fields. */
  readonly changes?: readonly AuditedChange[];
  /** The integration that it was done through or to, if one. */
  readonly integrationId?: string;
  /** The conference that it is about, if one. */
  readonly conferenceId?: string;
  /** The call or message that it came of, if one. */
  readonly correlationId?: string;
}

/** An entry before it has its place in time. */
export type AuditNote = Omit<AuditEntry, 'id' | 'at'>;

/** Most entries that wait in one document: whoever changes it more often loses the oldest. */
const MOST_WAITING = 64;

/** The entries of a document with one more. */
export function withAudit(
  entries: readonly AuditEntry[],
  { at, random, ...entry }: Omit<AuditEntry, 'id'> & { readonly random: Random },
): readonly AuditEntry[] {
  return [...entries, { id: uuidV7(random, at), at, ...entry }].slice(-MOST_WAITING);
}
