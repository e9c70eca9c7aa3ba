/** The groups of a record as people are told, in the order of a form; what belongs to none is in `general`. */
export const groupTitles: Readonly<Record<string, string>> = {
  general: 'General',
  mailbox: 'Equipment mailboxes',
  organizer_access: 'Access to organizers',
  single_use: 'Single-use VMRs',
  scheduling: 'Scheduling',
  personal: 'Personal VMRs',
  sign_in: 'Sign-in of users',
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

/** What fields are for, in whole sentences. */
export const fieldHelp: Readonly<Record<string, string>> = {
  tenant_id: 'Whose integration it is. What one tenant has, no other sees.',
  'general.name':
    'What administrators call the integration. No other integration of the tenant has the name.',
  'general.description': 'For administrators.',
  'general.enabled': 'While it is off, mail waits and no rooms are given out; rooms that stand stay open.',
  'general.enable_single_use_vmrs': 'Each meeting gets a room of its own.',
  'general.enable_personal_vmrs': 'Users sign in and choose among rooms that belong to them.',
  'mailbox.provider': 'How the mail system is reached.',
  'mailbox.mailboxes[].id': 'Made up when it is left out. Alarms and metrics name the mailbox by it.',
  'mailbox.mailboxes[].name': 'Name of the Exchange resource, as invitations show it.',
  'mailbox.mailboxes[].email': 'Address of the equipment mailbox that meetings invite.',
  'mailbox.mailboxes[].state': 'A draining mailbox gets no new meetings and serves those that it has.',
  'organizer_access[].provider': 'How the calendars of these organizers are reached.',
  'organizer_access[].domains': 'Mail domains of the organizers; without one it serves all others.',
  'sign_in.provider': 'How users prove who they are.',
  'callers[].provider': 'Which tokens of the add-in are taken.',
  'single_use.conference_name_template': 'The name of a room on the platform.',
  'single_use.conference_description_template': 'The description of a room on the platform.',
  'single_use.conference_subject_template': 'What the platform is told as the subject.',
  'single_use.scheduled_alias_prefix': 'What the aliases of all rooms begin with.',
  'single_use.scheduled_alias_suffix_length': 'How many digits are drawn for each alias.',
  'single_use.scheduled_alias_domain': 'What stands behind the @ of an alias.',
  'single_use.scheduled_alias_description_template': 'Describes the aliases to the platform.',
  'single_use.join_before_buffer': 'How many minutes before its start a meeting may be joined.',
  'single_use.join_after_buffer': 'How many minutes after its end a meeting may be joined.',
  'single_use.theme': 'The platform’s name of a theme; empty for its global one.',
  'single_use.pins.host_pin': 'Each room gets a PIN for its host.',
  'single_use.pins.allow_guests': 'Guests may join besides the host.',
  'single_use.pins.guest_pin': 'Guests need a PIN of their own.',
  'single_use.pins.length': 'How many digits a PIN has.',
  'single_use.pins.lobby_until_start':
    'Everyone waits until the scheduled start, where the platform can do that.',
  'single_use.signed_in.host_group': 'The platform’s group of identity providers by which hosts sign in.',
  'single_use.signed_in.guest_group': 'The platform’s group of identity providers by which guests sign in.',
  'single_use.signed_in.others': 'What becomes of participants whose devices cannot sign in.',
  'single_use.accepted_senders.internal': 'Trusts senders whom the mail system has authenticated.',
  'single_use.accepted_senders.domains': 'Mail domains whose senders are trusted besides.',
  'single_use.join_url_template': 'Where a join link leads.',
  'single_use.join_platform': 'The operator’s platform whose rooms a join link opens, instead of a URL.',
  'single_use.sip_uri_in_location': 'Room systems that read the location alone find the room too.',
  'single_use.retention_hours': 'How many hours a conference is kept after its last join window.',
  'single_use.reservation_lapse_days': 'After how many days a reservation that no meeting used is given up.',
  'scheduling.without_add_in.enabled': 'An invitation without the add-in’s text gets a room too.',
  'scheduling.without_add_in.keyword': 'Only where this word stands in the location.',
  'scheduling.rooms_for_copies': 'A copied meeting gets a room of its own.',
  'scheduling.limits.longest_minutes': 'Longer meetings are declined.',
  'scheduling.limits.days_ahead': 'Meetings further ahead are declined.',
  'scheduling.limits.most_occurrences': 'Series with more occurrences are declined.',
  'personal.allow_new_users': 'Whoever signs in gets a user; otherwise only users that are known are let in.',
  'personal.joining_instructions_template': 'What is put into an invitation to a personal room.',
  'personal.location_template': 'The location of a meeting in a personal room.',
  'personal.name_template': 'What the pane calls a personal room.',
  'personal.description_template': 'How the pane describes a personal room.',
  'add_in.server_fqdn': 'Host from which the add-in is served. It belongs to one tenant alone.',
  'add_in.provider_name': 'Whose add-in it is, as Outlook shows it.',
  'add_in.display_name': 'What Outlook calls the add-in.',
  'add_in.description': 'How Outlook describes the add-in.',
  'add_in.group_label': 'Above the button in the ribbon.',
  'add_in.button_label': 'On the button in the ribbon.',
  'add_in.supertip_title': 'Heading of the button’s tip.',
  'add_in.supertip_text': 'Text of the button’s tip.',
  'add_in.icon': 'A square PNG of 80 to 512 pixels, in base64.',
  'add_in.owa_origins': 'Origins of Outlook on the web that may show the pane.',
  'email_texts.joining_instructions_template': 'What is put into an invitation; it must hold {{alias_uuid}}.',
  'email_texts.placeholder_text': 'What is put into an invitation while no room can be had yet.',
  'advanced.use_custom_addin_sources': 'The pane loads Office’s scripts from addresses of your own.',
  'advanced.office_js_url': 'Where the pane loads Office.js from.',
  'advanced.additional_addin_script_sources': 'Further origins from which the pane may load scripts.',
};
