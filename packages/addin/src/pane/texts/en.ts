/** English, and the names of all texts. */
export const en = {
  working: 'Adding the room …',
  workingSlow: 'Still adding the room. This takes longer than usual.',
  removing: 'Removing the room …',
  inviting: 'Inviting the mailbox …',
  remove: 'Remove from this meeting',
  removedHeading: 'Room removed',
  removedMessage: 'This draft is a normal meeting again.',
  removedText:
    'Please delete the joining instructions from the text yourself: it holds pictures that would be damaged.',
  removedMailbox: 'Please remove {name} from the attendees yourself.',
  removedLocation: 'Please remove the room’s line from the location yourself.',
  window: 'The room opens {before} minutes before the meeting and closes {after} minutes after it.',
  askHeading: 'Whose room is this?',
  askMessage:
    'This invitation carries the room of a meeting at another time, or of one that was copied. One room can serve one meeting only.',
  askKeep: 'Keep this room',
  askReplace: 'Take a new room',
  keptHeading: 'Nothing was changed',
  keptMessage: 'The invitation keeps its room.',
  mailboxMissing:
    'Outlook did not add the mailbox that books the room. Without it no room is booked. Add it to the attendees:',
  mailboxAbsent: 'The mailbox that books the room is not among the attendees. Without it no room is booked.',
  mailboxAdd: 'Invite {name}',
  copy: 'Copy',
  copied: 'Copied',
  locationMissing: 'Outlook did not add this line to the location:',
  oldText:
    'The earlier joining instructions are still in the text, since it holds pictures. Please delete them yourself.',
  notShown:
    'Outlook took the instructions but does not show them yet. Look at the invitation in a moment, before you send it.',
  foreign: 'This invitation also tells how to join with {product}. Keep one of the two.',
  late: 'Outlook did not answer. Nothing else was changed; press the button again.',
  draftRefused: 'Outlook refused to change this invitation. Nothing was changed.',
  unable: 'This version of Outlook cannot do that.',
  unsteady:
    'The text was being edited. Nothing was changed; press the button again when you have finished typing.',
  token:
    'Outlook gave no proof of who you are. Close the pane and open it again; if that does not help, tell your administrator.',
  tooMany: 'Too many requests in a short time. Please wait a minute.',
  outdated: 'The service was updated. Close this pane and open it again.',
  goneHeading: 'This meeting is no longer open',
  goneMessage: 'It was sent or closed. To change a meeting, open it and open this pane again.',
  details: 'Details',
  reference: 'Reference for your administrator: {reference}',
} as const;
