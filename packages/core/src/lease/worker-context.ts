import type { AlarmService } from '../alarms/alarm-service.ts';
import type { ReservationService } from '../allocation/reservation-service.ts';
import type { Store } from '../collections/store.ts';
import type { EquipmentMailbox } from '../mailbox/equipment-mailbox.ts';
import type { OrganizerCalendars } from '../mailbox/organizer-calendars.ts';
import type { SchedulingPolicy } from '../meetings/scheduling-policy.ts';
import type { Clock } from '../runtime/clock.ts';
import type { ClockReading } from '../runtime/clock-watch.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Random } from '../runtime/random.ts';
import type { TagReader } from '../tags/tag-reader.ts';
import type { IntegrationTexts } from '../templates/integration-texts.ts';

/** Times and numbers that the worker goes by; settings of the deployment. */
export interface WorkerSettings {
  /** How long a remote call that answers or rewrites may be under way before its fate is asked for. */
  readonly sendDeadlineMs: number;
  /** Messages, replies or meetings handled together at most, 1 to 100. */
  readonly batchSize: number;
  /** Waits before a parked message is tried again, in order; after the last it gets the general error. */
  readonly parkPausesMs: readonly number[];
  /** How long a challenger must have seen no beat before it takes a mailbox. */
  readonly leaseTimeoutMs: number;
  /** Time between two beats. */
  readonly leaseBeatMs: number;
  /** Time between two renewals of the mailbox's mark. */
  readonly markRenewMs: number;
  /** Longest time between two looks at the timers and the outbox. */
  readonly pollMs: number;
}

/** Defaults of {@link WorkerSettings}. */
export const defaultWorkerSettings: WorkerSettings = {
  sendDeadlineMs: 60_000,
  batchSize: 50,
  parkPausesMs: [2_000, 10_000, 60_000, 300_000, 900_000],
  leaseTimeoutMs: 20_000,
  leaseBeatMs: 5_000,
  markRenewMs: 300_000,
  pollMs: 5_000,
};

/** All that the worker of one equipment mailbox has at hand. */
export interface WorkerContext {
  readonly mailboxId: string;
  /** Its address, by which organizers invite it. */
  readonly email: string;
  /** Names this deployment, the same for all its managers: what a mailbox is marked with. */
  readonly deploymentId: string;
  /** Highest fence that this worker may write with; rises when the lease is taken anew. */
  readonly fence: number;
  /** Read at each use, so that a changed record counts at once. */
  readonly policy: SchedulingPolicy;
  readonly texts: IntegrationTexts;
  readonly mailbox: EquipmentMailbox;
  /** The calendars that serve this organizer's address; null: no rights over any. */
  organizerCalendars(email: string): OrganizerCalendars | null;
  readonly reservations: ReservationService;
  readonly tags: TagReader;
  readonly store: Store;
  readonly alarms: AlarmService;
  readonly clock: Clock;
  /** The clock as it is judged now, the mail system of this mailbox heard: what cannot be undone goes by it. */
  readClocks(): ClockReading;
  readonly random: Random;
  readonly logger: Logger;
  readonly settings: WorkerSettings;
}

/** What changing one meeting takes. */
export type MeetingContext = Pick<WorkerContext, 'mailboxId' | 'fence' | 'policy' | 'store'>;

/** What deciding about messages and committing it takes. */
export type SettleContext = MeetingContext &
  Pick<
    WorkerContext,
    | 'email'
    | 'organizerCalendars'
    | 'reservations'
    | 'tags'
    | 'texts'
    | 'alarms'
    | 'clock'
    | 'random'
    | 'logger'
  >;

/** What answering and rewriting takes. */
export type OutboxContext = SettleContext & Pick<WorkerContext, 'mailbox' | 'settings'>;

/** What the timers of meetings take. */
export type TimerContext = MeetingContext &
  Pick<WorkerContext, 'mailbox' | 'reservations' | 'clock' | 'random' | 'settings' | 'logger' | 'readClocks'>;
