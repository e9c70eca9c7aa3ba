import { codeOf, NotAllowedError, NotAuthenticatedError } from '../errors/vmrkit-error.ts';
import { type AlarmKind, MAILBOX_TROUBLES } from './alarm.ts';
import type { AlarmRef, AlarmService } from './alarm-service.ts';

/** Whose trouble it is; `subject` is the mailbox's id. */
export interface TroubleAlarmOptions extends Omit<AlarmRef, 'kind'> {
  readonly alarms: AlarmService;
}

/** One alarm for a mailbox's present trouble; none when there is none. */
export async function setTroubleAlarm(
  error: unknown,
  { alarms, tenantId, integrationId, subject }: TroubleAlarmOptions,
): Promise<void> {
  const present: AlarmKind | null = error === null ? null : troubleOf(error);
  for (const kind of MAILBOX_TROUBLES) {
    const ref = { kind, tenantId, integrationId, subject };
    if (kind === present) await alarms.raise(ref, codeOf(error));
    else await alarms.clear(ref);
  }
}

/** Which alarm a mailbox's trouble calls for. */
export function troubleOf(error: unknown): AlarmKind {
  if (NotAuthenticatedError.is(error)) return 'sign-in-needed';
  // Our own process is short of something: looking at Exchange would mend nothing.
  if (codeOf(error) === 'ERR_PROCESS_FILE_LIMIT') return 'process-file-limit';
  return NotAllowedError.is(error) ? 'mailbox-not-allowed' : 'exchange-unreachable';
}
