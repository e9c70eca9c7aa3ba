import type { DoctorCheck, DoctorFinding, MailboxProvider } from '@vmrkit/core';
import type { GraphSettings } from './settings.ts';

/** Finds mailboxes whose calendar nobody attends to: over Graph an invitation can only be answered by its entry there. */
export const attendedCalendarCheck: DoctorCheck<GraphSettings, MailboxProvider> = {
  id: 'calendar-attendant',
  title: 'Exchange enters invitations into the calendar',
  remedy:
    'Set-CalendarProcessing -AutomateProcessing AutoUpdate: with None nothing can be answered over Graph.',
  run: async (_, { setup, product, signal }): Promise<DoctorFinding> => {
    const lonely: string[] = [];
    for (const { email } of setup.mailboxes) {
      const { automaticProcessing } = await product.equipmentMailbox(email).inspect({ signal });
      if (automaticProcessing === 'none') lonely.push(email);
    }
    return lonely.length > 0
      ? {
          kind: 'problem',
          evidence: `Requests lie in the inbox of ${lonely.join(', ')}, and no entry was made.`,
        }
      : { kind: 'ok', evidence: 'No request waits for its entry.' };
  },
};
