import { alarmTexts } from '../../alarms/alarm-texts.ts';
import { meetingKey } from '../../identity/meeting-key.ts';
import type { AcceptedMeeting, EquipmentMailbox } from '../../mailbox/equipment-mailbox.ts';
import type { Meeting } from '../../meetings/meeting.ts';
import { readableText } from '../../message-body/replace-in-body.ts';
import { type DoctorFinding, type Examination, problem, sound, untold } from './examination.ts';
import type { ExaminedMailbox } from './examine-mailbox.ts';
import { saidBy } from './run-doctor.ts';

/** Organizers whose mailboxes are looked at. */
const MOST_ORGANIZERS = 3;

/** An accepted meeting of the calendar, and what the store knows of it. */
interface Entry {
  readonly accepted: AcceptedMeeting;
  readonly meeting: Meeting | null;
}

/**
 * The first coming meetings that the calendar has as accepted, with what the store knows of each. One batch tells; the
 * calendar of a busy mailbox has thousands.
 */
export async function firstEntries(
  mailbox: EquipmentMailbox,
  { at, signal }: { readonly at: ExaminedMailbox; readonly signal: AbortSignal },
): Promise<readonly Entry[]> {
  const { tenantId, integrationId } = at.integration;
  for await (const batch of mailbox.acceptedMeetings(at.clock.now(), { signal })) {
    const accepted = batch.filter(
      ({ identity: { globalObjectId, uid } }) => globalObjectId !== null || uid !== null,
    );
    const keys = accepted.map(({ identity }) => meetingKey(integrationId, identity));
    const known = await at.store.meetings.load(tenantId, keys);
    return accepted.map((each, place) => ({ accepted: each, meeting: known[place]?.value ?? null }));
  }
  return [];
}

/** Whether the mail system takes something out of what it enters into the calendar, as it does by default. */
export function examineEntries(at: ExaminedMailbox): Examination {
  return {
    id: 'calendar-entries',
    title: 'The calendar holds meetings as they were sent',
    subject: at.email,
    severity: 'warning',
    remedy: `Set it to $false for this mailbox (\`Set-CalendarProcessing\`; \`vmrkit setup\` prints the command): a recovery without a backup needs what it takes away.`,
    run: async (signal) => {
      const mailbox = (await at.provider()).equipmentMailbox(at.email);
      const entries = await firstEntries(mailbox, { at, signal });
      const known = entries.flatMap(({ accepted, meeting }) =>
        meeting?.conference ? [{ accepted, meeting }] : [],
      );
      if (known.length === 0) return untold('No coming meeting of ours is in its calendar.');
      const altered = known.flatMap(({ accepted, meeting }) => alterations(accepted, meeting));
      const counts = [...new Set(altered)].map(
        (name) => `${name} (${altered.filter((each) => each === name).length} of ${known.length})`,
      );
      return counts.length > 0
        ? problem(`The entries look as after ${counts.join(', ')}.`)
        : sound(`${known.length} meetings have their text and their subject.`);
    },
  };
}

/** The switches of Set-CalendarProcessing whose trace an entry bears. */
function alterations(accepted: AcceptedMeeting, { subject, organizer }: Meeting): readonly string[] {
  const found: string[] = [];
  if (readableText(accepted.body).characters === '') found.push('DeleteComments');
  const sent = subject.trim();
  const shown = accepted.subject.trim();
  const name = organizer?.name.trim() ?? '';
  if (shown === sent) return found;
  if (shown === '') found.push('DeleteSubject');
  else if (name !== '' && shown.startsWith(name)) {
    found.push('AddOrganizerToSubject');
    if (shown === name && sent !== '') found.push('DeleteSubject');
  }
  return found;
}

/**
 * Whether those who were given rooms can get their instructions by an update: looked at for the organizers that the
 * calendar shows, as far as `provider` serves them.
 */
export function examineOrganizers(
  at: ExaminedMailbox,
  { serves }: { serves(email: string): boolean },
): Examination {
  return {
    id: 'organizer-rights',
    title: 'Organizers’ calendars can be written, as rooms without the add-in or for copies need',
    subject: at.email,
    severity: 'error',
    remedy: `${alarmTexts['organizer-not-allowed'].remedy} Without these rights switch \`scheduling.without_add_in\` and \`scheduling.rooms_for_copies\` off.`,
    run: async (signal) => {
      const provider = await at.provider();
      const entries = await firstEntries(provider.equipmentMailbox(at.email), { at, signal });
      const organizers = entries.flatMap(({ accepted, meeting }) =>
        meeting?.conference && accepted.organizer ? [accepted.organizer.email.toLowerCase()] : [],
      );
      const asked = [...new Set(organizers)].filter(serves).slice(0, MOST_ORGANIZERS);
      if (asked.length === 0) {
        return untold('No coming meeting names an organizer: name one by `--organizer`.');
      }
      const refused: string[] = [];
      for (const email of asked) {
        await provider.check(email, { signal }).catch((error: unknown) => {
          refused.push(`${email}: ${saidBy(error)}`);
        });
      }
      return refused.length > 0 ? refusal(refused) : sound(`Reached: ${asked.join(', ')}.`);
    },
  };
}

function refusal(refused: readonly string[]): DoctorFinding {
  return problem(
    `Their attendees get no joining instructions, since their calendars are not reached. ${refused.join(' ')}`,
  );
}
