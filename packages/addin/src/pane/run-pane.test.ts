import { expect, test } from 'vitest';
import { FakeDraft, FakePauses } from './draft/fake-draft.fixture.ts';
import { PaneRunner } from './run-pane.ts';
import { PaneSignIn } from './sign-in/pane-sign-in.ts';
import { openedPane, type PaneState } from './state/pane-state.ts';

const room = { id: 'r', name: 'Room', description: '' };
const BEN = 'ben@x.example';
const ALICE = 'alice@x.example';

/** A pane in the mailbox of Alice, whose client gives the token of Ben; whoever signs in is Alice. */
function inTwoAccounts() {
  const asked: { readonly token: string | null; readonly hint: string }[] = [];
  let state: PaneState = openedPane;
  const pauses = new FakePauses();
  pauses.sleep = () => new Promise(() => undefined);
  const draft = new FakeDraft(pauses);
  draft.owner = async () => ALICE;
  const signIn = new PaneSignIn({
    window: {
      open: (_, listener) => listener.said(JSON.stringify({ vmrkit: 'sign-in', sign_in: 's-1', code: 'c' })),
      close: () => undefined,
    },
    begin: async (token, hint) => {
      asked.push({ token, hint });
      return { id: 's-1', secret: 'secret', digits: '47', url: '/s' };
    },
    take: async () => ({ kind: 'signed-in', bearer: 'bearer of Alice' }),
    pauses,
    mailbox: ALICE,
    resolve: (url) => `https://x.example${url}`,
  });
  const runner = new PaneRunner({
    draft,
    pauses,
    tokens: { kind: 'nested-app', token: async () => 'token of Ben' },
    signIn,
    language: 'en',
    mend: async () => null,
    reserve: () => Promise.reject(new Error('No room is asked for.')),
    listRooms: async ({ token }) => {
      const email = token === 'token of Ben' ? BEN : ALICE;
      return { account: email, email, rooms: [room] };
    },
    renderRoom: () => Promise.reject(new Error('No room is chosen.')),
    show: (next) => {
      state = next;
    },
    log: () => undefined,
  });
  const press = async (kind: 'personal-pressed' | 'other-account-pressed' | 'sign-in-pressed') => {
    runner.dispatch({ kind });
    await new Promise((resolve) => setTimeout(resolve));
    return state.phase;
  };
  return { press, asked };
}

test('a token of an account that does not own the mailbox is told, and its owner may sign in instead', async () => {
  const { press, asked } = inTwoAccounts();
  expect(await press('personal-pressed')).toMatchObject({
    kind: 'choosing',
    isMeant: false,
    listed: { account: BEN },
  });
  await press('other-account-pressed');
  expect(await press('sign-in-pressed')).toMatchObject({
    kind: 'choosing',
    isMeant: true,
    listed: { account: ALICE },
  });
  expect(asked).toEqual([{ token: null, hint: ALICE }]);
});
