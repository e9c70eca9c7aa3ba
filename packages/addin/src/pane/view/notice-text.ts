import type { NeededMailbox, Notice, Task } from '../state/pane-state.ts';
import { fill, type OwnTexts } from '../texts/own-texts.ts';

/** How a bar looks. */
export type BarKind = 'success' | 'info' | 'warning' | 'error';

/** A bar as it is drawn. Heading and message are HTML of the record or plain text of ours. */
export interface Bar {
  readonly kind: BarKind;
  readonly heading: string;
  readonly message: string;
  /** Whether heading and message are the record's. */
  readonly isRecord: boolean;
  /** What the user has to do or know besides, in plain text. */
  readonly remarks: readonly string[];
  /** What is to be copied by hand, with the sentence in front of it. */
  readonly toCopy: readonly { readonly label: string; readonly value: string }[];
  readonly alias: string;
  readonly hasWindow: boolean;
  readonly reference: string;
}

/** What texts are looked up with. */
export interface NoticeContext {
  readonly own: OwnTexts;
  /** A text of the record by its name. */
  record(name: string): string;
  readonly mailbox: NeededMailbox | null;
}

const plain: Omit<Bar, 'kind' | 'heading' | 'message'> = {
  isRecord: false,
  remarks: [],
  toCopy: [],
  alias: '',
  hasWindow: false,
  reference: '',
};

/** What a notice says. */
export function barOf(notice: Notice, context: NoticeContext): Bar {
  const { own, record } = context;
  switch (notice.kind) {
    case 'added':
    case 'deferred':
      return roomBar(notice, context);
    case 'already':
      return {
        ...plain,
        kind: 'info',
        heading: record('already_video_meeting_heading'),
        message: record('already_video_meeting_message'),
        isRecord: true,
      };
    case 'kept':
      return { ...plain, kind: 'info', heading: own.keptHeading, message: own.keptMessage };
    case 'no-rooms': {
      const remarks = notice.account === '' ? [] : [notice.account];
      return {
        ...plain,
        kind: 'info',
        heading: '',
        message: record('no_personal_vmr_message'),
        isRecord: true,
        remarks,
      };
    }
    case 'personal-added':
      return personalBar(notice, context);
    case 'removed': {
      const { textStays, mailboxStays, locationStays } = notice.left;
      const name = context.mailbox?.name ?? '';
      const remarks = [
        textStays ? own.removedText : '',
        mailboxStays ? fill(own.removedMailbox, { name }) : '',
        locationStays ? own.removedLocation : '',
      ].filter(Boolean);
      const message = remarks.length > 0 ? '' : own.removedMessage;
      const kind = remarks.length > 0 ? 'warning' : 'success';
      return { ...plain, kind, heading: own.removedHeading, message, remarks };
    }
    case 'failed':
      return failureBar(notice, context);
  }
}

function roomBar(
  { kind, room, alias, reference }: Extract<Notice, { kind: 'added' | 'deferred' }>,
  { own, record, mailbox }: NoticeContext,
): Bar {
  const isAdded = kind === 'added';
  const isMissing = mailbox !== null && !mailbox.isInvited;
  const remarks = [room.isShown ? '' : own.notShown, room.oldTextStays ? own.oldText : ''].filter(Boolean);
  const toCopy: Bar['toCopy'][number][] = [];
  if (isMissing) {
    const value = mailbox.name === '' ? mailbox.email : `${mailbox.name} <${mailbox.email}>`;
    toCopy.push({ label: own.mailboxMissing, value });
  }
  if (room.missingLocation !== '') toCopy.push({ label: own.locationMissing, value: room.missingLocation });
  const isWhole = remarks.length === 0 && toCopy.length === 0;
  const name = isAdded ? 'success' : 'unable_to_add_joining_instructions';
  return {
    kind: !isWhole ? 'warning' : isAdded ? 'success' : 'info',
    heading: record(`${name}_heading`),
    // The record's text says that the room gets booked, which is not so without the mailbox.
    message: isMissing ? '' : record(`${name}_message`),
    isRecord: true,
    remarks,
    toCopy,
    alias,
    hasWindow: isAdded,
    reference,
  };
}

function personalBar(
  { room, name }: Extract<Notice, { kind: 'personal-added' }>,
  { own, record }: NoticeContext,
): Bar {
  const remarks = [
    fill(own.personalMessage, { name: textOnly(name) }),
    room.isShown ? '' : own.notShown,
    room.oldTextStays ? own.oldText : '',
  ].filter(Boolean);
  const missing = room.missingLocation;
  const toCopy = missing === '' ? [] : [{ label: own.locationMissing, value: missing }];
  const isWhole = remarks.length === 1 && toCopy.length === 0;
  const heading = record('success_heading');
  return {
    ...plain,
    kind: isWhole ? 'success' : 'warning',
    heading,
    message: '',
    isRecord: true,
    remarks,
    toCopy,
  };
}

/** What a text of the record says, without its elements. */
export function textOnly(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent ?? '';
}

/** The record's text for what did not succeed; somebody without a record has no rooms that could be looked up. */
function failedText({ task, failure }: Failed): string {
  if (failure.kind === 'refused' && failure.code === 'ERR_SIGN_IN_NOT_A_USER') {
    return 'error_getting_personal_vmrs_message';
  }
  const names: Partial<Record<Task, string>> = {
    list: 'error_getting_personal_vmrs_message',
    'add-personal': 'error_inserting_personal_vmr_message',
    'sign-in': 'error_signing_in_message',
  };
  return names[task] ?? 'error_inserting_single_use_vmr_message';
}

type Failed = Extract<Notice, { kind: 'failed' }>;

function failureBar(failed: Failed, { own, record }: NoticeContext): Bar {
  const { failure, task } = failed;
  const heading = record('general_error_heading');
  const bar = (message: string, remarks: readonly string[], reference = ''): Bar => ({
    ...plain,
    kind: 'error',
    heading,
    message,
    isRecord: true,
    remarks,
    reference,
  });
  const insertion = record(failedText(failed));
  switch (failure.kind) {
    case 'unavailable':
      return bar(
        task === 'list' || task === 'sign-in' ? insertion : record('add_in_not_available_message'),
        [],
      );
    case 'token':
      return bar(insertion, [own.token]);
    case 'too-many':
      return bar(insertion, [own.tooMany], failure.reference);
    case 'outdated':
      return bar('', [own.outdated]);
    case 'refused':
      return bar(insertion, failure.code === '' ? [] : [failure.code], failure.reference);
    case 'draft': {
      const { late, refused, unable, unsteady } = { ...own, refused: own.draftRefused };
      return bar(insertion, [{ late, refused, unable, unsteady }[failure.reason]]);
    }
  }
}
