import { codeOf, VmrKitError } from '../../errors/vmrkit-error.ts';
import type { Clock } from '../../runtime/clock.ts';
import { SECOND_MS } from '../../time/instant.ts';
import { type Diagnosis, type DoctorFinding, type Examination, untold } from './examination.ts';

/** Longest time of one examination. */
const EXAMINATION_MS = 12 * SECOND_MS;
/** After it nothing is begun or waited for, unless the caller has less time. */
const TOTAL_MS = 18 * SECOND_MS;
/** Examinations at a time. */
const AT_ONCE = 8;

/** What a doctor's round needs. */
export interface RunDoctorOptions {
  readonly clock: Clock;
  /** Time for the whole round, in milliseconds; 18 seconds by default. */
  readonly withinMs?: number;
  /** Ends the round early: what is left is unknown. */
  readonly signal?: AbortSignal;
}

/**
 * Runs examinations, some at a time, each within 12 seconds and all within the time of the round; the diagnoses come in the order of
 * the examinations. Never rejects: what fails or takes too long is `unknown`.
 */
export async function runDoctor(
  examinations: readonly Examination[],
  { clock, withinMs = TOTAL_MS, signal }: RunDoctorOptions,
): Promise<readonly Diagnosis[]> {
  const over = new AbortController();
  const stop = () => over.abort();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  const timer = new AbortController();
  void clock.sleep(withinMs, timer.signal).then(stop, () => undefined);
  const diagnoses = new Map<Examination, Diagnosis>();
  const waiting = examinations.values();
  const work = async () => {
    for (const examination of waiting) {
      diagnoses.set(examination, await diagnose(examination, { clock, over: over.signal }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  timer.abort();
  signal?.removeEventListener('abort', stop);
  return examinations.flatMap((each) => diagnoses.get(each) ?? []);
}

async function diagnose(
  examination: Examination,
  { clock, over }: { readonly clock: Clock; readonly over: AbortSignal },
): Promise<Diagnosis> {
  const { run, ...about } = examination;
  const { kind, evidence, remedy = about.remedy } = await answerOf(examination, { clock, over });
  return { ...about, kind, evidence, remedy };
}

async function answerOf(
  examination: Examination,
  { clock, over }: { readonly clock: Clock; readonly over: AbortSignal },
): Promise<DoctorFinding> {
  if (over.aborted) return untold('There was no time left to look.');
  const done = new AbortController();
  const signal = AbortSignal.any([done.signal, over]);
  const late = clock.sleep(EXAMINATION_MS, signal).then(
    () => untold(`There was no answer within ${EXAMINATION_MS / SECOND_MS} seconds.`),
    () => untold('There was no time left for an answer.'),
  );
  try {
    return await Promise.race([examination.run(signal), late]);
  } catch (error) {
    return untold(saidBy(error));
  } finally {
    done.abort();
  }
}

/** Code and message of an error of ours; of others the code alone, since nobody knows what their words hold. */
export function saidBy(error: unknown): string {
  return VmrKitError.is(error) ? `${error.code}: ${error.message}` : codeOf(error);
}
