import type { IntegrationRecordJson } from './integration-record.ts';

/** The places of a value's fields: dots between names, `[]` for each entry of a list. */
type PathsOf<Value, At extends string> = Value extends readonly (infer Entry)[]
  ? Entry extends object
    ? PathsOf<Entry, `${At}[]`>
    : At
  : Value extends { readonly by_language: unknown }
    ? At
    : Value extends object
      ? string extends keyof Value
        ? At
        : {
            [Key in keyof Value & string]: PathsOf<
              NonNullable<Value[Key]>,
              At extends '' ? Key : `${At}.${Key}`
            >;
          }[keyof Value & string]
      : At;

/** The fields that people fill in: settings are described by their plugin, and nobody writes an id. */
type RecordPath = Exclude<PathsOf<IntegrationRecordJson, ''>, 'id' | `${string}.settings`>;

/** What each field is for, in whole sentences; one that is missing does not compile. */
const helps: Readonly<Record<RecordPath, string>> = {
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
  'room_source.provider': 'Where personal VMRs are kept, if not in the store of the deployment.',
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
  'add_in.pane.title': 'Heading of the pane before anything is chosen.',
  'add_in.pane.description': 'What the pane says before anything is chosen.',
  'add_in.pane.single_use_vmr_button_label': 'On the button that adds a single-use VMR.',
  'add_in.pane.personal_vmr_button_label': 'On the button that leads to the personal VMRs.',
  'add_in.pane.sign_in_button_label': 'On the button by which a user signs in.',
  'add_in.pane.success_heading': 'Heading once a VMR was added to the meeting.',
  'add_in.pane.success_message': 'What the pane says once a VMR was added to the meeting.',
  'add_in.pane.already_video_meeting_heading': 'Heading where the meeting has a VMR already.',
  'add_in.pane.already_video_meeting_message': 'What the pane says where the meeting has a VMR already.',
  'add_in.pane.unable_to_add_joining_instructions_heading':
    'Heading where no alias can be assigned now and the placeholder was inserted.',
  'add_in.pane.unable_to_add_joining_instructions_message':
    'What the pane says where no alias can be assigned now and the placeholder was inserted.',
  'add_in.pane.general_error_heading': 'Heading of every failure that has none of its own.',
  'add_in.pane.error_inserting_single_use_vmr_message':
    'What the pane says where the joining instructions of a single-use VMR could not be inserted.',
  'add_in.pane.error_inserting_personal_vmr_message':
    'What the pane says where the joining instructions of a personal VMR could not be inserted.',
  'add_in.pane.select_personal_vmr_message': 'Above the list of personal VMRs.',
  'add_in.pane.no_personal_vmr_message': 'What the pane says to a user who has no personal VMR.',
  'add_in.pane.error_getting_personal_vmrs_message':
    'What the pane says where the personal VMRs could not be fetched.',
  'add_in.pane.error_signing_in_message': 'What the pane says where the sign-in failed.',
  'add_in.pane.add_in_not_available_message': 'What the pane says while its server does not answer.',
  'add_in.manifest.permission_level':
    'What the add-in may do in a mailbox: the appointment that is open, or the whole mailbox.',
  'add_in.manifest.on_premises': 'There is a manifest for Exchange Server.',
  'add_in.manifest.cloud': 'There is a manifest for Microsoft 365.',
  'add_in.manifest.delegates': 'The add-in works in calendars of others too.',
  'add_in.manifest.mobile': 'Outlook on phones has a switch for the VMR; Microsoft 365 only.',
  'add_in.manifest.smart_alerts': 'Outlook checks an invitation before it is sent; Microsoft 365 only.',
  'add_in.manifest.new_appointment':
    'Whether a new appointment gets a VMR by itself, is offered one, or neither.',
  'email_texts.joining_instructions_template': 'What is put into an invitation; it must hold {{alias_uuid}}.',
  'email_texts.placeholder_text': 'What is put into an invitation while no room can be given yet.',
  'email_texts.accept_new_single_meeting_template': 'Answer to a request for a single meeting.',
  'email_texts.accept_edited_single_meeting_template': 'Answer to a change of a single meeting.',
  'email_texts.accept_new_recurring_meeting_template': 'Answer to a request for a series.',
  'email_texts.accept_edited_occurrence_template': 'Answer to a change of one occurrence of a series.',
  'email_texts.accept_edited_recurring_meeting_template': 'Answer to a change of a whole series.',
  'email_texts.reject_invalid_alias_id_text':
    'Refusal of an invitation whose tag cannot be read or was not given out here.',
  'email_texts.reject_alias_conflict_template':
    'Refusal of an invitation whose alias is used by another meeting.',
  'email_texts.reject_alias_deleted_text': 'Refusal of an invitation whose alias was deleted.',
  'email_texts.reject_recurring_series_in_past_text': 'Refusal of a series whose last occurrence is over.',
  'email_texts.reject_single_meeting_in_past_text': 'Refusal of a meeting that is over.',
  'email_texts.reject_beyond_limits_text':
    'Refusal of a meeting that is longer, further ahead or repeated more often than the limits allow.',
  'email_texts.reject_general_error_template':
    'Refusal for any other reason; it may name the correlation id.',
  'advanced.use_custom_addin_sources': 'The pane loads Office’s scripts from addresses of your own.',
  'advanced.enable_addin_debug_logs': 'The pane writes what it does to the browser’s console.',
  'advanced.office_js_url': 'Where the pane loads Office.js from.',
  'advanced.fabric_css_url': 'Where the pane loads the style sheet of Microsoft’s Fabric from.',
  'advanced.fabric_components_css_url': 'Where the pane loads the style sheet of Fabric’s components from.',
  'advanced.additional_addin_script_sources': 'Further origins from which the pane may load scripts.',
};

/** What a field is for; empty where there is no such field. */
export function helpOf(path: string): string {
  return Object.hasOwn(helps, path) ? helps[path as RecordPath] : '';
}
