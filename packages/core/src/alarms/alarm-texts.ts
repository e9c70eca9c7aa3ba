import type { AlarmKind } from './alarm.ts';

/** What an operator is told of a kind of alarm. */
export interface AlarmText {
  /** The condition, in a sentence. */
  readonly cause: string;
  /** What ends it, in a sentence. */
  readonly remedy: string;
}

/** What each kind of alarm means and what an operator does about it; docs/guides/server.md says more. */
export const alarmTexts: Readonly<Record<AlarmKind, AlarmText>> = {
  'exchange-unreachable': {
    cause: 'The mail of this mailbox cannot be followed: the mail system does not answer as it should.',
    remedy:
      'Check the address in the record, the network and the mail system; the detail is the error’s code.',
  },
  'process-file-limit': {
    cause: 'This process has no file handle left for the connection to the mail system.',
    remedy: 'Raise the limit of open files: `ulimit -n`, or LimitNOFILE= of the service.',
  },
  'sign-in-needed': {
    cause: 'The mail system does not accept the sign-in of the service account.',
    remedy: 'Correct its user name and password, or sign in again; then save the record.',
  },
  'mailbox-not-allowed': {
    cause: 'The service account has no rights over the equipment mailbox, or there is no such mailbox.',
    remedy: 'Grant application impersonation or full access, and check the mailbox’s address.',
  },
  'mailbox-full': {
    cause: 'The equipment mailbox is full, so the mail system does not tell what comes in. Nothing is lost.',
    remedy: 'Empty it with `vmrkit maintain`, or raise its quota.',
  },
  'organizer-not-allowed': {
    cause: 'Rights over an organizer’s mailbox are missing: attendees have no joining instructions.',
    remedy: 'Grant application impersonation over the organizers of this domain; then run `vmrkit recover`.',
  },
  'mailbox-shared': {
    cause: 'Another deployment has marked this mailbox as its own.',
    remedy:
      'Take the mailbox out of one of the two deployments; if the other one’s store is lost, `vmrkit recover --take-over`.',
  },
  'store-restored': {
    cause: 'The store is older than what this mailbox knows, or the mailbox was taken over.',
    remedy: 'Run `vmrkit recover` for its integration to the end.',
  },
  'automatic-processing': {
    cause: 'The mail system answers meeting requests to this mailbox by itself.',
    remedy: 'Switch it off: `Set-CalendarProcessing -AutomateProcessing AutoUpdate`.',
  },
  'alias-space-low': {
    cause: 'Few numbers of this prefix and length are left.',
    remedy: 'Choose a longer suffix or another prefix in the record, or a shorter quarantine.',
  },
  'message-parked': {
    cause:
      'A message could not be dealt with however often it was tried; its organizer got the general error.',
    remedy: 'Find the detail’s code in docs/errors.md, then say that it was seen: `vmrkit alarms clear`.',
  },
  'template-failed': {
    cause: 'A template of the integration failed, and a built-in text stands in.',
    remedy: 'Correct the text that the subject names, and save the record.',
  },
  'rendering-too-costly': {
    cause: 'The templates of the integration took all their time of the last minute.',
    remedy: 'Make its templates simpler, or raise rendering_budget_ms.',
  },
  'rewrite-loop': {
    cause: 'Somebody writes a token tag back into a meeting again and again.',
    remedy: 'Look for an add-in or rule in the organizer’s domain that changes meetings.',
  },
  'rewrite-not-found': {
    cause: 'An organizer’s calendar did not show a meeting with its token tag within an hour.',
    remedy: 'Let the organizer send an update of the meeting.',
  },
  'rewrite-refused': {
    cause: 'The mail system refused to change an organizer’s meeting for good.',
    remedy:
      'Find the reason in the log by the mailbox, then let the organizer send an update of the meeting.',
  },
  'online-meeting-changed': {
    cause:
      'Writing instructions into an organizer’s meeting changed its online meeting (Teams); the detail says how.',
    remedy:
      'Let the organizer look at the meeting’s link and send an update if it is wrong; then `vmrkit alarms clear`.',
  },
  'answer-refused': {
    cause: 'The mail system refused an answer for good: its organizer heard nothing.',
    remedy: 'Check that the mailbox may send mail to organizers; the next answer that goes out clears it.',
  },
  'clock-skew': {
    cause: 'This machine’s clock jumped, or is not that of the mail system or of whoever issued a token.',
    remedy: 'Let a time service set the clock (`timedatectl`); what removes for good waits meanwhile.',
  },
  'callers-refused': {
    cause: 'The manager refused callers of this integration again and again, and accepted none in between.',
    remedy:
      'Look the detail’s code up in docs/errors.md: mostly metadata URL, audience or add-in FQDN are wrong.',
  },
  'certificate-expiring': {
    cause: 'The certificate of a listener of this machine expires soon or has expired.',
    remedy: 'Put a renewed certificate into the file that the detail names, and restart the server.',
  },
  'sign-in-credential': {
    cause:
      'The secret or certificate by which people sign in ends soon or has ended, or the identity provider refuses the integration.',
    remedy:
      'Make a second secret or certificate at the identity provider, save it in the record, and take the first away then.',
  },
  'log-lines-dropped': {
    cause: 'The device of the log does not take the lines of this manager.',
    remedy: 'Free the disk, or see to the program that reads the log.',
  },
  'master-key-old': {
    cause: 'A manager that runs does not seal with the key that the store is written with.',
    remedy: 'Restart it with the present key in front of VMRKIT_MASTER_KEYS, then run `vmrkit keys rotate`.',
  },
  'manager-clocks-apart': {
    cause: 'The clocks of two managers of this store stand more than a minute apart.',
    remedy: 'Let a time service set the clock of each manager’s machine (`timedatectl`).',
  },
  'record-refused': {
    cause: 'Rules that became stricter refuse the stored record, which stays in use.',
    remedy: 'Correct the fields that the detail names, and import the record again with its id.',
  },
  'integration-conflict': {
    cause: 'Another integration has the name, a mailbox, the add-in’s server or the id of this one.',
    remedy: 'Change the fields that the detail names in one of the two records.',
  },
  'answers-waiting': {
    cause: 'The oldest answer of this mailbox waits too long.',
    remedy: 'Add a mailbox to the pool, or see why the mail system is slow (docs/guides/mailbox-pools.md).',
  },
  'webhook-failing': {
    cause: 'A webhook’s receiver refused several tries in a row, or did not answer: its events wait.',
    remedy:
      'Find the detail in docs/guides/webhooks.md and mend the receiver, or switch the webhook off; the next event that it takes clears it.',
  },
};
