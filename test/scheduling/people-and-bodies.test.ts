import { MINUTE_MS } from '@vmrkit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { hoursLater, Stage, start } from './stage.ts';

const eve = { name: 'Eve', email: 'eve@outside.example' };
const settings = { parkPausesMs: [1_000, 2_000] };

afterEach(Stage.closeAll);

describe('[S4.12b] people whose addresses the mail system does not tell', () => {
  it('a cancellation of an organizer who had to be looked up closes the room', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted();
    await stage.world.hideAddresses('findable');
    await stage.world.cancel(meeting);
    await stage.settle();
    expect(await stage.doors(reservation, start)).toEqual(['closed: cancelled']);
  });

  it('what a trusted sender sent and nobody can resolve waits with one alarm, then gets the general error', async () => {
    const stage = new Stage({ settings });
    await stage.world.hideAddresses('unknown');
    const first = await stage.invite(stage.rig.invitation(await stage.rig.reserve()));
    const second = await stage.invite(stage.rig.invitation(await stage.rig.reserve()));
    await stage.settle(100);
    expect(await stage.alarms()).toEqual(['message-parked']);
    expect(stage.allAnswers()).toEqual([]);
    await stage.settle(MINUTE_MS);
    for (const meeting of [first, second]) {
      expect(await stage.answers(meeting)).toEqual(['decline general-error']);
    }
    expect(await stage.alarms()).toEqual(['message-parked']);
  });

  it('a cancellation that nobody could resolve at first closes the room as soon as somebody can', async () => {
    const stage = new Stage({ settings: { parkPausesMs: [1_000, MINUTE_MS] } });
    const { meeting, reservation } = await stage.accepted();
    await stage.world.hideAddresses('unknown');
    await stage.world.cancel(meeting);
    await stage.settle(100);
    expect(await stage.doors(reservation, start)).toEqual(['admitted']);
    await stage.world.hideAddresses('findable');
    await stage.settle(2 * MINUTE_MS);
    expect(await stage.doors(reservation, start)).toEqual(['closed: cancelled']);
  });

  it('what an untrusted one sent is left', async () => {
    const stage = new Stage({ settings });
    await stage.world.hideAddresses('unknown');
    await stage.invite(stage.rig.invitation(await stage.rig.reserve()), { organizer: eve });
    await stage.settle(MINUTE_MS);
    expect(stage.decided()).toEqual(['ignore: organizer-unresolved']);
    expect([stage.allAnswers(), await stage.alarms()]).toEqual([[], []]);
  });

  it('an address that was looked up gives nobody the trust of its domain', async () => {
    const stage = new Stage({ policy: { trustedDomains: ['outside.example'] } });
    const told = await stage.invite(stage.rig.invitation(await stage.rig.reserve()), { organizer: eve });
    await stage.settle();
    expect(await stage.answers(told)).toEqual(['accept single-new']);
    await stage.world.hideAddresses('findable');
    const found = await stage.invite(stage.rig.invitation(await stage.rig.reserve()), { organizer: eve });
    await stage.settle();
    expect(await stage.answers(found)).toEqual(['decline invalid-alias-id']);
  });
});

describe('[S4.12c] bodies that cannot be converted', () => {
  it('an update needs none, nor does a cancellation', async () => {
    const stage = new Stage();
    const { meeting, reservation } = await stage.accepted();
    await stage.world.update(meeting, { time: hoursLater(4) });
    await stage.world.spoilBody(meeting);
    await stage.settle();
    expect(await stage.answers(meeting)).toEqual(['accept single-new', 'accept single-edited']);
    expect(await stage.doors(reservation, start, hoursLater(4).start)).toEqual([
      'closed: not-yet',
      'admitted',
    ]);
    await stage.world.cancel(meeting);
    await stage.world.spoilBody(meeting);
    await stage.settle();
    expect(await stage.doors(reservation, hoursLater(4).start)).toEqual(['closed: cancelled']);
  });

  it('a first request waits for its body, and holds up no other', async () => {
    const stage = new Stage({ settings });
    const spoiled = await stage.invite(stage.rig.invitation(await stage.rig.reserve()));
    await stage.world.spoilBody(spoiled);
    const whole = await stage.invite(stage.rig.invitation(await stage.rig.reserve()));
    await stage.settle(100);
    expect(await stage.answers(whole)).toEqual(['accept single-new']);
    expect(await stage.answers(spoiled)).toEqual([]);
    await stage.settle(MINUTE_MS);
    expect(await stage.answers(spoiled)).toEqual(['decline general-error']);
  });
});
