import { expect, test } from 'vitest';
import { openedPane, type PaneEvent, type PaneState } from './pane-state.ts';
import { stepPane } from './step-pane.ts';

const room = { id: 'r', name: 'Alice', description: '' };
const listed = { account: 'Alice', email: 'alice@x.example', rooms: [room] };
const press = { kind: 'personal-pressed' } as const;
const needed = { kind: 'sign-in-needed', next: { kind: 'list-rooms' } } as const;
const forRoom = { kind: 'sign-in-needed', next: { kind: 'reserve', replace: true } } as const;
const begun = { kind: 'sign-in-begun', link: { digits: '47', url: 'https://x.example/s' } } as const;
const go = { kind: 'sign-in-pressed' } as const;
const signedIn = { kind: 'signed-in' } as const;
const own = { kind: 'rooms-listed', listed, isOwn: true } as const;
const other = { ...own, isOwn: false } as const;
const chosen = { kind: 'room-chosen', room } as const;
const inserted = { isShown: true, oldTextStays: false, mailboxIsInvited: true, missingLocation: '' };
const added = { kind: 'personal-added', room: inserted, name: 'Alice', location: 'Room A' } as const;
const cancel = { kind: 'cancel-pressed' } as const;
const meant = { kind: 'account-confirmed' } as const;
const another = { kind: 'other-account-pressed' } as const;
const failed = { kind: 'failed', failure: { kind: 'unavailable' } } as const;
const begin = [press, needed, begun] as const;

function after(events: readonly PaneEvent[]) {
  let state: PaneState = openedPane;
  let effects: readonly { readonly kind: string }[] = [];
  for (const event of events) ({ state, effects } = stepPane(state, event));
  const what = state.phase.kind === 'working' ? state.phase.task : state.phase.kind;
  return [what, state.notice?.kind ?? null, effects.map(({ kind }) => kind)];
}

test.each<[string, readonly PaneEvent[], string, string | null, readonly string[]]>([
  ['pressed, looks rooms up', [press], 'list', null, ['list-rooms']],
  ['unknown, begins a sign-in', [press, needed], 'signing-in', null, ['begin-sign-in']],
  ['opens no window before there is a link', [press, needed, go], 'signing-in', null, []],
  ['opens the window', [...begin, go], 'signing-in', null, ['open-window']],
  ['opens one window', [...begin, go, go], 'signing-in', null, []],
  [
    'opens another one once it was closed',
    [...begin, go, { kind: 'window-closed' }, go],
    'signing-in',
    null,
    ['open-window'],
  ],
  [
    'opens another one where none opened',
    [...begin, go, { kind: 'window-blocked' }, go],
    'signing-in',
    null,
    ['open-window'],
  ],
  ['signed in, looks rooms up', [...begin, signedIn], 'list', null, ['list-rooms']],
  [
    'signed in for a room, reserves it',
    [{ kind: 'add-pressed' }, forRoom, begun, signedIn],
    'add',
    null,
    ['reserve'],
  ],
  ['cancelled, stops the sign-in', [...begin, cancel], 'ready', null, ['stop-sign-in']],
  ['hears of a sign-in that is no longer wanted', [...begin, cancel, signedIn], 'ready', null, []],
  ['failed', [...begin, failed], 'ready', 'failed', []],
  ['starts nothing else meanwhile', [...begin, { kind: 'add-pressed' }], 'signing-in', null, []],
  ['offers rooms', [press, own], 'choosing', null, []],
  ['has none to offer', [press, { ...own, listed: { ...listed, rooms: [] } }], 'ready', 'no-rooms', []],
  ['inserts the chosen one', [press, own, chosen], 'add-personal', null, ['add-personal']],
  ['inserts none of another account', [press, other, chosen], 'choosing', null, []],
  [
    'inserts one of an account that is meant',
    [press, other, meant, chosen],
    'add-personal',
    null,
    ['add-personal'],
  ],
  [
    'asks once about an account',
    [press, other, meant, cancel, press, other, chosen],
    'add-personal',
    null,
    ['add-personal'],
  ],
  ['lets somebody else sign in', [press, other, another], 'signing-in', null, ['begin-sign-in']],
  [
    'signed in as somebody else, compares again',
    [press, other, another, begun, signedIn, own, chosen],
    'add-personal',
    null,
    ['add-personal'],
  ],
  ['says what was added', [press, own, chosen, added], 'ready', 'personal-added', []],
  ['leaves a single-use room', [press, own, chosen, { kind: 'room-stands' }], 'ready', 'already', []],
])('a pane %s', (_, events, what, notice, effects) => {
  expect(after(events)).toEqual([what, notice, effects]);
});
