import { describe, expect, test } from 'vitest';
import { openedPane, type PaneEvent, type PaneState, type RoomAnswer } from './pane-state.ts';
import { stepPane } from './step-pane.ts';

const mailbox = { name: 'VMR booking', email: 'vmr@x.example' };
const answer = (over: Partial<RoomAnswer> = {}): RoomAnswer => ({
  kind: 'reserved',
  html: '<p>Join</p>',
  location: '',
  replaces: false,
  mailbox,
  onlyOwnTags: false,
  alias: '55@x',
  reference: 'ref-1',
  ...over,
});
const room = { isShown: true, oldTextStays: false, mailboxIsInvited: true, missingLocation: '' };
const left = { textStays: false, mailboxStays: false, locationStays: false };

/** Where these events lead from an open pane, and the effects of the last one. */
function after(...events: readonly PaneEvent[]) {
  let state: PaneState = openedPane;
  let effects: readonly { readonly kind: string }[] = [];
  for (const event of events) ({ state, effects } = stepPane(state, event));
  const { phase, notice, hasRoom, mailbox: needed } = state;
  return { phase: phase.kind, notice: notice?.kind ?? null, hasRoom, needed, effects, state };
}

const press = { kind: 'add-pressed' } as const;
const told = (over: Partial<RoomAnswer> = {}) => ({ kind: 'answered', answer: answer(over) }) as const;
const added = (over: Partial<RoomAnswer> = {}, changes: Partial<typeof room> = {}) =>
  ({ kind: 'room-added', answer: answer(over), room: { ...room, ...changes } }) as const;
const failed = { kind: 'failed', failure: { kind: 'unavailable' } } as const;

describe('a pane', () => {
  test.each<[string, readonly PaneEvent[], string, string | null, readonly string[]]>([
    ['pressed, asks for a room', [press], 'working', null, ['reserve']],
    ['pressed twice, asks once', [press, press], 'working', null, []],
    ['answered, inserts', [press, told()], 'working', null, ['insert']],
    [
      'done, says so and looks after the mailbox',
      [press, told(), added()],
      'ready',
      'added',
      ['watch-mailbox'],
    ],
    [
      'with the manager away, says that the room follows',
      [press, told({ kind: 'deferred' }), added({ kind: 'deferred' })],
      'ready',
      'deferred',
      ['watch-mailbox'],
    ],
    [
      'told of a live tag, changes nothing',
      [press, told({ kind: 'already' })],
      'ready',
      'already',
      ['watch-mailbox'],
    ],
    ['told of a tag that may be another’s, asks', [press, told({ kind: 'ask' })], 'asking', null, []],
    ['asking, keeps', [press, told({ kind: 'ask' }), { kind: 'keep-pressed' }], 'ready', 'kept', []],
    [
      'asking, replaces',
      [press, told({ kind: 'ask' }), { kind: 'replace-pressed' }],
      'working',
      null,
      ['reserve'],
    ],
    ['asking, hears no other press', [press, told({ kind: 'ask' }), press], 'asking', null, []],
    ['not asking, hears no answer to a question', [{ kind: 'keep-pressed' }], 'ready', null, []],
    ['without service, says so', [press, failed], 'ready', 'failed', []],
    ['failed, tries again when pressed', [press, failed, press], 'working', null, ['reserve']],
    ['slow, says so', [press, { kind: 'slow' }], 'working', null, []],
    ['ready, is never slow', [{ kind: 'slow' }], 'ready', null, []],
    ['removing', [press, told(), added(), { kind: 'remove-pressed' }], 'working', null, ['remove']],
    [
      'having removed',
      [press, told(), added(), { kind: 'remove-pressed' }, { kind: 'room-removed', left }],
      'ready',
      'removed',
      [],
    ],
    ['whose item is gone, does nothing any more', [press, { kind: 'gone' }, told(), press], 'gone', null, []],
    ['answered late, after it failed, stays as it is', [press, failed, told()], 'ready', 'failed', []],
  ])('%s', (_, events, phase, notice, effects) => {
    const step = after(...events);
    expect([step.phase, step.notice, step.effects.map(({ kind }) => kind)]).toEqual([phase, notice, effects]);
  });

  test('wants a new room in place of the other only when the organizer said so', () => {
    expect(after(press).effects).toEqual([{ kind: 'reserve', replace: false }]);
    const asked = [press, told({ kind: 'ask' }), { kind: 'replace-pressed' }] as const;
    expect(after(...asked).effects).toEqual([{ kind: 'reserve', replace: true }]);
  });

  test('pressed again while the manager is still away, shows what it showed', () => {
    const deferred = [press, told({ kind: 'deferred' }), added({ kind: 'deferred' }), press] as const;
    expect(after(...deferred, told({ kind: 'ask', onlyOwnTags: true })).notice).toBe('deferred');
    expect(after(...deferred, told({ kind: 'ask' })).phase).toBe('asking');
    expect(after(press, told({ kind: 'ask', onlyOwnTags: true })).phase).toBe('asking');
  });

  test('turns green when the mailbox appears, and back when it is taken out', () => {
    const missing = [press, told(), added({}, { mailboxIsInvited: false })] as const;
    expect(after(...missing).needed).toEqual({ ...mailbox, isInvited: false });
    expect(after(...missing, { kind: 'mailbox-seen', isInvited: true }).needed?.isInvited).toBe(true);
    const invite = [...missing, { kind: 'invite-pressed' }] as const;
    expect(after(...invite)).toMatchObject({
      phase: 'working',
      notice: 'added',
      effects: [{ kind: 'invite' }],
    });
    expect(after(...invite, { kind: 'mailbox-seen', isInvited: true }).phase).toBe('ready');
    expect(after({ kind: 'invite-pressed' }).effects).toEqual([]);
  });

  test('forgets the room with its removal, and what had to stay not', () => {
    const begun = [
      press,
      told({ location: 'sip:1' }),
      added({ location: 'sip:1' }),
      { kind: 'remove-pressed' },
    ] as const;
    expect(after(...begun).effects).toMatchObject([{ mailbox, location: 'sip:1' }]);
    const gone = after(...begun, { kind: 'room-removed', left });
    expect(gone).toMatchObject({ hasRoom: false, needed: null, state: { location: '', inserted: null } });
    const kept = { textStays: true, mailboxStays: true, locationStays: true };
    const partly = after(...begun, { kind: 'room-removed', left: kept });
    expect(partly).toMatchObject({ hasRoom: true, needed: mailbox, state: { location: 'sip:1' } });
  });

  test('sees what stands in the body when it opens', () => {
    const seen = { kind: 'body-seen', hasRoom: true, foreign: 'Zoom' } as const;
    expect(after(seen)).toMatchObject({ phase: 'ready', hasRoom: true, state: { foreign: 'Zoom' } });
  });
});
