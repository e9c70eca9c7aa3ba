import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  equipment,
  inviteRoom,
  organizer,
  startTestBed,
  type TestBed,
} from '../../test-support/soap-client.ts';
import { graphRealitySwitches } from '../graph-switches.ts';
import { realitySwitches, realitySwitchesSchema } from '../switches.ts';

const allSwitches = [...realitySwitches, ...graphRealitySwitches];

let bed: TestBed;

beforeEach(async () => {
  bed = await startTestBed();
});

afterEach(async () => {
  await bed.sandbox.close();
});

const subjects = async () => (await bed.client.folder(equipment, 'inbox')).map((each) => each.subject);

describe('the admin API', () => {
  it('lists every switch with its answers, and takes each of them', async () => {
    expect(allSwitches.map((each) => each.name).sort()).toEqual(
      Object.keys(realitySwitchesSchema.shape).sort(),
    );
    const standard: Record<string, unknown> = realitySwitchesSchema.parse({});
    for (const { name, answers, standard: usual } of allSwitches) {
      expect(standard[name]).toBe(usual);
      expect(answers).toContain(usual);
      for (const answer of answers) {
        const { switches } = await bed.client.configure({ switches: { [name]: answer } });
        expect(switches[name]).toBe(answer);
      }
    }
  });

  it('says what is wrong with a call', async () => {
    await expect(bed.client.createMailbox({ email: organizer })).rejects.toMatchObject({ status: 409 });
    await expect(bed.client.folder('nobody@corp.example', 'inbox')).rejects.toMatchObject({ status: 404 });
    await expect(bed.client.configure({ heartbeatMs: -1 })).rejects.toMatchObject({ status: 400 });
    await expect(bed.client.meeting({ organizer, cleanId: 'AB' })).rejects.toMatchObject({ status: 404 });
  });

  it('holds deliveries and releases them in any order', async () => {
    await bed.client.hold(equipment);
    for (const subject of ['a', 'b', 'c']) await inviteRoom(bed.client, subject);
    expect(await subjects()).toEqual([]);
    await bed.client.release({ order: [2, 0] });
    expect(await subjects()).toEqual(['c', 'a']);
    await bed.client.release({ mailbox: equipment });
    expect(await subjects()).toEqual(['c', 'a', 'b']);
  });

  it('delivers the same message once more, forwards it, and copies it for a delegate', async () => {
    const { meeting } = await inviteRoom(bed.client);
    await bed.client.redeliver(equipment, meeting.cleanId);
    const [first, second] = await bed.client.folder(equipment, 'inbox');
    expect(second?.messageId).toBe(first?.messageId);
    expect(second?.id).not.toBe(first?.id);
    const name = { organizer, cleanId: meeting.cleanId };
    await bed.client.sendCopy(name, { to: equipment, by: 'eve@elsewhere.example' });
    await bed.client.sendCopy(name, { to: equipment });
    const [, , forwarded, copy] = await bed.client.folder(equipment, 'inbox');
    expect(forwarded).toMatchObject({
      subject: 'FW: Plan',
      from: { email: organizer },
      sender: { email: 'eve@elsewhere.example' },
    });
    expect(forwarded?.headers['X-MS-Exchange-Organization-AuthAs']).toBe('Anonymous');
    expect(copy).toMatchObject({ requestType: 'PrincipalWantsCopy' });
  });

  it('forges a cancellation of a known meeting from outside', async () => {
    const { meeting } = await inviteRoom(bed.client);
    const cleanId = await bed.client.forge({
      kind: 'cancellation',
      to: [equipment],
      from: { email: 'eve@elsewhere.example', name: 'Eve' },
      copyOf: { organizer, cleanId: meeting.cleanId },
    });
    expect(cleanId).toBe(meeting.cleanId);
    const forged = (await bed.client.folder(equipment, 'inbox')).at(-1);
    expect(forged).toMatchObject({
      kind: 'meeting-cancellation',
      from: { email: 'eve@elsewhere.example' },
      meeting: { sequence: 1, cleanId },
      headers: { 'X-MS-Exchange-Organization-AuthAs': 'Anonymous' },
    });
  });

  it('makes many meetings in one call, accepted if told so, and as many forgeries', async () => {
    const start = '2098-01-05T10:00:00Z';
    const schedule = { start, end: '2098-01-05T11:00:00Z' };
    const meetings = ['a', 'b'].map((subject) => ({ organizer, subject, schedule, attendees: [equipment] }));
    const accepted = await bed.client.inviteMany({ meetings, acceptedBy: equipment });
    expect(accepted).toHaveLength(2);
    const entries = await bed.client.calendarView(equipment, { from: start, until: schedule.end });
    expect(entries.map(({ cleanId, myResponse }) => [cleanId, myResponse])).toEqual(
      accepted.map((cleanId) => [cleanId, 'Accept']),
    );
    expect((await bed.client.ledger()).filter(({ to }) => to === organizer)).toEqual([]);
    const from = { email: 'eve@elsewhere.example', name: 'Eve' };
    const forged = await bed.client.forgeMany(
      ['c', 'd'].map((subject) => ({ kind: 'request' as const, to: [equipment], from, subject })),
    );
    expect(forged).toHaveLength(2);
    expect(await subjects()).toEqual(['c', 'd']);
    const uninvited = [{ organizer, subject: 'e', schedule, attendees: [] }];
    await expect(bed.client.inviteMany({ meetings: uninvited, acceptedBy: equipment })).rejects.toMatchObject(
      { status: 409 },
    );
  });

  it('counts EWS calls by operation', async () => {
    await bed.call('<m:GetFolder/>');
    await bed.call('<m:GetFolder/>');
    expect((await bed.client.status()).calls).toEqual({ GetFolder: 2 });
  });

  it('moves and freezes the clock, which stamps what is sent', async () => {
    await bed.client.clock({ at: '2098-01-01T00:00:00Z', frozen: true });
    await bed.client.clock({ advanceMs: 60_000 });
    await inviteRoom(bed.client);
    const [item] = await bed.client.folder(equipment, 'inbox');
    expect(item?.receivedAt).toBe('2098-01-01T00:01:00.000Z');
    expect(await bed.client.status()).toMatchObject({ frozen: true, now: '2098-01-01T00:01:00.000Z' });
  });

  it('delivers late if told so', async () => {
    await bed.client.configure({ deliveryLatencyMs: 40 });
    await inviteRoom(bed.client);
    expect(await subjects()).toEqual([]);
    await expect.poll(subjects).toEqual(['Plan']);
  });

  it('records what was delivered and answered, in order', async () => {
    const { meeting } = await inviteRoom(bed.client);
    await bed.client.answer(equipment, { cleanId: meeting.cleanId, response: 'Accept' });
    const ledger = await bed.client.ledger();
    expect(ledger.map((each) => [each.n, each.kind])).toEqual([
      [1, 'request'],
      [2, 'answer'],
      [3, 'response'],
    ]);
    expect(ledger[1]?.answerOf).toBe(ledger[0]?.messageId);
    expect(await bed.client.ledger(2)).toHaveLength(1);
  });
});
