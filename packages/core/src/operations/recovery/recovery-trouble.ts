import type { RecoveryReport } from './recovery-types.ts';

/** Why a run is not done, each code once: mailboxes refused, meetings failed or left for a next run. None: all is done. */
export function recoveryTrouble({ plan, failed, postponed, notAllowed }: RecoveryReport): readonly string[] {
  const refused = plan.mailboxes.flatMap(({ refused: code }) => code ?? []);
  const left = [
    ...(postponed > 0 ? ['postponed'] : []),
    ...(notAllowed > 0 ? ['organizer-not-allowed'] : []),
  ];
  return [...new Set([...refused, ...Object.keys(failed), ...left])];
}
