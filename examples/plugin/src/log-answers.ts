import type { EquipmentMailbox, Logger, MailboxProvider, PluginDeps } from '@vmrkit/core';

/** The provider, with a line in the log for each answer that was tried. */
export function logAnswers(
  provider: MailboxProvider,
  { logger }: Pick<PluginDeps, 'logger'>,
): MailboxProvider {
  return {
    equipmentMailbox: (email) => loggedMailbox(provider.equipmentMailbox(email), logger.child({ email })),
    organizerCalendars: () => provider.organizerCalendars(),
    check: (email, options) => provider.check(email, options),
    close: () => provider.close(),
  };
}

/** The mailbox, with a line in the log for each answer that was tried: its id and what became of it, and no text. */
export function loggedMailbox(mailbox: EquipmentMailbox, logger: Logger): EquipmentMailbox {
  return {
    supportsHtmlReplies: mailbox.supportsHtmlReplies,
    repliesPerMinute: mailbox.repliesPerMinute,
    serverTime: () => mailbox.serverTime?.() ?? null,
    changes: (cursor, options) => mailbox.changes(cursor, options),
    read: (refs, options) => mailbox.read(refs, options),
    respond: async (replies, options) => {
      const outcomes = await mailbox.respond(replies, options);
      for (const [place, { id, verdict }] of replies.entries()) {
        logger.info('An answer was tried.', { id, verdict, outcome: outcomes[place]?.kind });
      }
      return outcomes;
    },
    findAnswers: (subjects, options) => mailbox.findAnswers(subjects, options),
    calendarView: (range, options) => mailbox.calendarView(range, options),
    acceptedMeetings: (after, options) => mailbox.acceptedMeetings(after, options),
    deleteInbox: (before, filter, options) => mailbox.deleteInbox(before, filter, options),
    deleteCalendar: (before, filter, options) => mailbox.deleteCalendar(before, filter, options),
    readMark: (options) => mailbox.readMark(options),
    writeMark: (mark, options) => mailbox.writeMark(mark, options),
    inspect: (options) => mailbox.inspect(options),
  };
}
