import {
  type BodyRewrite,
  type CallOptions,
  cleanGlobalObjectId,
  DAY_MS,
  type Instant,
  instant,
  type LocateResult,
  type OrganizerCalendars,
  type OrganizerMeetingQuery,
  type RewriteOutcome,
  VmrKitError,
} from '@vmrkit/core';
import type { StepHook } from './fake-mailbox-world.ts';
import type { MailSystem } from './mail-system.ts';
import type { OrganizedMeeting } from './model/organized-meeting.ts';

/** How long a lost answer says to stay away. */
const LOST_RETRY_MS = 1_000;

/** Organizers' calendars of a fake mail system, as one process reaches them. */
export class FakeOrganizerCalendars implements OrganizerCalendars {
  readonly #system: MailSystem;
  readonly #step: StepHook;

  constructor(system: MailSystem, step: StepHook) {
    this.#system = system;
    this.#step = step;
  }

  async locate(
    queries: readonly OrganizerMeetingQuery[],
    options?: CallOptions,
  ): Promise<readonly LocateResult[]> {
    await this.#step('before locate');
    options?.signal?.throwIfAborted();
    const results = queries.map((query) => this.#locate(query));
    await this.#step('after locate');
    if (!this.#system.troubles.answersLost) return results;
    return results.map(() => ({ kind: 'unavailable', retryAfterMs: LOST_RETRY_MS }));
  }

  async rewriteBodies(
    rewrites: readonly BodyRewrite[],
    options?: CallOptions,
  ): Promise<readonly RewriteOutcome[]> {
    await this.#step('before rewriteBodies');
    options?.signal?.throwIfAborted();
    const outcomes: RewriteOutcome[] = [];
    for (const rewrite of rewrites) {
      await this.#step('before rewrite');
      const outcome = this.#rewrite(rewrite);
      await this.#step('after rewrite');
      const sent = outcome.kind !== 'not-sent';
      outcomes.push(sent && this.#system.troubles.answersLost ? { kind: 'unknown' } : outcome);
    }
    await this.#step('after rewriteBodies');
    return outcomes;
  }

  #locate({ organizer, identity, instance }: OrganizerMeetingQuery): LocateResult {
    const { troubles, organisation } = this.#system;
    if (troubles.pauseMs !== null) return { kind: 'unavailable', retryAfterMs: troubles.pauseMs };
    if (!troubles.allows(organizer)) return { kind: 'not-allowed' };
    const meeting = organisation.findBy(organizer, globalObjectIdOf(identity));
    if (meeting === null || !has(meeting, instance)) return { kind: 'gone' };
    const content = organisation.shownBody(meeting, instance);
    if (content === null) return { kind: 'gone' };
    const id = instance === null ? meeting.id : `${meeting.id}/${instance}`;
    const changeKey = organisation.changeKey(meeting.id);
    const body = { type: 'html' as const, content };
    return { kind: 'found', ref: { organizer, id, changeKey }, body, attendees: meeting.invited };
  }

  #rewrite({ ref, body }: BodyRewrite): RewriteOutcome {
    const { troubles, organisation, rewrites, clock } = this.#system;
    if (troubles.pauseMs !== null) return { kind: 'not-sent', retryAfterMs: troubles.pauseMs };
    if (!troubles.allows(ref.organizer)) return { kind: 'not-allowed' };
    const [id = '', start] = ref.id.split('/');
    const instance = start === undefined ? null : instant(Number(start));
    const meeting = organisation.find(id);
    if (meeting === null || !has(meeting, instance)) return { kind: 'gone' };
    if (organisation.changeKey(id) !== ref.changeKey) return { kind: 'conflict' };
    organisation.change(id, { html: body.content }, instance ?? undefined);
    rewrites.push({ meetingId: id, instance, html: body.content, at: clock.now() });
    return { kind: 'sent' };
  }
}

/** Whether the meeting has this instance by its pattern, and it was not deleted. */
function has({ start, repeat, deleted }: OrganizedMeeting, instance: Instant | null): boolean {
  if (instance === null) return true;
  if (repeat === null || deleted.has(instance)) return false;
  const index = (instance - start) / (repeat.everyDays * DAY_MS);
  return Number.isInteger(index) && index >= 0 && index < (repeat.count ?? Number.POSITIVE_INFINITY);
}

function globalObjectIdOf(identity: OrganizerMeetingQuery['identity']): string {
  try {
    return cleanGlobalObjectId(identity);
  } catch (error) {
    if (VmrKitError.is(error)) return '';
    throw error;
  }
}
