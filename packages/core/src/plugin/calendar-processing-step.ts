import { powerShellText, type SetupContext, type SetupStep } from './setup-step.ts';

const kept = [
  'DeleteComments',
  'DeleteSubject',
  'DeleteAttachments',
  'DeleteNonCalendarItems',
  'AddOrganizerToSubject',
  'RemovePrivateProperty',
  'RemoveOldMeetingMessages',
].map((name) => `-${name} $false`);
const processing = ['-AutomateProcessing AutoUpdate', ...kept, '-ProcessExternalMeetingMessages $true'].join(
  ' ',
);

/** The set-up step of everything that speaks to Exchange: it enters invitations, and that is all. */
export function calendarProcessingStep({ mailboxes }: SetupContext, rights: readonly string[]): SetupStep {
  const emails = mailboxes.map(({ email }) => powerShellText(email));
  return {
    id: 'calendar-processing',
    title: 'Let Exchange enter invitations, and neither answer them nor delete from them',
    why: 'AutoUpdate enters an invitation as tentative, so that its occurrences can be seen. What Exchange deletes by default holds the tag of the reservation.',
    shell: 'powershell-exchange',
    lines: emails.map((email) => `Set-CalendarProcessing -Identity ${email} ${processing}`),
    verify: emails.map((email) => `Get-CalendarProcessing -Identity ${email} | Format-List *`),
    rights,
  };
}
