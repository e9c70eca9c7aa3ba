import { afterEach, describe, expect, test, vi } from 'vitest';
import { OfficeCaller } from './call-office.ts';
import { addRoom, RecentText, type RoomText, removeRoom } from './change-draft.ts';
import { FakePauses } from './fake-draft.fixture.ts';
import { OfficeDraft } from './office-draft.ts';
import { type OddAnswer, type OfficeFormOptions, officeForm } from './office-form.fixture.ts';

const mailbox = { name: 'VMR booking', email: 'vmr@x.example' };
const room: RoomText = {
  html: '<p>Join</p><p>PXPS:-abcd2345#</p>',
  location: 'sip:1@x',
  mailbox,
  replaces: false,
};
const count = (html: string) => html.split('PXPS:-abcd2345#').length - 1;

afterEach(() => vi.unstubAllGlobals());

function open(options: OfficeFormOptions = {}, key = 'k-1') {
  const office = officeForm(options);
  vi.stubGlobal('Office', office.Office);
  const newPane = (own: string) => {
    const pauses = new FakePauses();
    const draft = new OfficeDraft(new OfficeCaller(() => undefined), own);
    return { draft, deps: { draft, pauses, recent: new RecentText() } };
  };
  return { ...office, ...newPane(key), newPane };
}

const calls = [
  'body.getTypeAsync',
  'body.getAsync',
  'body.prependAsync',
  'requiredAttendees.getAsync',
  'requiredAttendees.addAsync',
  'location.getAsync',
  'location.setAsync',
  'enhancedLocation.addAsync',
  'sessionData.getAsync',
  'sessionData.setAsync',
  'start.getAsync',
  'organizer.getAsync',
  'loadCustomPropertiesAsync',
  'customProperties.saveAsync',
];
const odd: readonly OddAnswer[] = ['nothing', 'null', 'undefined', 'refused', 'unkept'];
const each = [5, 16].flatMap((set) =>
  calls.flatMap((call) => odd.map((answer) => [call, answer, set] as const)),
);

describe('a client whose answer is odd', () => {
  test.each(each)('%s: %s under 1.%i leaves one whole block or nothing', async (call, answer, set) => {
    const { form, draft, deps } = open({ set, odd: { [call]: answer } });
    const outcome = async () => {
      await draft.key(false);
      await draft.sentStart();
      expect(await draft.owner()).toBe(call === 'organizer.getAsync' ? '' : 'olga@x.example');
      return addRoom(room, deps);
    };
    const first = await outcome().catch((error: Error) => error);
    await outcome().catch(() => null);
    if (first instanceof Error) {
      // Where the text cannot be read or written nothing else was touched.
      expect([call, first.name]).toEqual([expect.stringMatching(/^body\./), 'DraftError']);
      expect([count(form.shown.html), form.shown.people, form.shown.places]).toEqual([0, [], []]);
      return;
    }
    const isLost = call === 'body.prependAsync';
    expect([first.isShown, count(form.shown.html)]).toEqual(isLost ? [false, 0] : [true, 1]);
    const isUninvited = call.startsWith('requiredAttendees');
    expect([first.mailboxIsInvited, first.missingLocation !== '']).toEqual([
      !isUninvited,
      call === 'location.getAsync' ||
        call === (set === 5 ? 'location.setAsync' : 'enhancedLocation.addAsync'),
    ]);
  });
});

describe('another item in the form', () => {
  test.each([5, 16])('is told from the one that the room was asked for, under 1.%i', async (set) => {
    const { draft, deps, showOther } = open({ set });
    await draft.key(false);
    const other = showOther();
    await expect(addRoom(room, deps)).rejects.toMatchObject({ reason: 'gone' });
    expect([other.html, other.people]).toEqual(['<p>Agenda</p>', []]);
  });

  test('is told from the one that the pane was opened for', async () => {
    const { draft, deps, showOther, form } = open();
    await draft.mark();
    const other = showOther();
    other.html = '<div id="vmrkit-room">PXPS:-zzzz2345#</div>';
    await expect(removeRoom({ mailbox, location: '' }, deps)).rejects.toMatchObject({ reason: 'gone' });
    expect(form.calls).not.toContain('body.setAsync');
  });

  test('is not thought of where the client does not keep what was asked of it', async () => {
    for (const name of ['sessionData.setAsync', 'customProperties.saveAsync']) {
      const { draft, deps } = open({ set: name.startsWith('session') ? 16 : 5, odd: { [name]: 'unkept' } });
      await draft.key(false);
      expect(await addRoom(room, deps)).toMatchObject({ isShown: true });
    }
  });
});

describe('two panes on one draft', () => {
  test('take one key, whichever was faster', async () => {
    const { draft, newPane } = open();
    const other = newPane('k-2');
    const keys = await Promise.all([draft.key(false), other.draft.key(false)]);
    expect(new Set(keys).size).toBe(1);
  });

  test('that insert the same room at once leave one block', async () => {
    const { deps, newPane, form } = open();
    const other = newPane('k-2');
    await Promise.all([addRoom(room, deps), addRoom(room, other.deps)]);
    expect(count(form.shown.html)).toBe(1);
    expect(form.shown.html).toContain('<p>Agenda</p>');
  });
});

test('a form of plain text is not rewritten: the person takes the instructions out', async () => {
  vi.stubGlobal(
    'DOMParser',
    class {
      parseFromString = (html: string) => ({
        documentElement: { textContent: html.replaceAll('&nbsp;', '\u00a0') },
      });
    },
  );
  const { form, deps } = open({ isPlainText: true });
  await addRoom(room, deps);
  expect(form.shown.html).toMatch(/^Join\s+PXPS:-abcd2345#\n\n<p>Agenda/);
  await addRoom(room, deps);
  expect(count(form.shown.html)).toBe(1);
  const left = await removeRoom({ mailbox, location: room.location }, deps);
  expect(left).toEqual({ textStays: true, mailboxStays: false, locationStays: false });
  expect(form.calls).not.toContain('body.setAsync');
});

test('nobody without an address is lost, and no profile is needed, when the mailbox is taken out', async () => {
  const { form, draft } = open();
  form.shown.people = [
    { displayName: 'VMR booking', emailAddress: mailbox.email.toUpperCase() },
    { displayName: 'Bob', emailAddress: 'bob@x.example' },
  ];
  await draft.removeAttendee(mailbox.email);
  expect(form.shown.people.map(({ displayName }) => displayName)).toEqual(['Bob']);
  form.shown.people.push({ displayName: 'A room list', emailAddress: '' });
  await expect(draft.removeAttendee('bob@x.example')).rejects.toMatchObject({ reason: 'unable' });
});
