import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { renderFunctionsScript } from '../page/functions-page.ts';
import { roomBlock } from '../pane/draft/room-block.ts';
import type { EventsConfig } from './events-config.ts';
import { type FakeForm, fakeOffice } from './fake-office.fixture.ts';

const mailbox = { name: 'VMR booking', email: 'vmr@x.example' };
const bob = { displayName: 'Bob', emailAddress: 'bob@x.example' };
const invited = { displayName: mailbox.name, emailAddress: mailbox.email };
const whole = roomBlock('<p>PXPS:-abcd2345#</p>');
const noted = { vmrkit_mailbox: JSON.stringify(mailbox) };
const config: EventsConfig = {
  newAppointment: 'offer',
  roomsWithoutTag: false,
  singleUse: true,
  exchangeTokens: true,
  entra: null,
};
let bundle = '';

beforeAll(async () => {
  const options = { bundle: true, minify: true, write: false, format: 'iife', target: 'es2017' } as const;
  const entry = new URL('functions.ts', import.meta.url).pathname;
  const { outputFiles } = await build({ ...options, entryPoints: [entry], conditions: ['@vmrkit/source'] });
  bundle = outputFiles[0]?.text ?? '';
});

/** Runs the served script in an engine that has timers and Office and nothing else, and lets the client call a function. */
async function run(name: string, form: FakeForm, over: Partial<EventsConfig> = {}, more: object = {}) {
  const office = fakeOffice(form);
  // The script's own clock: no test waits for it.
  const timers: { act: () => void; ms: number }[] = [];
  const setTimeout = (act: () => void, ms: number) => timers.push({ act, ms });
  const context = { Office: office.Office, setTimeout, clearTimeout: () => undefined, ...more };
  runInNewContext(renderFunctionsScript({ ...config, ...over }, bundle), context);
  const answers: unknown[] = [];
  const done = office.launch(name, (answer) => answers.push(answer));
  const passed = () => {
    for (const { act, ms } of timers) if (ms <= (form.patienceMs ?? 1_000)) act();
  };
  if (form.never !== undefined) {
    // Until the function has come to the call that never returns.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    passed();
  }
  await done;
  expect(answers).toHaveLength(1);
  return { answer: JSON.parse(JSON.stringify(answers[0] ?? null)), notices: office.notices };
}

