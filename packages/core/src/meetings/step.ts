import type { Instant } from '../time/instant.ts';
import type { Intent } from './intent.ts';
import type { Conference } from './meeting.ts';
import type { MeetingMessage } from './message-facts.ts';
import type { SchedulingPolicy } from './scheduling-policy.ts';

/** One message with what was decided about it and obtained for it. */
export interface Step {
  readonly message: MeetingMessage;
  readonly intent: Intent;
  /** The room, with all that it claims claimed; null unless the intent is to apply. */
  readonly conference: Conference | null;
  /** Whether a decline is answered, or only journalled since the sender was answered this hour. */
  readonly answered: boolean;
  readonly senderTrusted: boolean;
  readonly correlationId: string;
  /** UUID, version 7, for the effect that the step may bring. */
  readonly effectId: string;
}

/** Where and when a step takes place. */
export interface StepContext {
  readonly policy: SchedulingPolicy;
  readonly mailboxId: string;
  readonly fence: number;
  readonly now: Instant;
}
