/** What a record says where nobody wrote anything else. HTML where the field is HTML. */
export const defaultTexts = {
  addIn: {
    providerName: 'VMRKit',
    displayName: 'VMRKit Scheduling',
    description: 'Adds a Virtual Meeting Room to your meetings.',
    groupLabel: 'Video meeting',
    buttonLabel: 'Add a meeting room',
    supertipTitle: 'Hold this meeting in a Virtual Meeting Room',
    supertipText:
      'Adds joining instructions for a Virtual Meeting Room to this invitation. Nothing is booked before you send it.',
  },
  pane: {
    title: 'Virtual Meeting Room',
    description: 'Choose where people will meet.',
    singleUseVmrButtonLabel: 'Add a room for this meeting',
    successHeading: 'Room added',
    alreadyVideoMeetingHeading: 'There is a room already',
    unableToAddJoiningInstructionsHeading: 'The room will follow',
    generalErrorHeading: 'That did not work',
    successMessage:
      'The joining instructions are in your invitation. The room is booked as soon as you send it.',
    alreadyVideoMeetingMessage:
      'This meeting has a Virtual Meeting Room already. If you have not sent the invitation yet, send it to book the room.',
    unableToAddJoiningInstructionsMessage:
      'No room can be assigned at the moment. Send the invitation as it is: everyone you invited gets the joining instructions in an update.',
    errorInsertingSingleUseVmrMessage:
      'The joining instructions could not be added to your invitation. Please try once more.',
    personalVmrButtonLabel: 'Add a personal room',
    signInButtonLabel: 'Sign in',
    selectPersonalVmrMessage: 'Which of your rooms shall it be?',
    noPersonalVmrMessage: 'No personal room belongs to you yet.',
    errorGettingPersonalVmrsMessage: 'Your rooms could not be looked up. Please try once more.',
    errorSigningInMessage: 'Signing in did not succeed. Please try once more.',
    errorInsertingPersonalVmrMessage: 'The room could not be added to your invitation. Please try once more.',
    addInNotAvailableMessage:
      'The meeting room service does not answer. Your invitation was left as it is; please try again later.',
  },
  singleUse: {
    conferenceName: '{{subject}} ({{organizer_name}})',
    conferenceDescription: 'Scheduled by {{organizer_email}}',
    conferenceSubject: '{{subject}}',
  },
  email: {
    placeholder:
      '<div>This meeting takes place in a Virtual Meeting Room. How to join it will follow in an update of this invitation.</div>',
    acceptNewSingleMeeting:
      '<div>Your room is booked from {{start_time}} to {{end_time}}.<br>\nAliases: {{alias}} and {{numeric_alias}}.{% if pin %}<br>\nYour host PIN: {{pin}}{% endif %}</div>',
    acceptEditedSingleMeeting:
      '<div>Your booking was changed: the room is yours from {{start_time}} to {{end_time}}.<br>\nAliases, as before: {{alias}} and {{numeric_alias}}.{% if pin %}<br>\nYour host PIN: {{pin}}{% endif %}</div>',
    acceptNewRecurringMeeting:
      '<div>Your room is booked for every meeting of this series.<br>\nAliases, the same each time: {{alias}} and {{numeric_alias}}.{% if pin %}<br>\nYour host PIN: {{pin}}{% endif %}</div>',
    acceptEditedOccurrence:
      '<div>One meeting of your series was changed: the room is yours from {{start_time}} to {{end_time}}.<br>\nAliases, as before: {{alias}} and {{numeric_alias}}.{% if pin %}<br>\nYour host PIN: {{pin}}{% endif %}</div>',
    acceptEditedRecurringMeeting:
      '<div>Your booking was changed for the whole series.<br>\nAliases, as before: {{alias}} and {{numeric_alias}}.{% if pin %}<br>\nYour host PIN: {{pin}}{% endif %}</div>',
    rejectInvalidAliasId:
      '<div>No room was booked: the booking mark in this invitation is missing, damaged or not valid here.<br>\nPlease create a new meeting with the add-in and leave the text that it inserts as it is. Your administrator can help if this happens again.</div>',
    rejectAliasConflict:
      '<div>No room was booked: the alias {{alias}} belongs to another meeting or room.<br>\nPlease create a new meeting with the add-in.</div>',
    rejectAliasDeleted:
      '<div>No room was booked: the alias in this invitation has been given up.<br>\nPlease create a new meeting with the add-in.</div>',
    rejectRecurringSeriesInPast:
      '<div>No room was booked: every meeting of this series is over already.</div>',
    rejectSingleMeetingInPast: '<div>No room was booked: this meeting is over already.</div>',
    rejectBeyondLimits:
      '<div>No room was booked: rooms are not given for meetings of this length, so far ahead or of so many occurrences.</div>',
    rejectGeneralError:
      '<div>No room was booked because of an unexpected fault. Please create a new meeting with the add-in.<br>\nIf it happens again, send this number to your administrator: {{correlation_id}}</div>',
  },
  personal: {
    joiningInstructions: `{% if domain_aliases %}{% set alias = domain_aliases[0] %}
{%- elif other_aliases %}{% set alias = other_aliases[0] %}
{%- else %}{% set alias = numeric_aliases[0] %}{% endif %}
{%- if allow_guests %}{% set meeting_pin = guest_pin %}
{%- else %}{% set meeting_pin = pin %}{% endif %}
<p><b>Join this meeting in a Virtual Meeting Room</b></p>
<table border="0" cellpadding="4" cellspacing="0">
<tr><td>Video system or app</td><td>{% if domain_aliases %}<a href="sip:{{alias}}">sip:{{alias}}</a>{% else %}{{alias}}{% endif %}</td></tr>
{% if numeric_aliases %}<tr><td>Telephone</td><td>your conferencing number, then {{numeric_aliases[0]}} #</td></tr>
{% endif %}{% if meeting_pin %}<tr><td>PIN</td><td><b>{{meeting_pin}}</b></td></tr>
{% endif %}</table>
`,
    location: `{% if domain_aliases %}{{domain_aliases[0]}}
{%- elif other_aliases %}{{other_aliases[0]}}
{%- else %}{{numeric_aliases[0]}}{% endif %}`,
    name: '{{name}}',
    description: '{{description}}',
  },
} as const;

/** Which PIN a meeting's attendees are told. */
export type AttendeePin = 'pin' | 'guest_pin' | null;

/**
 * The default joining instructions of single-use VMRs, with a line for the PIN that attendees are told. A plain table, which
 * mail programs leave alone; the SIP address as one-touch-join products look for it; the tag outside of the table, since
 * some programs drop tables from a body that is read as text.
 */
export function defaultJoiningInstructions(attendeePin: AttendeePin): string {
  const pinLine =
    attendeePin === null
      ? ''
      : `{% if ${attendeePin} %}<tr><td>PIN</td><td><b>{{${attendeePin}}}</b></td></tr>\n{% endif %}`;
  return `<p><b>Join this meeting in a Virtual Meeting Room</b></p>
<table border="0" cellpadding="4" cellspacing="0">
{% if join_url %}<tr><td>Web browser</td><td><a href="{{join_url}}">{{join_url}}</a></td></tr>
{% endif %}<tr><td>Video system or app</td><td><a href="sip:{{alias}}">sip:{{alias}}</a></td></tr>
<tr><td>Telephone</td><td>your conferencing number, then {{numeric_alias}} #</td></tr>
${pinLine}</table>
<p>{{alias_uuid}}</p>
`;
}
