import { MAILBOX_TROUBLES } from '../alarms/alarm.ts';
import type { AlarmService } from '../alarms/alarm-service.ts';
import type { Store } from '../collections/store.ts';
import type { IntegrationRef } from '../identity/tenancy.ts';
import { type AnswerQueue, measureAnswerQueue } from '../outbox/answer-queue.ts';
import type { Clock } from '../runtime/clock.ts';
import { MINUTE_MS } from '../time/instant.ts';

/** A mailbox whose answers are watched. */
export interface WatchedMailbox extends IntegrationRef {
  readonly mailboxId: string;
}

/** What the watch works on. */
export interface WatchAnswersDeps {
  readonly store: Pick<Store, 'meetings' | 'alarms'>;
  readonly alarms: AlarmService;
  readonly clock: Clock;
  /** Age of the oldest waiting answer at which an alarm is raised. */
  readonly alarmAfterMinutes: number;
}

/**
 * Measures the queues of answers, one for each mailbox in the order given; the alarm `answers-waiting` stands for each
 * mailbox whose oldest waiting answer is too old. Rejects as the store does.
 */
export async function watchAnswers(
  mailboxes: readonly WatchedMailbox[],
  { store, alarms, clock, alarmAfterMinutes }: WatchAnswersDeps,
): Promise<readonly AnswerQueue[]> {
  const queues: AnswerQueue[] = [];
  for (const { mailboxId, tenantId, integrationId } of mailboxes) {
    const { waiting, oldestAt } = await measureAnswerQueue(mailboxId, { store, tenantId });
    const ids = MAILBOX_TROUBLES.map((kind) => `${kind}/${mailboxId}`);
    const troubles = await store.alarms.load(tenantId, ids);
    const inTrouble = troubles.some((alarm) => alarm?.value.clearedAt === null);
    queues.push({ mailboxId, waiting, oldestAt, inTrouble });
    const ref = { kind: 'answers-waiting', tenantId, integrationId, subject: mailboxId } as const;
    const ageMinutes = oldestAt === null ? 0 : Math.floor((clock.now() - oldestAt) / MINUTE_MS);
    if (ageMinutes >= alarmAfterMinutes) await alarms.raise(ref, `${waiting} for ${ageMinutes} minutes`);
    // At half the age, so that an alarm does not come and go with each answer.
    else if (ageMinutes < alarmAfterMinutes / 2) await alarms.clear(ref);
  }
  return queues;
}
