import type { IntegrationId } from '../../identity/tenancy.ts';
import type { Instant } from '../../time/instant.ts';
import type { OperatedMailbox } from '../operated-mailbox.ts';

/** Which meetings recovery is about. */
export interface RecoveryScope {
  /** One integration, or all (null). */
  readonly integrationId: IntegrationId | null;
  /** Meetings that start after it, and series with an occurrence after it. Null: now. */
  readonly after: Instant | null;
  readonly signal?: AbortSignal;
}

/** What is asked of {@link recoverConferences}. */
export interface RecoveryOptions extends RecoveryScope {
  /** Plan and report only. */
  readonly dryRun: boolean;
  /** HTML above the fresh instructions; null: the default. The operator's own, so it is not sanitised. */
  readonly updateMessage: string | null;
  /** Asked with the plan before anything is written; false ends the run. */
  confirm(plan: RecoveryPlan): Promise<boolean>;
}

/** What recovery works on. */
export interface RecoveryDeps {
  readonly mailboxes: readonly OperatedMailbox[];
}

/**
 * What is to be done about one meeting. `restore`: the same aliases again, nobody is mailed. `renew`: new
 * aliases, and the organizer's meeting is rewritten. `tell`: an earlier run gave it new aliases and could not tell.
 * `update`: the calendar shows a newer version than the store has. `cancel`: the store has it live, and the calendar does
 * not show it any more. The last two mail nobody.
 */
export type RecoveryTask = 'restore' | 'renew' | 'tell' | 'update' | 'cancel';

/** Why an accepted meeting is left as it is. */
export type LeftReason =
  /** It has its conference, or had it and is off. */
  | 'known'
  /** The worker is about to answer it, or has just declined it. */
  | 'unsettled'
  /** It has no organizer or no identity. */
  | 'unusable';

/** What is to be done in one mailbox. */
export interface MailboxPlan {
  readonly mailboxId: string;
  readonly email: string;
  /** Code of the error for which nothing is done here; null: ready. */
  readonly refused: string | null;
  readonly found: number;
  readonly tasks: Readonly<Record<RecoveryTask, number>>;
  readonly left: Readonly<Record<LeftReason, number>>;
}

/** What a run would do, in numbers, and for which meetings. */
export interface RecoveryPlan {
  readonly after: Instant;
  readonly mailboxes: readonly MailboxPlan[];
  /** Conferences that would be made: what the operator confirms. */
  readonly conferences: number;
  /** Organizers' meetings that would be sent to all attendees. */
  readonly mails: number;
  /** Known meetings that would get the version that the calendar shows. */
  readonly updates: number;
  /** Known meetings that would be off, since the calendar does not show them any more. */
  readonly cancellations: number;
  /** By meeting key. A run does nothing that does not stand here. */
  readonly tasks: ReadonlyMap<string, RecoveryTask>;
}

/** What became of the meetings of the plan. */
export interface RecoveryReport {
  readonly plan: RecoveryPlan;
  readonly dryRun: boolean;
  readonly confirmed: boolean;
  readonly restored: number;
  readonly renewed: number;
  readonly updated: number;
  readonly cancelled: number;
  /** Organizers' meetings rewritten by this run. */
  readonly told: number;
  /** The organizer's meeting held the instructions already, or is gone. */
  readonly toldBefore: number;
  /** Organizers whose calendars are out of reach: their attendees lack instructions. */
  readonly notAllowed: number;
  /** Left for the next run: what changed since the plan, or was throttled to the end. */
  readonly postponed: number;
  /** Meetings and mailboxes that failed, by code. */
  readonly failed: Readonly<Record<string, number>>;
  /** Calls of the ports that reached the mail system. */
  readonly remoteCalls: Readonly<Record<string, number>>;
  readonly tookMs: number;
}

/** What a run tells while it goes on; `finished` comes last. */
export type RecoveryEvent =
  | { readonly kind: 'planned'; readonly plan: RecoveryPlan }
  /** `code`: of the error for which the mailbox, or the rest of it, was left. */
  | { readonly kind: 'refused'; readonly mailboxId: string; readonly code: string }
  | {
      readonly kind: 'progress';
      readonly mailboxId: string;
      /** Tasks of the plan looked after so far, over all mailboxes. */
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'finished'; readonly report: RecoveryReport };
