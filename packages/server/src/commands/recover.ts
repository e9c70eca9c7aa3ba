import { InvalidInputError, UnavailableError } from '@vmrkit/core';
import {
  type RecoveryEvent,
  type RecoveryOptions,
  type RecoveryPlan,
  recoveryTrouble,
} from '@vmrkit/core/composition';
import type { Operations } from '@vmrkit/sdk';
import { withKit } from '../runtime/with-kit.ts';
import { defineCommand, option } from './declare-command.ts';
import { mailboxNames, type NameMailbox } from './mailbox-names.ts';
import { timeOption } from './maintain.ts';
import { onWire } from './on-wire.ts';
import { recoveryText } from './recovery-text.ts';
import type { Shell } from './shell.ts';

interface RecoverInput {
  readonly exchangeConnectorId?: string;
  readonly timeLimit?: string;
  readonly updateMessage?: string;
  readonly dryRun: boolean;
  /** Meetings that the plan may be about. */
  readonly yes?: string;
  /** Address or id of a mailbox whose deployment is lost. */
  readonly takeOver?: string;
  readonly replaces?: string;
}

/**
 * `vmrkit recover`. Rejects with UnavailableError `ERR_RECOVERY_INCOMPLETE` where anything is left undone,
 * InvalidInputError `ERR_RECOVERY_UNCONFIRMED` where the plan is not that of `--yes`, `ERR_RECOVERY_OPTIONS`.
 */
export const recoverCommand = defineCommand<RecoverInput>({
  name: 'recover',
  summary: 'give meetings back what the store has lost; shows its plan and asks; runs beside a server',
  options: [
    option('--exchange-connector-id <id>', 'the integration; else all'),
    option('--time-limit <time>', 'meetings after it (UTC, YYYY-MM-DDTHH:MM:SS); else now'),
    option('--update-message <html>', 'stands above fresh instructions'),
    option('--dry-run', 'plan and report only'),
    option('--yes <meetings>', 'in a script: do the plan if it is about this number of meetings'),
    option('--take-over <mailbox>', 'first take this mailbox over from a deployment whose store is lost'),
    option('--replaces <deployment>', 'id of that deployment; without it the command tells it'),
  ],
  examples: [
    ['recover --dry-run', 'what would be done, mailbox by mailbox'],
    ['recover', 'shows the plan and asks for its number of meetings'],
    ['recover --yes 12', 'in a script'],
    ['recover --exchange-connector-id ID --take-over vmr@example.com', 'tells whom the mailbox belonged to'],
  ],
  configured: true,
  json: 'an event: kind watching, taken-over, planned, refused, progress, or last finished with report',
  async run(shell, input) {
    const asked = recoveryOptions(shell, input);
    await withKit(shell, async (kit) => {
      const nameMailbox = await mailboxNames(kit);
      const operations = await kit.get('operations');
      if (input.takeOver !== undefined && !input.dryRun)
        await takeOver(shell, { operations, input, nameMailbox });
      const progress = shell.progress('Meetings looked after');
      for await (const event of operations.recover(asked)) {
        if (event.kind === 'progress') progress.update(event.done, event.total);
        shell.show(onWire(withoutTasks(event)), recoveryText(event, nameMailbox));
        if (event.kind === 'finished') refuseTrouble(event, nameMailbox);
      }
    });
  },
});

interface TakeOver {
  readonly operations: Operations;
  readonly input: RecoverInput;
  readonly nameMailbox: NameMailbox;
}

/** Nothing but the two ids does it: never `--yes` alone, and never a question that is answered in passing. */
async function takeOver(shell: Shell, { operations, input, nameMailbox }: TakeOver): Promise<void> {
  const { exchangeConnectorId: integrationId, takeOver: mailbox = '', replaces = '' } = input;
  if (integrationId === undefined) {
    throw wrongOptions('--take-over needs --exchange-connector-id, and takes one mailbox at a time.');
  }
  const progress = shell.progress('Seconds that the mark of the other deployment was watched');
  let waitMs = 0;
  for await (const event of operations.takeOver({ integrationId, mailbox, replaces, signal: shell.signal })) {
    if (event.kind === 'watching') {
      waitMs = Math.max(waitMs, event.remainingMs);
      progress.update(Math.round((waitMs - event.remainingMs) / 1_000), Math.ceil(waitMs / 1_000));
    }
    const said = {
      watching: [],
      'ours-already': [`${nameMailbox(event.mailboxId)} belongs to this deployment already.`],
      'taken-over': [
        `${nameMailbox(event.mailboxId)} is taken over from ${'replaced' in event ? event.replaced : ''}.`,
      ],
    }[event.kind];
    shell.show(onWire(event), said);
  }
  progress.stop();
}

function recoveryOptions(shell: Shell, input: RecoverInput): RecoveryOptions {
  const { exchangeConnectorId, timeLimit, updateMessage, dryRun, yes } = input;
  if (yes !== undefined && !/^\d{1,9}$/.test(yes)) {
    throw wrongOptions('--yes takes the number of meetings that the plan is about.');
  }
  return {
    integrationId: exchangeConnectorId ?? null,
    after: timeOption('--time-limit', timeLimit),
    updateMessage: updateMessage ?? null,
    dryRun,
    signal: shell.signal,
    confirm: async ({ tasks }) => Number(yes ?? (await askFor(tasks.size, shell))) === tasks.size,
  };
}

async function askFor(meetings: number, shell: Shell): Promise<string> {
  const typed = await shell.ask(
    `Type the number of meetings (${meetings}) to do this, anything else to leave it: `,
  );
  return typed?.trim() || 'nothing';
}

function refuseTrouble(
  { report }: Extract<RecoveryEvent, { kind: 'finished' }>,
  nameMailbox: NameMailbox,
): void {
  const trouble = recoveryTrouble(report);
  if (trouble.length > 0) {
    const refused = report.plan.mailboxes
      .filter((each) => each.refused !== null)
      .map((each) => ` ${nameMailbox(each.mailboxId)}: ${each.refused}.`)
      .join('');
    throw new UnavailableError(
      `Not all was recovered: ${trouble.join(', ')}.${refused} Mend that and run again.`,
      { code: 'ERR_RECOVERY_INCOMPLETE' },
    );
  }
  const { size } = report.plan.tasks;
  if (size === 0 || report.dryRun || report.confirmed) return;
  throw new InvalidInputError(
    `Nothing was done: the plan is about ${size} meetings; --yes ${size} does it.`,
    { code: 'ERR_RECOVERY_UNCONFIRMED' },
  );
}

/** The plan's single meetings are the store's own business. */
function withoutTasks(event: RecoveryEvent): object {
  if (event.kind === 'planned') return { ...event, plan: planOnWire(event.plan) };
  if (event.kind !== 'finished') return event;
  return { ...event, report: { ...event.report, plan: planOnWire(event.report.plan) } };
}

function planOnWire({ tasks, ...plan }: RecoveryPlan): object {
  return { ...plan, meetings: tasks.size };
}

function wrongOptions(message: string): InvalidInputError {
  return new InvalidInputError(message, { code: 'ERR_RECOVERY_OPTIONS' });
}
