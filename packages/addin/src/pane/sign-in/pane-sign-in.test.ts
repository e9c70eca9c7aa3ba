import { expect, test } from 'vitest';
import { FakePauses } from '../draft/fake-draft.fixture.ts';
import { RefusedError } from '../server/call-server.ts';
import type { SignInAnswer } from '../server/sign-ins.ts';
import type { PaneEvent } from '../state/pane-state.ts';
import { PaneSignIn } from './pane-sign-in.ts';
import type { WindowListener } from './sign-in-window.ts';

const begun = { id: 's-1', secret: 'secret', digits: '47', url: '/s' };
const signedIn: SignInAnswer = { kind: 'signed-in', bearer: 'bearer' };
const waiting: SignInAnswer = { kind: 'waiting' };
const message = (fields: object) => JSON.stringify({ vmrkit: 'sign-in', sign_in: 's-1', ...fields });

/** A sign-in that has begun; `answer` is what the server says to a code. Polls wait until `tick`. */
async function start(answer: (code: string | null) => SignInAnswer) {
  const told: string[] = [];
  const asked: (string | null)[] = [];
  const ticks: (() => void)[] = [];
  let listener: WindowListener | null = null;
  const window = {
    open: (_: string, heard: WindowListener) => (listener = heard),
    close: () => told.push('closed'),
  };
  const pauses = new FakePauses();
  pauses.sleep = () => new Promise((resolve) => ticks.push(resolve));
  const signIn = new PaneSignIn({
    window,
    begin: async () => begun,
    take: async (_, code) => {
      asked.push(code);
      return answer(code);
    },
    pauses,
    mailbox: 'alice@x.example',
    resolve: (url) => `https://x.example${url}`,
  });
  const tell = (event: PaneEvent) => told.push(event.kind);
  await signIn.begin(null, tell);
  signIn.open(tell);
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  return {
    signIn,
    told,
    asked,
    say: async (text: string) => {
      listener?.said(text);
      await settle();
    },
    tick: async () => {
      ticks.shift()?.();
      await settle();
    },
  };
}

test('takes the result by the code that the window tells, once', async () => {
  const { signIn, told, asked, say, tick } = await start((code) => (code === 'c' ? signedIn : waiting));
  await say(message({ code: 'c' }));
  await say(message({ code: 'c' }));
  await tick();
  expect([signIn.bearer, told, asked]).toEqual(['bearer', ['sign-in-begun', 'closed', 'signed-in'], ['c']]);
});

test('takes the result by polling', async () => {
  let polls = 0;
  const { signIn, told, tick } = await start(() => {
    polls += 1;
    return polls < 2 ? { kind: 'confirming' } : signedIn;
  });
  await tick();
  await tick();
  expect([signIn.bearer, told]).toEqual([
    'bearer',
    ['sign-in-begun', 'sign-in-confirming', 'closed', 'signed-in'],
  ]);
  signIn.forget();
  expect(signIn.bearer).toBeNull();
});

test.each([
  ['no JSON', '{'],
  ['of another page', JSON.stringify({ code: 'c' })],
  ['of another sign-in', message({ code: 'c', sign_in: 's-2' })],
  ['null', 'null'],
])('a message that is %s is not heard', async (_, text) => {
  const { told, asked, say } = await start(() => signedIn);
  await say(text);
  expect([told, asked]).toEqual([['sign-in-begun'], []]);
});

test('ends with what the window tells of a failure', async () => {
  const { told, say, tick, asked } = await start(() => signedIn);
  await say(message({ failure: 'ERR_SIGN_IN_REFUSED' }));
  await tick();
  expect([told, asked]).toEqual([['sign-in-begun', 'closed', 'failed'], []]);
});

test('a refusal ends it, and silence does not', async () => {
  const failures = [
    { kind: 'unavailable' },
    { kind: 'refused', code: 'ERR_SIGN_IN_EXPIRED', reference: '' },
  ] as const;
  let polls = 0;
  const { told, tick } = await start(() => {
    polls += 1;
    throw new RefusedError(failures[polls - 1] ?? failures[0]);
  });
  await tick();
  expect(told).toEqual(['sign-in-begun']);
  await tick();
  expect(told).toEqual(['sign-in-begun', 'closed', 'failed']);
});

test('given up, asks no more', async () => {
  const { signIn, told, asked, tick } = await start(() => signedIn);
  signIn.stop();
  await tick();
  expect([signIn.bearer, told, asked]).toEqual([null, ['sign-in-begun', 'closed'], []]);
});
