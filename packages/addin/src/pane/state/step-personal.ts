import type { AfterSignIn, PaneEvent, PaneState, PaneStep, Task } from './pane-state.ts';

const stay = (state: PaneState): PaneStep => ({ state, effects: [] });

/** What an event makes of a pane as far as personal rooms and signing in go; null: it is not about them. */
export function stepPersonal(state: PaneState, event: PaneEvent): PaneStep | null {
  const { phase } = state;
  switch (event.kind) {
    case 'personal-pressed':
      return phase.kind === 'ready' ? work(state, 'list', { kind: 'list-rooms' }) : stay(state);
    case 'cancel-pressed':
      if (phase.kind !== 'signing-in' && phase.kind !== 'choosing') return stay(state);
      return { state: ready(state, { notice: null }), effects: [{ kind: 'stop-sign-in' }] };
    case 'sign-in-needed':
      return phase.kind === 'working' ? beginSignIn(state, event.next, false) : stay(state);
    case 'other-account-pressed':
      return phase.kind === 'choosing' ? beginSignIn(state, { kind: 'list-rooms' }, true) : stay(state);
    case 'rooms-listed':
    case 'personal-added':
    case 'room-stands':
      return phase.kind === 'working' ? whileWorking(state, event) : stay(state);
    case 'room-chosen': {
      if (phase.kind !== 'choosing' || !phase.isMeant) return stay(state);
      return work(state, 'add-personal', {
        kind: 'add-personal',
        room: event.room,
        oldLocation: state.location,
      });
    }
    case 'account-confirmed':
      if (phase.kind !== 'choosing') return stay(state);
      return stay({ ...state, phase: { ...phase, isMeant: true }, meantAccount: phase.listed.account });
    default:
      return phase.kind === 'signing-in' ? whileSigningIn({ ...state, phase }, event) : null;
  }
}

function beginSignIn(state: PaneState, next: AfterSignIn, asAnother: boolean): PaneStep {
  const phase = { kind: 'signing-in', next, link: null, window: 'none', isConfirming: false } as const;
  return { state: { ...state, phase, notice: null }, effects: [{ kind: 'begin-sign-in', asAnother }] };
}

type SigningIn = PaneState & { readonly phase: Extract<PaneState['phase'], { kind: 'signing-in' }> };

function whileSigningIn(state: SigningIn, event: PaneEvent): PaneStep {
  const { phase } = state;
  const become = (changes: Partial<typeof phase>) => stay({ ...state, phase: { ...phase, ...changes } });
  switch (event.kind) {
    case 'sign-in-begun':
      return become({ link: event.link });
    case 'sign-in-pressed':
      if (phase.link === null || phase.window === 'open') return stay(state);
      return {
        state: { ...state, phase: { ...phase, window: 'open' } },
        effects: [{ kind: 'open-window' }],
      };
    case 'window-closed':
      return become({ window: 'none', isConfirming: false });
    case 'window-blocked':
      return become({ window: 'blocked' });
    case 'sign-in-confirming':
      return become({ isConfirming: true });
    case 'signed-in':
      return work(state, phase.next.kind === 'reserve' ? 'add' : 'list', phase.next);
    case 'failed':
      return stay(ready(state, { notice: { kind: 'failed', task: 'sign-in', failure: event.failure } }));
    default:
      return stay(state);
  }
}

type Done = Extract<PaneEvent, { kind: 'rooms-listed' | 'personal-added' | 'room-stands' }>;

function whileWorking(state: PaneState, event: Done): PaneStep {
  switch (event.kind) {
    case 'rooms-listed': {
      const { listed, isOwn } = event;
      if (listed.rooms.length === 0) {
        return stay(ready(state, { notice: { kind: 'no-rooms', account: listed.account } }));
      }
      const isMeant = isOwn || state.meantAccount === listed.account;
      return stay({ ...state, phase: { kind: 'choosing', listed, isMeant }, notice: null });
    }
    case 'personal-added': {
      const { room, name, location } = event;
      const isThere = room.missingLocation === '';
      return stay(
        ready(state, {
          notice: { kind: 'personal-added', room, name },
          hasRoom: true,
          location: isThere ? location : '',
        }),
      );
    }
    case 'room-stands':
      return stay(ready(state, { notice: { kind: 'already' }, hasRoom: true }));
  }
}

function work(state: PaneState, task: Task, effect: PaneStep['effects'][number]): PaneStep {
  return {
    state: { ...state, phase: { kind: 'working', task, isSlow: false }, notice: null },
    effects: [effect],
  };
}

/** The pane as it waits for the next press. */
export function ready(state: PaneState, changes: Partial<PaneState>): PaneState {
  return { ...state, phase: { kind: 'ready' }, ...changes };
}
