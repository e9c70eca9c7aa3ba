import { describe, expect, test } from 'vitest';
import { addRoom, RecentText, type RoomText, removeRoom } from './change-draft.ts';
import { type DraftFaults, FakeDraft, FakePauses } from './fake-draft.fixture.ts';
import { roomBlock } from './room-block.ts';

const mailbox = { name: 'VMR booking', email: 'vmr@x.example' };
const html = '<p>Join</p><p>PXPS:-abcd2345#</p>';
const old = roomBlock('<p>Join</p><p>PXPS:-zzzz2345#</p>');
const room: RoomText = { html, location: '', mailbox, replaces: false };

function open(faults: DraftFaults = {}, body?: string) {
  const pauses = new FakePauses();
  const draft = new FakeDraft(pauses, { faults, ...(body === undefined ? {} : { body }) });
  return { draft, pauses, deps: { draft, pauses, recent: new RecentText() } };
}

const count = (text: string) => text.split('PXPS:-abcd2345#').length - 1;

describe('adding a room', () => {
  test('puts the text on top, invites the mailbox by name and address, and looks whether both are there', async () => {
    const { draft, deps } = open();
    const added = { isShown: true, oldTextStays: false, mailboxIsInvited: true, missingLocation: '' };
    expect(await addRoom(room, deps)).toEqual(added);
    expect(draft.body).toBe(`${roomBlock(html)}<p>Agenda</p>`);
    expect(draft.people).toEqual([mailbox]);
    expect(await addRoom(room, deps)).toEqual(added);
    expect([count(draft.body), draft.people.length]).toEqual([1, 1]);
  });

  test('text that was typed after the look at the body survives, since nothing is written whole', async () => {
    const { draft, deps } = open({ bodyLagMs: 3_000 });
    draft.type('<p>typed just now</p>');
    expect(await addRoom(room, deps)).toMatchObject({ isShown: true });
    expect(draft.body).toContain('typed just now');
    expect(draft.calls).not.toContain('replaceBody');
  });

  test.each<[string, DraftFaults, boolean]>([
    ['is three seconds behind', { bodyLagMs: 3_000 }, true],
    ['changes after the call has returned', { bodyLateMs: 5_000 }, true],
    ['is a minute behind', { bodyLagMs: 60_000 }, false],
  ])('never inserts a second block where the body %s', async (_, faults, isShown) => {
    const { draft, deps } = open(faults);
    expect(await addRoom(room, deps)).toMatchObject({ isShown, mailboxIsInvited: true });
    await addRoom(room, deps);
    await addRoom(room, deps);
    expect(count(draft.body)).toBe(1);
  });

  test('inserts again once it is certain that the first text was lost', async () => {
    const { draft, deps, pauses } = open();
    await addRoom(room, deps);
    draft.body = '';
    await draft.replaceBody('<p>Agenda</p>');
    await addRoom(room, deps);
    expect(count(draft.body)).toBe(0);
    await pauses.sleep(90_000);
    await addRoom(room, deps);
    expect(count(draft.body)).toBe(1);
  });

  test.each(['silent', 'refused', 'late'] as const)(
    'keeps the text and tells where Outlook does not take the mailbox: %s',
    async (attendees) => {
      const { draft, deps } = open({ attendees });
      expect(await addRoom(room, deps)).toMatchObject({ isShown: true, mailboxIsInvited: false });
      expect(count(draft.body)).toBe(1);
      expect(draft.calls.filter((call) => call === 'addAttendee')).toHaveLength(2);
    },
  );

  test.each(['refused', 'late'] as const)('does nothing else where the text is %s', async (prepend) => {
    const { draft, deps } = open({ prepend });
    await expect(addRoom(room, deps)).rejects.toMatchObject({ reason: prepend });
    expect(draft.people).toEqual([]);
  });

  test('goes on where the call never returned but did its work', async () => {
    const { draft, deps } = open({ prepend: 'late-but-done' });
    expect(await addRoom(room, deps)).toMatchObject({ isShown: true, mailboxIsInvited: true });
    expect(count(draft.body)).toBe(1);
  });

  test('writes nothing into an item that came in place of the first', async () => {
    for (let goneAfter = 1; goneAfter < 4; goneAfter += 1) {
      const { draft, deps } = open({ goneAfter });
      await expect(addRoom(room, deps)).rejects.toMatchObject({ reason: 'gone' });
      expect(draft.people).toEqual([]);
    }
  });

  test('writes nothing into another item, whenever it comes', async () => {
    const whole = { ...room, location: 'sip:1@x', replaces: true };
    for (let otherAfter = 1; otherAfter < 24; otherAfter += 1) {
      const { draft, deps } = open({ otherAfter }, `${old}<p>Agenda</p>`);
      await addRoom(whole, deps).catch(() => null);
      await removeRoom({ mailbox, location: whole.location }, deps).catch(() => null);
      expect([otherAfter, draft.astray]).toEqual([otherAfter, []]);
    }
  });

  test('begins with a line of its own where the body begins with a table', async () => {
    const { draft, deps } = open({}, '<table><tr><td>x</td></tr></table>');
    await addRoom(room, deps);
    expect(draft.body).toMatch(/^<p>&nbsp;<\/p><div id="vmrkit-room">/);
  });

  test.each([
    ['silent', 'sip:1@x'],
    ['refused', 'sip:1@x'],
    [undefined, ''],
  ] as const)('location where Outlook is %s: still missing is %s', async (location, missingLocation) => {
    const { draft, deps } = open(location ? { location } : {});
    draft.place = 'Room 4';
    expect(await addRoom({ ...room, location: 'sip:1@x' }, deps)).toMatchObject({ missingLocation });
    expect(draft.place).toBe(location ? 'Room 4' : 'Room 4; sip:1@x');
  });
});

