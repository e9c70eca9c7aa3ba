import { InvalidInputError, parseInstant, UnavailableError } from '@vmrkit/core';
import {
  type RecoveryEvent,
  type RecoveryOptions,
  type RecoveryPlan,
  recoveryTrouble,
} from '@vmrkit/core/composition';
import type { Operations } from '@vmrkit/sdk';
import { type KitSource, withKit } from '../runtime/with-kit.ts';

/** What `vmrkit recover` is told. */
export interface RecoverOptions extends KitSource {
  readonly exchangeConnectorId?: string;
  readonly timeLimit?: string;
  readonly updateMessage?: string;
  readonly dryRun: boolean;
  /** Meetings that the plan may be about. */
  readonly yes?: number;
  /** Address or id of a mailbox whose deployment is lost. */
  readonly takeOver?: string;
  readonly replaces?: string;
  print(line: string): void;
}

/**
 * `vmrkit recover`: one JSON line an event; the last line is the report. Rejects with UnavailableError
 * `ERR_RECOVERY_INCOMPLETE` where anything is left undone, InvalidInputError `ERR_RECOVERY_UNCONFIRMED` where the plan is
 * not that of `--yes`, `ERR_RECOVERY_OPTIONS`.
 */
export async function recover({ config, plugins, print, ...options }: RecoverOptions): Promise<void> {
  const planned = recoveryOptions(options);
  await withKit({ config, plugins }, async (kit) => {
    const operations = await kit.get('operations');
    if (options.takeOver !== undefined && !options.dryRun) await takeOver(operations, { ...options, print });
    for await (const event of operations.recover(planned)) {
      print(JSON.stringify(snakeCase(onWire(event))));
      if (event.kind === 'finished') refuseTrouble(event);
    }
  });
}

/** Nothing but the two ids does it: never `--yes` alone, and never a question that is answered in passing. */
async function takeOver(
  operations: Operations,
  {
    exchangeConnectorId,
    takeOver: mailbox = '',
    replaces = '',
    print,
  }: Omit<RecoverOptions, keyof KitSource>,
): Promise<void> {
  if (exchangeConnectorId === undefined) {
    throw new InvalidInputError(
      '--take-over needs --exchange-connector-id, and takes one mailbox at a time.',
      {
        code: 'ERR_RECOVERY_OPTIONS',
      },
    );
  }
  const asked = { integrationId: exchangeConnectorId, mailbox, replaces };
  for await (const event of operations.takeOver(asked)) print(JSON.stringify(snakeCase(event)));
}

function recoveryOptions({
  exchangeConnectorId = null,
  timeLimit,
  updateMessage = null,
  dryRun,
  yes,
}: { readonly exchangeConnectorId?: string | null; readonly updateMessage?: string | null } & Pick<
  RecoverOptions,
  'timeLimit' | 'dryRun' | 'yes'
>): RecoveryOptions {
  if (yes !== undefined && !Number.isInteger(yes)) {
    throw new InvalidInputError('--yes takes the number of meetings that the plan is about.', {
      code: 'ERR_RECOVERY_OPTIONS',
    });
  }
  return {
    integrationId: exchangeConnectorId,
    after: timeLimit === undefined ? null : parseInstant(`${timeLimit.replace(/Z$/, '')}Z`),
    updateMessage,
    dryRun,
    confirm: async ({ tasks }) => tasks.size === yes,
  };
}

function refuseTrouble({ report }: Extract<RecoveryEvent, { kind: 'finished' }>): void {
  const trouble = recoveryTrouble(report);
  if (trouble.length > 0) {
    throw new UnavailableError(`Not all was recovered: ${trouble.join(', ')}. Mend that and run again.`, {
      code: 'ERR_RECOVERY_INCOMPLETE',
    });
  }
  const { size } = report.plan.tasks;
  if (size === 0 || report.dryRun || report.confirmed) return;
  throw new InvalidInputError(
    `Nothing was done: the plan is about ${size} meetings; --yes ${size} does it.`,
    {
      code: 'ERR_RECOVERY_UNCONFIRMED',
    },
  );
}

/** The plan's single meetings are the store's own business. */
function onWire(event: RecoveryEvent): object {
  if (event.kind === 'planned') return { ...event, plan: planOnWire(event.plan) };
  if (event.kind !== 'finished') return event;
  return { ...event, report: { ...event.report, plan: planOnWire(event.report.plan) } };
}

function planOnWire({ tasks, ...plan }: RecoveryPlan): object {
  return { ...plan, meetings: tasks.size };
}

/** Names in the case of our JSON; codes stay as they are. */
function snakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCase);
  if (typeof value !== 'object' || value === null) return value;
  const lower = (letter: string) => `_${letter.toLowerCase()}`;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      /^[a-z]/.test(name) ? name.replace(/[A-Z]/g, lower) : name,
      snakeCase(each),
    ]),
  );
}
