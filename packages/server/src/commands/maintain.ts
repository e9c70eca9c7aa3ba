import { type Instant, InvalidInputError, parseInstant, UnavailableError } from '@vmrkit/core';
import type { MaintenanceEvent, MaintenanceReport } from '@vmrkit/core/composition';
import { withKit } from '../runtime/with-kit.ts';
import { defineCommand, option } from './declare-command.ts';
import { mailboxNames, type NameMailbox } from './mailbox-names.ts';
import { onWire } from './on-wire.ts';
import { count, duration } from './progress.ts';
import { withRemedy } from './remedies.ts';

interface MaintainInput {
  readonly exchangeConnectorId?: string;
  readonly inboxTimeLimit?: string;
  readonly calendarTimeLimit?: string;
  readonly dryRun: boolean;
}

/**
 * `vmrkit maintain`: empties equipment mailboxes of what is old. Rejects with UnavailableError
 * `ERR_MAINTENANCE_INCOMPLETE` where a mailbox could not be finished, InvalidInputError `ERR_COMMAND_OPTION`.
 */
export const maintainCommand = defineCommand<MaintainInput>({
  name: 'maintain',
  summary:
    'delete old items from the equipment mailboxes, and nothing that is still needed; runs beside a server',
  options: [
    option('--exchange-connector-id <id>', 'the integration; else all'),
    option(
      '--inbox-time-limit <time>',
      'inbox items received before it (UTC, YYYY-MM-DDTHH:MM:SS); else now',
    ),
    option('--calendar-time-limit <time>', 'calendar items that finished before it, likewise; else now'),
    option('--dry-run', 'count only'),
  ],
  examples: [
    ['maintain --dry-run', 'what would be deleted'],
    ['maintain --inbox-time-limit 2026-11-01T00:00:00', 'keep the last month of mail'],
  ],
  configured: true,
  json: 'an event: kind progress, failed, or last finished with report',
  async run(shell, { exchangeConnectorId = null, inboxTimeLimit, calendarTimeLimit, dryRun }) {
    const inboxBefore = timeOption('--inbox-time-limit', inboxTimeLimit);
    const calendarBefore = timeOption('--calendar-time-limit', calendarTimeLimit);
    await withKit(shell, async (kit) => {
      const nameMailbox = await mailboxNames(kit);
      const operations = await kit.get('operations');
      const asked = { integrationId: exchangeConnectorId, inboxBefore, calendarBefore, dryRun };
      const progress = shell.progress(dryRun ? 'Items looked at' : 'Items deleted or kept');
      const seen = new Map<string, number>();
      for await (const event of operations.maintain({ ...asked, signal: shell.signal })) {
        if (event.kind === 'progress') {
          seen.set(`${event.mailboxId}/${event.folder}`, event.deleted + event.kept);
          progress.update(
            [...seen.values()].reduce((sum, each) => sum + each, 0),
            null,
          );
        }
        shell.show(onWire(event), textOf(event, nameMailbox));
        if (event.kind === 'finished') refuseTrouble(event.report, nameMailbox);
      }
    });
  },
});

/** A time as an operator types it, in UTC; absent: null. Throws InvalidInputError `ERR_COMMAND_OPTION`. */
export function timeOption(name: string, text: string | undefined): Instant | null {
  if (text === undefined) return null;
  try {
    return parseInstant(`${text.replace(/Z$/, '')}Z`);
  } catch (cause) {
    throw new InvalidInputError(`${name} takes a time in UTC such as 2026-12-01T08:00:00, not "${text}".`, {
      code: 'ERR_COMMAND_OPTION',
      cause,
    });
  }
}

function textOf(event: MaintenanceEvent, nameMailbox: NameMailbox): string[] {
  if (event.kind === 'progress') return [];
  if (event.kind === 'failed') return [`${nameMailbox(event.mailboxId)}: ${withRemedy(event.code)}`];
  const { dryRun, mailboxes, tookMs } = event.report;
  const verb = dryRun ? 'would be deleted' : 'deleted';
  const lines = mailboxes.flatMap(({ mailboxId, inbox, calendar }) => [
    nameMailbox(mailboxId),
    `  inbox: ${count(inbox.deleted)} ${verb}, ${count(inbox.kept)} kept since they are still needed`,
    `  calendar: ${count(calendar.deleted)} ${verb}, ${count(calendar.kept)} kept`,
  ]);
  return [...lines, `Took ${duration(tookMs)}.`];
}

function refuseTrouble({ mailboxes }: MaintenanceReport, nameMailbox: NameMailbox): void {
  const failed = mailboxes.filter((each) => each.failed !== null);
  if (failed.length === 0) return;
  const where = failed.map(({ mailboxId, failed: code }) => `${nameMailbox(mailboxId)}: ${code}`).join('; ');
  throw new UnavailableError(`Not all mailboxes were finished. ${where}. Mend that and run again.`, {
    code: 'ERR_MAINTENANCE_INCOMPLETE',
  });
}