describe('replacing instructions', () => {
  const replacing = { ...room, replaces: true };

  test('takes the old ones out and leaves the rest', async () => {
    const { draft, deps } = open({}, `<p>Hi</p>${old}<p>Agenda</p>`);
    expect(await addRoom(replacing, deps)).toMatchObject({ isShown: true, oldTextStays: false });
    expect(draft.body).toBe(`<p>Hi</p>${roomBlock(html)}<p>Agenda</p>`);
  });

  test('changes nothing while somebody is typing', async () => {
    const { draft, deps, pauses } = open({}, old);
    const sleep = pauses.sleep.bind(pauses);
    pauses.sleep = async (ms) => {
      draft.type('<p>more</p>');
      await sleep(ms);
    };
    await expect(addRoom(replacing, deps)).rejects.toMatchObject({ reason: 'unsteady' });
    expect(draft.calls).not.toContain('replaceBody');
    expect(draft.people).toEqual([]);
  });

  test('leaves the old ones where rewriting would break pictures', async () => {
    const { draft, deps } = open({}, `${old}<img src="cid:photo">`);
    expect(await addRoom(replacing, deps)).toMatchObject({ isShown: true, oldTextStays: true });
    expect(draft.calls).not.toContain('replaceBody');
    expect(count(draft.body)).toBe(1);
  });
});

describe('taking a room out', () => {
  test('leaves what the user wrote', async () => {
    const { draft, deps } = open();
    draft.place = 'Room 4';
    draft.people = [{ name: 'Bob', email: 'bob@x.example' }];
    await addRoom({ ...room, location: 'sip:1@x' }, deps);
    const left = { textStays: false, mailboxStays: false, locationStays: false };
    expect(await removeRoom({ mailbox, location: 'sip:1@x' }, deps)).toEqual(left);
    expect([draft.body, draft.place, draft.people.length]).toEqual(['<p>Agenda</p>', 'Room 4', 1]);
    await addRoom(room, deps);
    expect(count(draft.body)).toBe(1);
  });

  test('tells what it had to leave', async () => {
    const { deps } = open({}, `${old}<img src="cid:photo">`);
    expect(await removeRoom({ mailbox, location: '' }, deps)).toEqual({
      textStays: true,
      mailboxStays: false,
      locationStays: false,
    });
  });
});
