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

/** Failures in a row from which trouble is told: one or two are hiccups that mend themselves within seconds. */
const TROUBLE_AFTER = 3;

/** What one more try to follow a mailbox means for its alarm, and how many have failed in a row by then. */
function judgeTrouble(
  failures: number,
  error: unknown,
): { readonly failures: number; readonly alarm: 'set' | 'clear' | 'leave' } {
  if (error === null) return { failures: 0, alarm: 'clear' };
  return { failures: failures + 1, alarm: failures + 1 >= TROUBLE_AFTER ? 'set' : 'leave' };
}

/** Tells a mailbox's trouble once it lasts, and that it is over at once. Stays over restarts of the mailbox's worker. */
export class TroubleWatch {
  #failures = 0;

  /** Each try to follow the mailbox; null: it succeeded. Rejects as the store does. */
  async note(error: unknown, options: TroubleAlarmOptions): Promise<void> {
    const { failures, alarm } = judgeTrouble(this.#failures, error);
    this.#failures = failures;
    if (alarm !== 'leave') await setTroubleAlarm(error, options);
  }
}

/** Which alarm a mailbox's trouble calls for. */
export function troubleOf(error: unknown): AlarmKind {
  if (NotAuthenticatedError.is(error)) return 'sign-in-needed';
  // Our own process is short of something: looking at Exchange would mend nothing.
  if (codeOf(error) === 'ERR_PROCESS_FILE_LIMIT') return 'process-file-limit';
  if (codeOf(error) === 'ERR_MAILBOX_FULL') return 'mailbox-full';
  return NotAllowedError.is(error) ? 'mailbox-not-allowed' : 'exchange-unreachable';
}
