import { formatInstant } from '@vmrkit/core';
import type { RecoveryEvent, RecoveryPlan, RecoveryReport } from '@vmrkit/core/composition';
import type { NameMailbox } from './mailbox-names.ts';
import { count, duration } from './progress.ts';
import { withRemedy } from './remedies.ts';

/** What an operator reads of one event of a recovery. */
export function recoveryText(event: RecoveryEvent, nameMailbox: NameMailbox): string[] {
  if (event.kind === 'progress') return [];
  if (event.kind === 'planned') return planText(event.plan, nameMailbox);
  if (event.kind === 'refused') return [`${nameMailbox(event.mailboxId)}: ${withRemedy(event.code)}`];
  return reportText(event.report);
}

function planText(plan: RecoveryPlan, nameMailbox: NameMailbox): string[] {
  const { after, mailboxes, tasks, conferences, mails, updates, cancellations } = plan;
  const lines = mailboxes.flatMap(({ mailboxId, refused, found, tasks: of, left }) => {
    if (refused !== null) return [`${nameMailbox(mailboxId)}: ${withRemedy(refused)}`];
    const plans = `restore ${of.restore}, new aliases ${of.renew}, tell ${of.tell}, update ${of.update}, cancel ${of.cancel}`;
    return [
      nameMailbox(mailboxId),
      `  ${count(found)} accepted meetings: ${plans}`,
      `  left as they are: ${left.known} known, ${left.unsettled} unsettled, ${left.unusable} unusable`,
    ];
  });
  return [
    `Plan for meetings after ${formatInstant(after)}: ${count(tasks.size)} meetings`,
    `  ${count(conferences)} rooms would be made, ${count(mails)} organizers’ meetings sent to all attendees,`,
    `  ${count(updates)} known meetings brought to the calendar’s version, ${count(cancellations)} called off`,
    ...lines,
  ];
}

function reportText(report: RecoveryReport): string[] {
  const { restored, renewed, updated, cancelled, told, toldBefore, notAllowed, postponed } = report;
  const failed = Object.entries(report.failed).map(
    ([code, times]) => `  failed ${times} times: ${withRemedy(code)}`,
  );
  const calls = Object.values(report.remoteCalls).reduce((sum, each) => sum + each, 0);
  return [
    `Restored ${count(restored)}, new aliases ${count(renewed)}, updated ${count(updated)}, called off ${count(cancelled)}.`,
    `Organizers told ${count(told)}, told before ${count(toldBefore)}, out of reach ${count(notAllowed)}; left for the next run ${count(postponed)}.`,
    ...failed,
    `Took ${duration(report.tookMs)} and ${count(calls)} calls to the mail system.`,
  ];
}
