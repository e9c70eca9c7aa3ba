import type { MendContext } from '../../events/check-before-sending.ts';
import type {
  NeededMailbox,
  PaneEffect,
  PaneEvent,
  PaneState,
  PaneStep,
  RoomAnswer,
  Task,
} from './pane-state.ts';
import { ready, stepPersonal } from './step-personal.ts';

const stay = (state: PaneState): PaneStep => ({ state, effects: [] });

/** What an event makes of the pane: pure and total. Presses count only while the pane is ready for them. */
export function stepPane(state: PaneState, event: PaneEvent): PaneStep {
  if (state.phase.kind === 'gone') return stay(state);
  switch (event.kind) {
    case 'gone':
      return stay({ ...state, phase: { kind: 'gone' }, notice: null });
    case 'body-seen':
      return stay({ ...state, hasRoom: event.hasRoom, foreign: event.foreign });
    case 'mailbox-seen':
      return mailboxSeen(state, event.isInvited);
    default:
      return (
        stepPersonal(state, event) ??
        (state.phase.kind === 'working' ? whileWorking(state, event) : pressed(state, event))
      );
  }
}

function pressed(state: PaneState, event: PaneEvent): PaneStep {
  const asks = state.phase.kind === 'asking';
  if (!asks && state.phase.kind !== 'ready') return stay(state);
  switch (event.kind) {
    case 'add-pressed':
      return asks ? stay(state) : begin(state, 'add', { kind: 'reserve', replace: false });
    case 'replace-pressed':
      return asks ? begin(state, 'add', { kind: 'reserve', replace: true }) : stay(state);
    case 'keep-pressed':
      return stay(asks ? ready(state, { notice: { kind: 'kept' }, hasRoom: true }) : state);
    case 'remove-pressed':
      return begin(state, 'remove', {
        kind: 'remove',
        mailbox: state.mailbox,
        location: state.location,
      });
    case 'mend-asked':
      return asks ? stay(state) : mend(state, event.mend);
    case 'invite-pressed':
      return state.mailbox === null
        ? stay(state)
        : begin(state, 'invite', { kind: 'invite', mailbox: state.mailbox });
    default:
      return stay(state);
  }
}

function mend(state: PaneState, { add, mailbox }: MendContext): PaneStep {
  if (add) return begin(state, 'add', { kind: 'reserve', replace: false });
  if (mailbox === null) return stay(state);
  const needed = { ...mailbox, isInvited: false };
  return begin({ ...state, mailbox: needed }, 'invite', { kind: 'invite', mailbox });
}

function whileWorking(state: PaneState, event: PaneEvent): PaneStep {
  if (state.phase.kind !== 'working') return stay(state);
  const { phase } = state;
  switch (event.kind) {
    case 'slow':
      return stay({ ...state, phase: { ...phase, isSlow: true } });
    case 'answered':
      return answered(state, event.answer);
    case 'room-added':
      return added(state, event);
    case 'room-removed': {
      const { left } = event;
      const mailbox = left.mailboxStays ? state.mailbox : null;
      const notice = { kind: 'removed', left } as const;
      const location = left.locationStays ? state.location : '';
      return stay(ready(state, { notice, hasRoom: left.textStays, mailbox, location, inserted: null }));
    }
    case 'failed':
      return stay(ready(state, { notice: { kind: 'failed', task: phase.task, failure: event.failure } }));
    default:
      return stay(state);
  }
}

function answered(state: PaneState, answer: RoomAnswer): PaneStep {
  const { kind, mailbox, onlyOwnTags, reference } = answer;
  const watched = watch({ ...mailbox, isInvited: false });
  if (kind === 'already') {
    const already = { notice: { kind }, hasRoom: true, mailbox: watched.mailbox } as const;
    return { state: ready(state, already), effects: watched.effects };
  }
  if (kind === 'ask') {
    if (onlyOwnTags && state.inserted === 'deferred') {
      const room = { isShown: true, oldTextStays: false, mailboxIsInvited: true, missingLocation: '' };
      const same = { notice: { kind: 'deferred', room, alias: '', reference }, hasRoom: true } as const;
      return { state: ready(state, { ...same, mailbox: watched.mailbox }), effects: watched.effects };
    }
    return stay({ ...state, phase: { kind: 'asking' }, notice: null, hasRoom: true });
  }
  return { state, effects: [{ kind: 'insert', answer, oldLocation: state.location }] };
}

function added(state: PaneState, { answer, room }: Extract<PaneEvent, { kind: 'room-added' }>): PaneStep {
  const kind = answer.kind === 'deferred' ? 'deferred' : 'added';
  const { name, email } = answer.mailbox;
  const { mailbox, effects } = watch({ name, email, isInvited: room.mailboxIsInvited });
  const changes = {
    notice: { kind, room, alias: answer.alias, reference: answer.reference },
    hasRoom: true,
    mailbox,
    location: room.missingLocation === '' ? answer.location : '',
    inserted: answer.kind === 'deferred' ? 'deferred' : 'reserved',
  } as const;
  return { state: ready(state, changes), effects };
}

/** A mailbox that was invited is looked after too: the user may take it out. */
function watch(mailbox: NeededMailbox): {
  readonly mailbox: NeededMailbox;
  readonly effects: readonly PaneEffect[];
} {
  const { name, email } = mailbox;
  return { mailbox, effects: [{ kind: 'watch-mailbox', mailbox: { name, email } }] };
}

function mailboxSeen(state: PaneState, isInvited: boolean): PaneStep {
  const mailbox = state.mailbox && { ...state.mailbox, isInvited };
  const isInvite = state.phase.kind === 'working' && state.phase.task === 'invite';
  return stay(isInvite ? ready(state, { mailbox }) : { ...state, mailbox });
}

function begin(state: PaneState, task: Task, effect: PaneEffect): PaneStep {
  const notice = task === 'invite' ? state.notice : null;
  return { state: { ...state, phase: { kind: 'working', task, isSlow: false }, notice }, effects: [effect] };
}
