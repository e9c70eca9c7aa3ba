/** Application permissions that this provider uses in equipment mailboxes. */
export const graphRights = [
  'Calendars.ReadWrite',
  'Mail.ReadWrite',
  'Mail.Send',
  'MailboxSettings.Read',
] as const;
