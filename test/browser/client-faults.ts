/** What is left after one press of the button in a client with a fault. */
export interface Expected {
  /** What the pane says. */
  readonly says: string | RegExp;
  /** Blocks in the body at the end. */
  readonly blocks: number;
  readonly isInvited: boolean;
}

const done: Expected = { says: 'Room added', blocks: 1, isInvited: true };
const failed: Expected = { says: 'That did not work', blocks: 0, isInvited: false };
const byHand: Expected = { says: 'VMR booking <vmr-sales@corp.example>', blocks: 1, isInvited: false };
const gone: Expected = { says: 'no longer open', blocks: 0, isInvited: false };

const adds = 'Adds the room, once.';
const addsNothing = 'Changes nothing, and says that it did not work.';
const showsAddress =
  'Tries twice, then shows the mailbox’s name and address to copy; turns green as soon as it is among the attendees.';
const endsThere = 'Writes nothing into what is open now, and asks to open the meeting again.';
const goesOnInBrowser = 'Shows a link for any browser; two digits typed there let the pane go on.';

/** Clients do it; one press of the button has this end. The guide `client-faults.md` is printed from these lists. */
export const pressFaults: readonly {
  readonly what: string;
  /** By this the simulated Outlook plays it. */
  readonly fault: string;
  readonly pane: string;
  readonly expected: Expected;
}[] = [
  { what: 'the body that is read is three seconds behind', fault: 'lag:3', pane: adds, expected: done },
  {
    what: 'the body changes two seconds after the call returned',
    fault: 'late-write:2',
    pane: 'Waits until the text shows, and does not insert it a second time.',
    expected: done,
  },
  {
    what: 'ids are rewritten',
    fault: 'rewrite',
    pane: 'Finds its text by the rewritten ids too; a second press adds nothing.',
    expected: done,
  },
  {
    what: 'ids are lost',
    fault: 'drop-ids',
    pane: 'Finds its text by the booking mark; a second press adds nothing.',
    expected: done,
  },
  { what: 'callbacks come twice', fault: 'twice:body.prependAsync', pane: adds, expected: done },
  {
    what: 'the host tells no colours',
    fault: 'no-theme',
    pane: 'Follows the colours of the system.',
    expected: done,
  },
  { what: 'the body cannot be read', fault: 'fail:body.getAsync', pane: addsNothing, expected: failed },
  { what: 'the text comes as null', fault: 'null:body.getAsync', pane: addsNothing, expected: failed },
  { what: 'the text is refused', fault: 'fail:body.prependAsync', pane: addsNothing, expected: failed },
  {
    what: 'the call for the text never returns',
    fault: 'never:body.prependAsync',
    pane: 'Gives up after a deadline, looks whether the text is there, and says that Outlook did not answer.',
    expected: { ...failed, says: 'did not answer' },
  },
  {
    what: 'the text is taken and never shown',
    fault: 'silent:body.prependAsync',
    pane: 'Says that the text does not show yet and asks to look before sending; inserts no second one meanwhile.',
    expected: { says: 'does not show them yet', blocks: 0, isInvited: true },
  },
  {
    what: 'attendees are not added, in spite of success',
    fault: 'silent:requiredAttendees.addAsync',
    pane: showsAddress,
    expected: byHand,
  },
  {
    what: 'attendees are refused',
    fault: 'fail:requiredAttendees.addAsync',
    pane: showsAddress,
    expected: byHand,
  },
  {
    what: 'attendees come as null',
    fault: 'null:requiredAttendees.getAsync',
    pane: showsAddress,
    expected: byHand,
  },
  {
    what: 'no proof of who asks',
    fault: 'fail:getUserIdentityTokenAsync',
    pane: 'Changes nothing, and says to close the pane and open it again.',
    expected: { ...failed, says: 'no proof of who you are' },
  },
  {
    what: 'the form is closed at the wrong moment',
    fault: 'gone-before:body.prependAsync',
    pane: endsThere,
    expected: gone,
  },
  {
    what: 'another item comes at the wrong moment',
    fault: 'switch-before:requiredAttendees.getAsync',
    pane: endsThere,
    expected: gone,
  },
  { what: 'the draft keeps no data', fault: 'fail:sessionData.setAsync', pane: adds, expected: done },
  {
    what: 'the draft is said to keep data and keeps none',
    fault: 'silent:sessionData.setAsync',
    pane: adds,
    expected: done,
  },
  {
    what: 'data of the draft come as nothing at all',
    fault: 'empty:sessionData.getAsync',
    pane: adds,
    expected: done,
  },
  { what: 'the start is not told', fault: 'fail:start.getAsync', pane: adds, expected: done },
  {
    what: 'the form writes plain text',
    fault: 'plain-text',
    pane: 'Inserts plain text; to take it out again is left to the person.',
    expected: done,
  },
  {
    what: 'an online meeting by default',
    fault: 'online-by-default',
    pane: 'Adds the room, leaves the other text alone, and says that there are two ways to join.',
    expected: { ...done, says: 'how to join with Microsoft Teams' },
  },
];

/** Other faults, each played by a browser test of its own. */
export const otherFaults: readonly (readonly [what: string, fault: string, pane: string])[] = [
  [
    'addresses with an apostrophe, or long ones, are dropped in spite of success',
    'web-addresses',
    showsAddress,
  ],
  [
    'a location that was typed and not chosen reads as empty and cannot be written',
    'location-uncommitted',
    'Reads it back, and shows the line to copy.',
  ],
  [
    'the attendees hold the organizer',
    'organizer-among-attendees',
    'Leaves the organizer out when it writes the attendees again.',
  ],
  ['answers of attendees are not told', 'no-responses', 'Asks whose room it is, where the text has one.'],
  [
    'the token is another account’s than the mailbox',
    'token-of',
    'The server goes by the token; the room is of the calendar’s organizer.',
  ],
  [
    'the calendar is another’s than the account that signed in',
    'calendar-of',
    'Names both, and offers rooms after a yes.',
  ],
  ['Office never gets ready', 'never-ready', 'After ten seconds says so, with a button that tries again.'],
  ['Office gives no mailbox', 'no-mailbox', 'The same.'],
  ['the sign-in window’s message is lost', 'dialog-loses-messages', goesOnInBrowser],
  ['the sign-in window is blocked', 'dialog-blocked', `Says to allow pop-ups. ${goesOnInBrowser}`],
  ['the call for the sign-in window never returns', 'never:displayDialogAsync', goesOnInBrowser],
  [
    'the functions of the manifest cannot be loaded',
    'functions-away',
    'Nothing: classic Outlook sends, Outlook for Mac asks, Outlook on the web waits. The mailbox decides.',
  ],
];
