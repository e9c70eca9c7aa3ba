import type { MeetingKey } from '../identity/meeting-key.ts';
import { refuseLowerFence } from '../lease/refuse-lower-fence.ts';
import type { TimerContext } from '../lease/worker-context.ts';
import { withConferenceAudit } from '../meetings/conference-audit.ts';
import { holdUniqueName } from '../meetings/conference-name.ts';
import type { Meeting } from '../meetings/meeting.ts';
import { closingTime } from '../meetings/occurrences.ts';
import type { Stored } from '../store/document-collection.ts';
import { shift } from '../time/instant.ts';

/**
 * Gives a conference the name that it could not take while its window was open, or waits for the next closing
 *. A write that comes between wins: the timer comes again, and the name is held anew before it.
 */
export async function renameConference(
  { id, revision, value: meeting }: Stored<Meeting>,
  context: TimerContext,
): Promise<void> {
  const { store, policy, fence, clock, random } = context;
  const { conference } = meeting;
  if (!conference?.rename) return;
  refuseLowerFence(meeting, context);
  const { templateName } = conference.rename;
  const closesAt = closingTime(meeting, policy, clock.now());
  const renamed =
    closesAt === null
      ? {
          name: await heldName(id as MeetingKey, { ...conference, abandoned: meeting.abandoned }, context),
          templateName,
          rename: null,
        }
      : { rename: { templateName, at: shift(closesAt, 1) } };
  const after: Meeting = { ...meeting, fence, conference: { ...conference, ...renamed } };
  const by = { actor: 'manager', now: clock.now(), random, correlationId: null };
  const value = withConferenceAudit(meeting, after, by);
  await store.meetings.commit(policy.tenantId, [{ op: 'replace', id, revision, value }]);
}

function heldName(
  key: MeetingKey,
  { id, rename, abandoned }: NonNullable<Meeting['conference']> & Pick<Meeting, 'abandoned'>,
  { policy, reservations }: TimerContext,
): Promise<string> {
  const holder = { tenantId: policy.tenantId, key, conferenceId: id, abandoned, reservations };
  return holdUniqueName(rename?.templateName ?? '', holder);
}
