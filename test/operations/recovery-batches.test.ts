import { HOUR_MS, MINUTE_MS, shift } from '@vmrkit/core';
import { sealSchedulingTag } from '@vmrkit/core/composition';
import { createEwsLikeWorld, createSeededRandom, FakeClock, replyTo } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import { at } from '../scheduling/scheduling-rig.ts';
import { ada, createRig, recover } from './operations-rig.ts';

const MEETINGS = 1_000;
const PAGE = 100;
/** One in so many has a tag that nobody can open. */
const DAMAGED = 50;

describe('recovery of many meetings', () => {
  it('asks the mail system once for a hundred meetings, whatever they need', async () => {
    const clock = new FakeClock();
    const world = createEwsLikeWorld({ clock });
    const rig = createRig(world, clock);
    const { integrationId } = rig.policy;
    const sealing = {
      keys: { current: new Uint8Array(32).fill(7), retired: [] },
      random: createSeededRandom(5),
    };
    for (let each = 0; each < MEETINGS; each += 1) {
      const content = { integrationId, prefix: 'meet.', length: 6, number: each * 97 };
      const tag = each % DAMAGED === 0 ? 'PXPS:-broken234#' : sealSchedulingTag(content, sealing);
      const start = shift(at('2026-01-06T10:00:00Z'), each * MINUTE_MS);
      const html = `<p>Join x</p><p>${tag}</p>`;
      const subject = `Plan ${each % 200}`;
      await world.invite({ organizer: ada, subject, html, start, end: shift(start, HOUR_MS) });
    }
    const requests = world
      .delivered()
      .flatMap(({ message }) => (message.kind === 'request' ? [message] : []));
    for (let start = 0; start < MEETINGS; start += PAGE) {
      const page = requests.slice(start, start + PAGE);
      await world.mailbox.respond(page.map((request) => replyTo(request, 'accept')));
    }
    const { report } = await recover(rig);
    const renewed = MEETINGS / DAMAGED;
    expect(report).toMatchObject({ restored: MEETINGS - renewed, renewed, told: renewed, failed: {} });
    expect(report.remoteCalls).toEqual({
      readMark: 2,
      changes: 2,
      acceptedMeetings: (2 * MEETINGS) / PAGE,
      locate: 1,
      rewriteBodies: 1,
    });
    const names = (await rig.meetings()).map(({ conference }) => conference?.name);
    expect(new Set(names).size).toBe(MEETINGS);
  }, 60_000);
});