test('the script is small, asks for nothing later, and waits for no page', () => {
  expect(bundle.length).toBeLessThan(30 * 1_024);
  expect(bundle).not.toMatch(/\bimport\s*\(|onReady|\bdocument\b|\bwindow\b|DOMParser|localStorage/);
});

describe('before sending', () => {
  const missing = { html: whole, required: [bob], properties: noted };

  test('a whole room may go, and a meeting without one', async () => {
    const well = { html: whole, required: [bob], optional: [invited], properties: noted };
    expect((await run('vmrkitCheckRoom', well)).answer).toEqual({ allowEvent: true });
    expect((await run('vmrkitCheckRoom', { html: '<p>Lunch</p>' })).answer).toEqual({ allowEvent: true });
  });

  test('where the client has a button, it opens the pane to mend it', async () => {
    expect((await run('vmrkitCheckRoom', missing)).answer).toEqual({
      allowEvent: false,
      errorMessage: 'The mailbox that books the room is not invited: no room would be booked.',
      commandId: 'vmrkit.button',
      contextData: JSON.stringify({ add: false, mailbox }),
      cancelLabel: 'Mend it',
    });
  });

  test('without a button the text says what to do, in the language of the client', async () => {
    const form = { ...missing, set: '1.12', language: 'de-CH' };
    const { answer } = await run('vmrkitCheckRoom', form);
    expect(answer).toEqual({
      allowEvent: false,
      errorMessage: expect.stringContaining('Bitte laden Sie VMR booking <vmr@x.example> selbst ein'),
    });
  });

  test('what is past cannot be mended by a button', async () => {
    const over = { html: whole, required: [invited], properties: noted, end: 1 };
    const { answer } = await run('vmrkitCheckRoom', over);
    expect(answer).toEqual({ allowEvent: false, errorMessage: expect.stringContaining('in the past') });
  });

  test('a series is judged by its last day', async () => {
    const series = { html: whole, required: [invited], properties: noted, end: 1 };
    expect((await run('vmrkitCheckRoom', { ...series, lastDay: '2999-01-01' })).answer).toEqual({
      allowEvent: true,
    });
    expect((await run('vmrkitCheckRoom', { ...series, lastDay: '2001-01-01' })).answer.allowEvent).toBe(
      false,
    );
  });

  test('what another appointment noted counts where the client lost this one’s note', async () => {
    const roaming = { vmrkit_mailboxes: JSON.stringify([mailbox]) };
    const lost = { html: whole, required: [bob], roaming, fails: ['loadCustomPropertiesAsync'] };
    expect((await run('vmrkitCheckRoom', lost)).answer).toMatchObject({ allowEvent: false });
  });

  test.each(['body.getAsync', 'requiredAttendees.getAsync', 'loadCustomPropertiesAsync'])(
    '%s never returns: after a second it may be sent',
    async (never) => {
      expect((await run('vmrkitCheckRoom', { ...missing, never })).answer).toEqual({ allowEvent: true });
    },
  );

  test.each(['body.getAsync', 'requiredAttendees.getAsync'])('%s fails: it may be sent', async (call) => {
    expect((await run('vmrkitCheckRoom', { ...missing, fails: [call] })).answer).toEqual({
      allowEvent: true,
    });
  });

  test('notes that somebody else wrote are taken for none', async () => {
    const roaming = { vmrkit_mailboxes: '[{"name":5},{"email":"x"},null' };
    const strange = { html: whole, required: [bob], roaming, properties: { vmrkit_mailbox: '{"name":"x"}' } };
    expect((await run('vmrkitCheckRoom', strange)).answer).toEqual({ allowEvent: true });
  });
});

describe('in a new appointment', () => {
  const offered = [
    {
      type: 'insightMessage',
      message: expect.stringContaining('Add a meeting room'),
      icon: 'icon.16',
      actions: [
        {
          actionType: 'showTaskPane',
          actionText: 'Add a room',
          commandId: 'vmrkit.button',
          contextData: '{"add":true,"mailbox":null}',
        },
      ],
    },
  ];
  const adds = (result: unknown) => ({ vmrkitAddByItself: async () => result });

  test.each<readonly [string, Partial<EventsConfig>, object, unknown]>([
    ['off', { newAppointment: 'off' }, {}, []],
    ['offer', {}, {}, offered],
    ['add, where there is no page', { newAppointment: 'add' }, {}, offered],
    ['add, where nothing proves who it is', { newAppointment: 'add' }, adds({ kind: 'no-proof' }), offered],
    [
      'add',
      { newAppointment: 'add' },
      adds({ kind: 'added', uninvited: null }),
      [expect.objectContaining({ message: expect.stringContaining('A meeting room was added') })],
    ],
    [
      'add, and the mailbox cannot be invited',
      { newAppointment: 'add' },
      adds({ kind: 'added', uninvited: mailbox }),
      [expect.objectContaining({ message: expect.stringContaining('vmr@x.example') })],
    ],
    [
      'add, and there is one already',
      { newAppointment: 'add' },
      adds({ kind: 'already', uninvited: null }),
      [],
    ],
  ])('%s', async (_, over, more, expected) => {
    const { notices } = await run('vmrkitNewAppointment', {}, over, more);
    expect(JSON.parse(JSON.stringify(notices))).toEqual(expected);
  });
});

test.each(['vmrkitNewAppointment', 'vmrkitToggleRoom'])(
  '%s ends where the client never tells that its line was shown',
  async (name) => {
    const never = { never: 'notificationMessages.replaceAsync', patienceMs: 8_000 };
    expect((await run(name, never)).notices).toHaveLength(1);
  },
);

describe('on a phone', () => {
  test.each<readonly [unknown, boolean, string]>([
    [{ kind: 'added', uninvited: null }, true, 'was added'],
    [{ kind: 'deferred', uninvited: null }, true, 'will follow'],
    [{ kind: 'already', uninvited: null }, true, 'already'],
    [{ kind: 'added', uninvited: mailbox }, true, 'vmr@x.example'],
    [{ kind: 'ask' }, false, 'could be added'],
    [{ kind: 'no-proof' }, false, 'could be added'],
    [null, false, 'could be added'],
  ])('%j', async (result, allowEvent, says) => {
    const add = async () => {
      if (result === null) throw new Error('away');
      return result;
    };
    const { answer, notices } = await run('vmrkitToggleRoom', {}, {}, { vmrkitAddByItself: add });
    expect(answer).toEqual({ allowEvent });
    expect(notices).toEqual([expect.objectContaining({ message: expect.stringContaining(says) })]);
  });
});
