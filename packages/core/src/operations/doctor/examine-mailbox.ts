import type { AlarmService } from '../../alarms/alarm-service.ts';
import { alarmTexts } from '../../alarms/alarm-texts.ts';
import { troubleOf } from '../../alarms/trouble-alarm.ts';
import type { Store } from '../../collections/store.ts';
import type { IntegrationRef } from '../../identity/tenancy.ts';
import type { EquipmentMailbox } from '../../mailbox/equipment-mailbox.ts';
import type { MailboxProvider } from '../../mailbox/mailbox-provider.ts';
import type { Clock } from '../../runtime/clock.ts';
import { SECOND_MS } from '../../time/instant.ts';
import { type DoctorFinding, type Examination, problem, sound, untold } from './examination.ts';
import { examineEntries, firstEntries } from './examine-entries.ts';
import { findMissedRequests } from './find-missed-requests.ts';
import { saidBy } from './run-doctor.ts';

/** What the examinations of a mailbox look at. */
export interface ExaminedMailbox {
  readonly integration: IntegrationRef;
  readonly id: string;
  readonly email: string;
  readonly deploymentId: string;
  readonly toleranceMs: number;
  readonly store: Pick<Store, 'mailboxes' | 'meetings' | 'parked'>;
  readonly alarms: Pick<AlarmService, 'raise' | 'clear'>;
  readonly clock: Clock;
  /** Opens no connection by itself; rejects as the provider's plugin does. */
  provider(): Promise<MailboxProvider>;
}

/** What can be wrong with one equipment mailbox. */
export function examineMailbox(at: ExaminedMailbox): readonly Examination[] {
  const mailbox = async () => (await at.provider()).equipmentMailbox(at.email);
  const about = { subject: at.email, severity: 'error' } as const;
  return [
    examineAccess(at, { email: at.email, id: 'mailbox-access', title: 'The mail system lets us in' }),
    {
      ...about,
      id: 'automatic-processing',
      title: 'The mail system does not answer requests by itself',
      remedy: alarmTexts['automatic-processing'].remedy,
      run: async (signal) => {
        const found = await automaticProcessing(await mailbox(), { at, signal });
        await keepAlarm(found, at);
        return found;
      },
    },
    examineEntries(at),
    {
      ...about,
      id: 'requests-elsewhere',
      title: 'Requests stay in the inbox',
      remedy:
        'Remove the inbox rules of the mailbox (`Get-InboxRule`) and close other programs that read it; where the store was lost, run `vmrkit recover`. Then let the organizers send their updates.',
      run: async (signal) => findMissedRequests(await mailbox(), { at, signal }),
    },
    {
      ...about,
      id: 'mailbox-shared',
      title: 'No other deployment works the mailbox',
      remedy: alarmTexts['mailbox-shared'].remedy,
      run: async (signal) => markOf(await mailbox(), { at, signal }),
    },
    {
      ...about,
      id: 'mailbox-rights',
      title: 'The rights reach this mailbox, and no more than those that are needed',
      remedy:
        '`vmrkit setup` prints how the rights are given within a scope; take away those that reach every mailbox.',
      run: async (signal) => {
        const { missingRights, unscopedRights = [] } = await (await mailbox()).inspect({ signal });
        if (missingRights === undefined) return untold('The mail system names no rights.');
        if (missingRights.length > 0) return problem(`It refuses ${missingRights.join(', ')}.`);
        return unscopedRights.length > 0
          ? problem(`${unscopedRights.join(', ')} reach every mailbox of the organisation.`)
          : sound('It refuses none, and none reaches further.');
      },
    },
    {
      ...about,
      id: 'mail-clock',
      title: 'The clocks agree',
      remedy: alarmTexts['clock-skew'].remedy,
      run: async (signal) => {
        const { serverTime } = await (await mailbox()).inspect({ signal });
        if (serverTime === null) return untold('The mail system tells no time.');
        const skew = Math.round((serverTime - at.clock.now()) / SECOND_MS);
        const said = `The mail system's clock is ${Math.abs(skew)} seconds ${skew < 0 ? 'behind' : 'ahead of'} this machine's.`;
        return Math.abs(skew) * SECOND_MS > at.toleranceMs ? problem(said) : sound(said);
      },
    },
    {
      ...about,
      severity: 'warning',
      id: 'mailbox-worked',
      title: 'A manager works the mailbox',
      remedy: 'Start the server (`vmrkit serve`), and see in its log why it does not follow this mailbox.',
      run: async () => {
        const [stored] = await at.store.mailboxes.load(at.integration.tenantId, [at.id]);
        if (!stored?.value.lease.owner) return problem('No manager holds the lease of the mailbox.');
        if (stored.value.cursor === null) return problem('No mail was read here yet.');
        return sound(`A manager holds the lease, number ${stored.value.lease.fence}.`);
      },
    },
  ];
}

/** Whether the service account reaches a mailbox, an organizer's too. */
export function examineAccess(
  { provider }: Pick<ExaminedMailbox, 'provider'>,
  { email, ...about }: { readonly email: string; readonly id: string; readonly title: string },
): Examination {
  return {
    ...about,
    subject: email,
    severity: 'error',
    remedy: alarmTexts['mailbox-not-allowed'].remedy,
    run: async (signal) => {
      try {
        await (await provider()).check(email, { signal });
        return sound('The service account signed in and saw the inbox.');
      } catch (error) {
        return problem(saidBy(error), alarmTexts[troubleOf(error)].remedy);
      }
    },
  };
}

interface Look {
  readonly at: ExaminedMailbox;
  readonly signal: AbortSignal;
}

/**
 * By what the mail system tells of its processing, else by its traces: with automatic processing the calendar has
 * accepted meetings that we never answered.
 */
async function automaticProcessing(mailbox: EquipmentMailbox, { at, signal }: Look): Promise<DoctorFinding> {
  const { automaticProcessing: told } = await mailbox.inspect({ signal });
  if (told === 'auto-accept') return problem('The mail system says that it accepts requests by itself.');
  const entries = await firstEntries(mailbox, { at, signal });
  const foreign = entries.filter(({ meeting }) => meeting === null).length;
  if (foreign > 0) {
    return problem(
      `Of ${entries.length} accepted meetings in its calendar, ${foreign} were answered by something else than this deployment. After the loss of a store it may be this deployment itself: then run \`vmrkit recover\`.`,
    );
  }
  return sound('No coming meeting in its calendar was accepted by anything else.');
}

async function keepAlarm(found: DoctorFinding, at: ExaminedMailbox): Promise<void> {
  const ref = { kind: 'automatic-processing', ...at.integration, subject: at.id } as const;
  if (found.kind === 'problem') await at.alarms.raise(ref, 'seen by the doctor in the calendar');
  if (found.kind === 'ok') await at.alarms.clear(ref);
}

async function markOf(mailbox: EquipmentMailbox, { at, signal }: Look): Promise<DoctorFinding> {
  const mark = await mailbox.readMark({ signal });
  if (mark === null) return sound('No deployment has marked it.');
  if (mark.deploymentId !== at.deploymentId) {
    return problem(`Its mark names the deployment ${mark.deploymentId}; this one is ${at.deploymentId}.`);
  }
  return mark.integrationId === at.integration.integrationId
    ? sound('Its mark is ours.')
    : problem(`Its mark names another integration of this deployment, ${mark.integrationId}.`);
}
