import type { AlarmService } from '../alarms/alarm-service.ts';
import { setTroubleAlarm } from '../alarms/trouble-alarm.ts';
import { UnavailableError, VmrKitError } from '../errors/vmrkit-error.ts';
import type { IntegrationRef } from '../identity/tenancy.ts';
import type { IntegrationRecord } from '../integration/integration-record.ts';
import type { MailboxProvider } from '../mailbox/mailbox-provider.ts';
import type { Clock } from '../runtime/clock.ts';
import { SECOND_MS } from '../time/instant.ts';

/** How long a mailbox may take to answer. */
const TRY_DEADLINE_MS = 10 * SECOND_MS;

/** What a trial needs. */
export interface TryConnectionDeps {
  openProvider(choice: {
    readonly name: string;
    readonly settings: unknown;
    readonly integration: IntegrationRef;
  }): Promise<MailboxProvider>;
  readonly alarms: AlarmService;
  readonly clock: Clock;
}

/** How a mailbox answered; null: as it should. */
export interface TriedMailbox {
  readonly email: string;
  readonly trouble: VmrKitError | null;
}

/**
 * Signs in to each equipment mailbox of a record that was saved, and raises the alarm that its trouble calls for, or
 * clears it. Trouble is an outcome, not an error; rejects as the store of the alarms does.
 */
export async function tryConnection(
  record: IntegrationRecord,
  deps: TryConnectionDeps,
): Promise<readonly TriedMailbox[]> {
  const { id: integrationId, tenantId } = record;
  const tried = await probeMailboxes(record, deps);
  const mailboxes = record.mailbox?.mailboxes ?? [];
  await Promise.all(
    mailboxes.map(({ id: subject }, at) =>
      setTroubleAlarm(tried[at]?.trouble ?? null, { alarms: deps.alarms, tenantId, integrationId, subject }),
    ),
  );
  return tried;
}

/** Signs in to each equipment mailbox of a record, saved or not, and says how it went. Raises no alarm. */
export async function probeMailboxes(
  { id, tenantId, mailbox }: IntegrationRecord,
  { openProvider, clock }: Pick<TryConnectionDeps, 'openProvider' | 'clock'>,
): Promise<readonly TriedMailbox[]> {
  if (mailbox === null) return [];
  const integration = { tenantId, integrationId: id };
  const opened = openProvider({ name: mailbox.provider, settings: mailbox.settings, integration });
  try {
    return await Promise.all(
      mailbox.mailboxes.map(async ({ email }) => {
        const check = async (signal: AbortSignal) => (await opened).check(email, { signal });
        return { email, trouble: await troubleOf(check, clock) };
      }),
    );
  } finally {
    await opened.then((provider) => provider.close()).catch(() => undefined);
  }
}

async function troubleOf(
  check: (signal: AbortSignal) => Promise<void>,
  clock: Clock,
): Promise<VmrKitError | null> {
  const over = new AbortController();
  const late = clock.sleep(TRY_DEADLINE_MS, over.signal).then(() => {
    throw new UnavailableError('The mail system did not answer in time.', { code: 'ERR_CONNECTION_TIMEOUT' });
  });
  try {
    await Promise.race([check(over.signal), late]);
    return null;
  } catch (error) {
    if (VmrKitError.is(error)) return error;
    return new UnavailableError('The mailbox could not be tried.', { code: 'ERR_INTERNAL', cause: error });
  } finally {
    over.abort();
  }
}
