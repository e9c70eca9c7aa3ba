/** The groups of a record as people are told, in the order of a form; what belongs to none is in `general`. */
export const groupTitles: Readonly<Record<string, string>> = {
  general: 'General',
  mailbox: 'Equipment mailboxes',
  organizer_access: 'Access to organizers',
  single_use: 'Single-use VMRs',
  scheduling: 'Scheduling',
  personal: 'Personal VMRs',
  sign_in: 'Sign-in of users',
  room_source: 'Where personal VMRs come from',
  add_in: 'Outlook add-in',
  email_texts: 'E-mail texts',
  advanced: 'Advanced',
  callers: 'Callers of the add-in',
};

/** Words of names that are not written like others. */
const words: Readonly<Record<string, string>> = {
  vmr: 'VMR',
  vmrs: 'VMRs',
  pin: 'PIN',
  url: 'URL',
  fqdn: 'FQDN',
  id: 'ID',
  sip: 'SIP',
  uri: 'URI',
  css: 'CSS',
  js: 'JS',
  owa: 'OWA',
  html: 'HTML',
};

/** A field's name as people read it: `scheduled_alias_prefix` is Scheduled alias prefix. */
export function titleOf(path: string): string {
  const name = path.split('.').at(-1)?.replace('[]', '') ?? path;
  const text = name
    .split('_')
    .map((word) => words[word] ?? word)
    .join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
