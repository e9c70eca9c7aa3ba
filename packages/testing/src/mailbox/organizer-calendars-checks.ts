import { shift } from '@vmrkit/core';
import { expect } from 'vitest';
import type { ContractCheck } from '../contract-check.ts';
import type { MailboxWorld } from './mailbox-world.ts';
import { alice, bob, eventually, invitation, mallory, newestRequest } from './world-steps.ts';

/** The contract of `OrganizerCalendars`, run against any implementation in a world of its own. */
export const organizerCalendarsChecks: readonly ContractCheck<MailboxWorld>[] = [
  {
    title: '[S4.6a, S12.10c] finds a meeting by its identity, tells who is invited, and says what is gone',
    run: async (world) => {
      const { query } = await invited(world);
      const unknown = { ...query, identity: { globalObjectId: null, uid: 'never-seen' } };
      const results = await world.calendars.locate([unknown, query]);
      expect(results[0]).toEqual({ kind: 'gone' });
      expect(results[1]?.kind).toBe('found');
      if (results[1]?.kind !== 'found') return;
      expect(results[1].body.content).toContain('token');
      expect(results[1].attendees?.map((email) => email.toLowerCase())).toContain(world.email);
    },
  },
  {
    title: '[S4.6b, S4.6d] replaces the body alone and sends it to the attendees',
    run: async (world) => {
      const { meeting, query, entered } = await invited(world);
      const [found] = await world.calendars.locate([query]);
      if (found?.kind !== 'found') throw new Error('The meeting was not found.');
      const content = '<p>Instructions &amp; <b>tag</b></p>';
      const outcomes = await world.calendars.rewriteBodies([
        { ref: found.ref, body: { type: 'html', content } },
      ]);
      expect(outcomes).toEqual([{ kind: 'sent' }]);
      const view = await world.organizerView(meeting);
      expect(view?.html).toContain('Instructions &amp; <b>tag</b>');
      expect(view?.time).toEqual({ start: entered.start, end: entered.end });
      const update = await eventually(world, async () => {
        const newest = await newestRequest(world, 1);
        return newest.body.content.includes('Instructions') ? newest : null;
      });
      expect(update).toMatchObject({ start: entered.start, end: entered.end });
    },
  },
  {
    title: '[S4.6c] never overwrites what the organizer changed meanwhile',
    run: async (world) => {
      const { meeting, query } = await invited(world);
      const [found] = await world.calendars.locate([query]);
      if (found?.kind !== 'found') throw new Error('The meeting was not found.');
      await world.update(meeting, { html: '<p>The organizer was here</p>' });
      const outcomes = await world.calendars.rewriteBodies([
        { ref: found.ref, body: { type: 'html', content: '<p>late</p>' } },
      ]);
      expect(outcomes).toEqual([{ kind: 'conflict' }]);
      expect((await world.organizerView(meeting))?.html).toContain('The organizer was here');
    },
  },
  {
    title: '[S4.6a] finds no meeting in the calendar of somebody whom it does not concern',
    run: async (world) => {
      const { query } = await invited(world);
      const theirs = { ...query, organizer: mallory.email };
      const [foreign, own] = (await world.calendars.locate([theirs, query])).map(({ kind }) => kind);
      expect(foreign).not.toBe('found');
      expect(own).toBe('found');
    },
  },
  {
    title: '[S4.6h] takes no attendee’s copy for the organizer’s meeting',
    run: async (world) => {
      const { query } = await invited(world);
      const [copy, own] = await world.calendars.locate([{ ...query, organizer: bob.email }, query]);
      expect(copy).toEqual({ kind: 'gone' });
      expect(own?.kind).toBe('found');
    },
  },
  {
    title: '[S4.6c] one rewrite that conflicts spoils no other, and outcomes stand in the order asked',
    run: async (world) => {
      const { meeting, query } = await invited(world);
      const other = await world.invite(invitation(world, 3, { subject: 'Other' }));
      const request = await eventually(world, async () => {
        const newest = await newestRequest(world, 2);
        return newest.subject === 'Other' ? newest : null;
      });
      const found = await world.calendars.locate([query, { ...query, identity: request.identity }]);
      await world.update(meeting, { html: '<p>The organizer was here</p>' });
      const body = { type: 'html' as const, content: '<p>Instructions</p>' };
      const refs = found.flatMap((result) => (result.kind === 'found' ? [result.ref] : []));
      const outcomes = await world.calendars.rewriteBodies(refs.map((ref) => ({ ref, body })));
      expect(outcomes.map(({ kind }) => kind)).toEqual(['conflict', 'sent']);
      expect((await world.organizerView(other))?.html).toContain('Instructions');
    },
  },
  {
    title: 'stops on the signal, and then nothing was rewritten',
    run: async (world) => {
      const { meeting, query } = await invited(world);
      const [found] = await world.calendars.locate([query]);
      if (found?.kind !== 'found') throw new Error('The meeting was not found.');
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(world.calendars.locate([query], { signal })).rejects.toBe(signal.reason);
      const body = { type: 'html' as const, content: '<p>late</p>' };
      const outcomes = await world.calendars
        .rewriteBodies([{ ref: found.ref, body }], { signal })
        .catch(() => []);
      expect(outcomes.map(({ kind }) => kind)).not.toContain('sent');
      expect((await world.organizerView(meeting))?.html).not.toContain('late');
    },
  },
  {
    title: '[S4.7a] without rights over an organizer says so, for that organizer alone',
    run: async (world) => {
      const { query } = await invited(world);
      await world.trouble({ kind: 'not-allowed', email: alice.email });
      expect(await world.calendars.locate([query])).toEqual([{ kind: 'not-allowed' }]);
      await world.calm();
      expect((await world.calendars.locate([query]))[0]?.kind).toBe('found');
    },
  },
  {
    title: 'a rewrite whose outcome is lost is unknown',
    run: async (world) => {
      const { query } = await invited(world);
      const [found] = await world.calendars.locate([query]);
      if (found?.kind !== 'found') throw new Error('The meeting was not found.');
      await world.trouble({ kind: 'answers-lost' });
      const body = { type: 'html' as const, content: '<p>Instructions</p>' };
      expect(await world.calendars.rewriteBodies([{ ref: found.ref, body }])).toEqual([{ kind: 'unknown' }]);
      await world.calm();
    },
  },
];

async function invited(world: MailboxWorld) {
  const entered = invitation(world, 2, { html: '<p>token</p>' });
  const meeting = await world.invite({ ...entered, end: shift(entered.start, 1_800_000) });
  const request = await newestRequest(world, 1);
  const query = { organizer: alice.email, identity: request.identity, instance: null };
  return { meeting, query, entered: { start: entered.start, end: shift(entered.start, 1_800_000) } };
}
