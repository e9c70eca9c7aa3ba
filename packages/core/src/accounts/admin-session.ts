import { createHash } from 'node:crypto';
import type { CollectionShape } from '../store/document-collection.ts';
import { HOUR_MS, type Instant, MINUTE_MS, shift } from '../time/instant.ts';
import type { Account } from './account.ts';

/** How long a session lasts at most. */
const SESSION_MS = 8 * HOUR_MS;
/** How long a session lasts without a request. */
const IDLE_MS = 30 * MINUTE_MS;
/** How often the time of the last request is written. */
const SEEN_MS = MINUTE_MS;

/** A session of an account, in the deployment's partition. Id: SHA-256 of the cookie's value. */
export interface AdminSession {
  readonly accountId: string;
  /** The account's epoch as it began. */
  readonly epoch: number;
  readonly seenAt: Instant;
  readonly endsAt: Instant;
}

/** Sessions by when they end at the latest. */
export const adminSessionShape: CollectionShape<AdminSession, 'due'> = {
  name: 'admin_sessions',
  indexes: { due: ({ endsAt }) => [endsAt] },
};

/** SHA-256 of a secret in lower-case hex: what is kept of it. */
export function secretId(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A session that begins now. */
export function beginSession(
  { id, account }: { readonly id: string; readonly account: Pick<Account, 'epoch'> },
  now: Instant,
): AdminSession {
  return { accountId: id, epoch: account.epoch, seenAt: now, endsAt: shift(now, SESSION_MS) };
}

/** What a request with a session's cookie meets: it is over, or good, and then perhaps to be noted as seen. Pure. */
export function judgeSession(
  session: AdminSession,
  account: Pick<Account, 'epoch'> | null,
  now: Instant,
): 'over' | 'good' | 'to-be-seen' {
  const { epoch, seenAt, endsAt } = session;
  if (account === null || account.epoch !== epoch || now >= endsAt || now >= seenAt + IDLE_MS) return 'over';
  return now >= seenAt + SEEN_MS ? 'to-be-seen' : 'good';
}

/** When a session ends, if nothing more is asked. */
export function sessionEnd({ seenAt, endsAt }: AdminSession): Instant {
  const idle = shift(seenAt, IDLE_MS);
  return idle < endsAt ? idle : endsAt;
}
