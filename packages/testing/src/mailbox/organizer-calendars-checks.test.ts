import { HOUR_MS, type LocateResult, type OrganizerCalendars, shift } from '@vmrkit/core';
import { describe } from 'vitest';
import { altered, kitSees } from '../faulty.fixture.ts';
import { withSoundWorld } from './faulty-mailbox.fixture.ts';
import type { MailboxWorld } from './mailbox-world.ts';
import { organizerCalendarsChecks } from './organizer-calendars-checks.ts';
import { alice, bob } from './world-steps.ts';

/** A world whose organizers' calendars do some things otherwise. */
const calendars =
  (change: (sound: OrganizerCalendars, world: MailboxWorld) => Partial<OrganizerCalendars>) =>
  (world: MailboxWorld): MailboxWorld =>
    altered(world, { calendars: altered(world.calendars, change(world.calendars, world)) });

const locating = (change: (results: readonly LocateResult[]) => readonly LocateResult[]) =>
  calendars((sound) => ({
    locate: async (queries, options) => change(await sound.locate(queries, options)),
  }));

/** Reads each meeting again before it writes, so that no state is ever an older one. */
const overwriting = calendars((sound) => {
  let asked: Parameters<OrganizerCalendars['locate']>[0] = [];
  return {
    locate: (queries, options) => {
      asked = queries;
      return sound.locate(queries, options);
    },
    rewriteBodies: async (rewrites, options) => {
      const now = await sound.locate(asked, options);
      const fresh = rewrites.map(({ ref, body }) => {
        const found = now.find((each) => each.kind === 'found' && each.ref.id === ref.id);
        return { ref: found?.kind === 'found' ? found.ref : ref, body };
      });
      return sound.rewriteBodies(fresh, options);
    },
  };
});

describe('the contract of organizers’ calendars', () => {
  kitSees(
    organizerCalendarsChecks,
    [
      {
        fault: 'answers in an order of its own',
        seenBy: 'finds a meeting by its identity',
        spoil: locating((results) => results.toReversed()),
      },
      {
        fault: 'finds meetings without their bodies',
        seenBy: 'finds a meeting by its identity',
        spoil: locating((results) =>
          results.map((each) =>
            each.kind === 'found' ? { ...each, body: { type: 'html', content: '' } } : each,
          ),
        ),
      },
      {
        fault: 'reports a rewrite as sent that never was',
        seenBy: 'replaces the body alone',
        spoil: calendars(() => ({
          rewriteBodies: async (rewrites) => rewrites.map(() => ({ kind: 'sent' })),
        })),
      },
      {
        fault: 'moves the meeting with its body',
        seenBy: 'replaces the body alone',
        spoil: (world) => {
          let invited: Parameters<MailboxWorld['update']>[0] | undefined;
          return altered(
            calendars((sound) => ({
              rewriteBodies: async (rewrites, options) => {
                const outcomes = await sound.rewriteBodies(rewrites, options);
                const start = shift(world.now(), HOUR_MS);
                if (invited) await world.update(invited, { time: { start, end: shift(start, HOUR_MS) } });
                return outcomes;
              },
            }))(world),
            {
              invite: async (invitation) => {
                invited = await world.invite(invitation);
                return invited;
              },
            },
          );
        },
      },
      {
        fault: 'overwrites what the organizer changed',
        seenBy: 'never overwrites what the organizer changed',
        spoil: overwriting,
      },
      {
        fault: 'finds the meeting of one organizer in the name of another',
        seenBy: 'finds no meeting in the calendar of somebody',
        spoil: calendars((sound) => ({
          locate: (queries, options) =>
            sound.locate(
              queries.map((query) => ({ ...query, organizer: alice.email })),
              options,
            ),
        })),
      },
      {
        fault: 'finds the copy of an attendee',
        seenBy: 'takes no attendee’s copy',
        spoil: calendars((sound) => ({
          locate: (queries, options) =>
            sound.locate(
              queries.map((query) =>
                query.organizer === bob.email ? { ...query, organizer: alice.email } : query,
              ),
              options,
            ),
        })),
      },
      {
        fault: 'gives one conflict as the outcome of a whole batch',
        seenBy: 'one rewrite that conflicts spoils no other',
        spoil: calendars((sound) => ({
          rewriteBodies: async (rewrites, options) => {
            const outcomes = await sound.rewriteBodies(rewrites, options);
            const conflict = outcomes.find(({ kind }) => kind === 'conflict');
            return conflict ? outcomes.map(() => conflict) : outcomes;
          },
        })),
      },
      {
        fault: 'rewrites although it was told to stop',
        seenBy: 'stops on the signal',
        spoil: calendars((sound) => ({ rewriteBodies: (rewrites) => sound.rewriteBodies(rewrites) })),
      },
      {
        fault: 'looks for meetings although it was told to stop',
        seenBy: 'stops on the signal',
        spoil: calendars((sound) => ({ locate: (queries) => sound.locate(queries) })),
      },
      {
        fault: 'takes missing rights for a meeting that is gone',
        seenBy: 'without rights over an organizer',
        spoil: locating((results) =>
          results.map((each) => (each.kind === 'not-allowed' ? { kind: 'gone' } : each)),
        ),
      },
      {
        fault: 'takes a lost outcome for a sent one',
        seenBy: 'a rewrite whose outcome is lost',
        spoil: calendars((sound) => ({
          rewriteBodies: async (rewrites, options) =>
            (await sound.rewriteBodies(rewrites, options)).map(() => ({ kind: 'sent' })),
        })),
      },
    ],
    withSoundWorld,
  );
});
