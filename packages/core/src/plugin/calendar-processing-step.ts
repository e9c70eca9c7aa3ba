import { powerShellText, type SetupContext, type SetupStep } from './setup-step.ts';

const names = [
  'DeleteComments',
  'DeleteSubject',
  'DeleteAttachments',
  'DeleteNonCalendarItems',
  'AddOrganizerToSubject',
  'RemovePrivateProperty',
  'RemoveOldMeetingMessages',
];
const kept = names.map((name) => `-${name} $false`);
const processing = ['-AutomateProcessing AutoUpdate', ...kept, '-ProcessExternalMeetingMessages $true'].join(
  ' ',
);
/** Where one of them is otherwise, the mailbox is shown with all of them. */
const isOtherwise = [
  "$_.AutomateProcessing -ne 'AutoUpdate'",
  ...names.map((name) => `$_.${name}`),
  '-not $_.ProcessExternalMeetingMessages',
].join(' -or ');
const shown = ['AutomateProcessing', ...names, 'ProcessExternalMeetingMessages'].join(',');

/** The set-up step of everything that speaks to Exchange: it enters invitations, and that is all. */
export function calendarProcessingStep({ mailboxes }: SetupContext, rights: readonly string[]): SetupStep {
  const emails = mailboxes.map(({ email }) => powerShellText(email));
  return {
    id: 'calendar-processing',
    title: 'Let Exchange enter invitations, and neither answer them nor delete from them',
    why: 'AutoUpdate enters an invitation as tentative, so that its occurrences can be seen. What Exchange deletes by default holds the tag of the reservation. The verifying command shows nothing where all is right. What else Set-CalendarProcessing has (delegates, conflicts, booking window, policies) counts where Exchange answers by itself, and so not here.',
    shell: 'powershell-exchange',
    lines: emails.map((email) => `Set-CalendarProcessing -Identity ${email} ${processing}`),
    verify: emails.map(
      (email) =>
        `Get-CalendarProcessing -Identity ${email} | Where-Object { ${isOtherwise} } | Format-List ${shown}`,
    ),
    rights,
  };
}
