import { type AdmittedConference, shift } from '@vmrkit/core';
import type { HeldReservation, PinSettings } from '@vmrkit/core/composition';
import { afterEach, describe, expect, it } from 'vitest';
import { RIG_INTEGRATION, RIG_TENANT, rigSecrets } from './scheduling-rig.ts';
import { Stage, start } from './stage.ts';

const MINUTE = 60_000;
const withGuests = { hostPin: true, allowGuests: true, guestPin: true, length: 8 };
const hostOnly = { hostPin: true, allowGuests: false, guestPin: false };

afterEach(Stage.closeAll);

/** What a platform is told of the room at a time when it is open. */
async function room(stage: Stage, alias: string, at = start): Promise<AdmittedConference> {
  const decision = await stage.rig.admit(alias, at);
  if (decision.kind !== 'admitted') throw new TypeError(`The join window is ${decision.kind}.`);
  return decision.conference;
}

/** A reservation's PINs, opened. */
async function pinsOf(stage: Stage, { id, pins }: HeldReservation) {
  const opened = await stage.rig.reservations.openPins({ reservationId: id }, pins);
  if (opened === null) throw new TypeError('The reservation has no PINs.');
  return { host: opened.host ?? 'none', guest: opened.guest ?? 'none' };
}

describe('generated PINs', () => {
  it('[S12.7f] exist at reservation, and the conference has the same, update after update', async () => {
    const stage = new Stage({ pins: withGuests });
    const { reservation, meeting } = await stage.accepted();
    const { host, guest } = await pinsOf(stage, reservation);
    expect(host).toMatch(/^\d{8}$/);
    expect(await room(stage, reservation.alias)).toMatchObject({
      pins: { host, guest },
      allowGuests: true,
      lobbyUntil: null,
    });
    await stage.world.update(meeting, { subject: 'Another plan' });
    await stage.settle();
    expect((await room(stage, reservation.alias)).pins).toEqual({ host, guest });
  });

  it('[S12.7f] the same draft has the same ones', async () => {
    const stage = new Stage({ pins: withGuests });
    const first = await stage.rig.reserve('draft-1');
    const again = await stage.rig.reserve('draft-1');
    const other = await stage.rig.reserve('draft-2');
    expect(await pinsOf(stage, again)).toEqual(await pinsOf(stage, first));
    expect((await pinsOf(stage, other)).host).not.toBe((await pinsOf(stage, first)).host);
  });

  it('[S12.7c] the organizer reads both in the acceptance; a decline tells none', async () => {
    const stage = new Stage({ pins: withGuests });
    const { reservation, meeting } = await stage.accepted();
    const { host, guest } = await pinsOf(stage, reservation);
    const copy = await stage.invite(stage.rig.invitation(reservation));
    await stage.settle();
    const [accepted] = await stage.world.answers(meeting);
    expect(accepted?.text).toContain(host);
    expect(accepted?.text).toContain(guest);
    const [declined] = await stage.world.answers(copy);
    expect(declined?.verdict).toBe('decline');
    expect(declined?.text).not.toContain(host);
    expect(declined?.text).not.toContain(guest);
  });

  it.each<
    [string, Partial<PinSettings>, (pins: { host: string; guest: string }) => readonly [string[], string[]]]
  >([
    [
      'with guests attendees are told theirs, never the host’s',
      withGuests,
      ({ host, guest }) => [[`Guest PIN ${guest}`], [host]],
    ],
    [
      'without guests they are told the one there is',
      hostOnly,
      ({ host }) => [[`PIN ${host}`], ['Guest PIN']],
    ],
    [
      'guests who need none are told none',
      { ...withGuests, guestPin: false },
      ({ host }) => [[], [host, 'PIN ']],
    ],
  ])('[S12.7b, S12.7f] a token tag’s instructions: %s', async (_, pins, expected) => {
    const stage = new Stage({ pins });
    const meeting = await stage.invite(stage.rig.deferredInvitation(stage.clock.now()));
    await stage.settle(60_000);
    const html = (await stage.world.organizerView(meeting))?.html ?? '';
    const [conference] = (await stage.rig.meetings()).flatMap((each) => each.conference ?? []);
    expect(html).toContain(conference?.alias);
    const { pins: told } = await room(stage, conference?.alias ?? '');
    const [there, absent] = expected({ host: told?.host ?? 'none', guest: told?.guest ?? 'none' });
    for (const text of there) expect(html).toContain(text);
    for (const text of absent) expect(html).not.toContain(text);
  });

  it('[S12.7f] what attendees were told stays true when the switches change', async () => {
    const stage = new Stage({ pins: withGuests });
    const { reservation } = await stage.accepted();
    const before = await room(stage, reservation.alias);
    await stage.rig.stop();
    const later = stage.addRig('later', { pins: { ...hostOnly, length: 4 } });
    expect(await later.admit(reservation.alias, start)).toMatchObject({
      conference: { pins: before.pins, allowGuests: true },
    });
    const fresh = await later.reservations.openPins(...(await args(later.reserve())));
    expect(fresh?.host).toMatch(/^\d{4}$/);
    expect(fresh?.allowGuests).toBe(false);
  });

  it('[S12.7g] are stored sealed for their reservation alone, and stand in no log', async () => {
    const stage = new Stage({ pins: withGuests });
    const { reservation } = await stage.accepted();
    const { host, guest } = await pinsOf(stage, reservation);
    const other = await stage.rig.reserve();
    const [stored] = await stage.rig.store.reservations.load(RIG_TENANT, [reservation.id]);
    const everything = JSON.stringify([stored, await stage.rig.meetings(), stage.rig.logger.lines]);
    expect(everything).toContain(reservation.alias);
    for (const pin of [host, guest]) expect(everything).not.toContain(pin);
    const unreadable = expect.objectContaining({ code: 'ERR_SECRET_UNREADABLE' });
    await expect(
      stage.rig.reservations.openPins({ reservationId: other.id }, reservation.pins),
    ).rejects.toThrow(unreadable);
    const sealed = reservation.pins?.host ?? '';
    const field = `reservations.${reservation.id}.pins.host`;
    const place = { tenantId: RIG_TENANT, integrationId: RIG_INTEGRATION, field };
    expect(await rigSecrets.open(sealed, place)).toBe(host);
    await expect(rigSecrets.open(sealed, { ...place, tenantId: 'other' })).rejects.toThrow(unreadable);
    await expect(rigSecrets.open(sealed, { ...place, integrationId: 'other' })).rejects.toThrow(unreadable);
  });

  it('[S12.7h] a conference restored from its tag has the PINs that its invitation tells', async () => {
    const stage = new Stage({ pins: withGuests });
    const reservation = await stage.rig.reserve();
    const empty = new Stage({ pins: withGuests });
    const tagId = reservation.tag.slice('PXPS:-'.length, -1);
    const meeting = {
      meetingKey: `${RIG_INTEGRATION}:00` as never,
      mailboxId: 'mailbox-1',
      correlationId: 'c',
    };
    const restored = await empty.rig.reservations.restore(tagId, meeting);
    if (restored === null) throw new TypeError('It was not restored.');
    expect(restored.alias).toBe(reservation.alias);
    expect(restored.id).not.toBe(reservation.id);
    expect(await pinsOf(empty, restored)).toEqual(await pinsOf(stage, reservation));
  });

  it('without switches there are none', async () => {
    const stage = new Stage();
    const { reservation } = await stage.accepted();
    expect(reservation.pins).toBeNull();
    expect(await room(stage, reservation.alias)).toMatchObject({ pins: null, allowGuests: null });
  });
});

describe('[S12.7i] the lobby', () => {
  it('is where everyone waits until the scheduled start, then nobody', async () => {
    const stage = new Stage({ policy: { lobbyUntilStart: true } });
    const { reservation } = await stage.accepted();
    const until = async (minutes: number) =>
      (await room(stage, reservation.alias, shift(start, minutes * MINUTE))).lobbyUntil;
    expect([await until(-30), await until(-1), await until(0), await until(30)]).toEqual([
      start,
      start,
      null,
      null,
    ]);
  });

  it('is a switch', async () => {
    const stage = new Stage();
    const { reservation } = await stage.accepted();
    expect((await room(stage, reservation.alias, shift(start, -MINUTE))).lobbyUntil).toBeNull();
  });
});

async function args(reserved: Promise<HeldReservation>) {
  const { id, pins } = await reserved;
  return [{ reservationId: id }, pins] as const;
}
