import { equipment, people, serviceAccount, until } from '@vmrkit/example-demo';
import { describe, expect, it } from 'vitest';
import { KitWorld } from '../support/kit-world.ts';
import { findingsIn } from './doctor-findings.ts';

const room = equipment.sales.email;

it('[S8.7b] a rule moves requests away: requests-elsewhere', async () => {
  const world = await KitWorld.create();
  try {
    const { client } = world;
    await client.clock({ advanceMs: -30 * 60_000 });
    await client.invite({
      organizer: people.organizer.email,
      subject: 'Moved away',
      attendees: [room],
      body: 'No room of ours.',
      schedule: {
        start: new Date(Date.now() + 86_400_000).toISOString(),
        end: new Date(Date.now() + 90_000_000).toISOString(),
      },
    });
    const arrived = async () => (await client.folder(room, 'inbox'))[0]?.id ?? null;
    await client.removeItem(room, await until(arrived, { what: 'the request' }));
    await client.clock({ advanceMs: 30 * 60_000 });
    const { output } = await world.withManager(async (kit) => {
      await world.settled(kit);
      return world.command('doctor', '--json');
    });
    const found = findingsIn(output).find(({ id }) => id === 'requests-elsewhere');
    expect(found).toMatchObject({
      kind: 'problem',
      evidence: expect.stringContaining('1 wait for an answer'),
    });
  } finally {
    await world.close();
  }
});

describe('vmrkit doctor --test-meeting', () => {
  const subjects = async ({ client }: KitWorld) =>
    (await client.folder(people.organizer.email, 'calendar')).map(({ subject }) => subject);

  it('[S8.7d] books a real meeting, tells that it was accepted, and leaves nothing behind', async () => {
    const world = await KitWorld.create();
    try {
      const { output } = await world.withManager(() =>
        world.command('doctor', '--test-meeting', people.organizer.email, '--json'),
      );
      const found = findingsIn(output).find(({ id }) => id === 'test-meeting');
      expect(found).toMatchObject({
        kind: 'ok',
        evidence: expect.stringMatching(/accepted after .* cancelled/),
      });
      expect(await subjects(world)).toEqual([]);
    } finally {
      await world.close();
    }
  });

  it('[S8.7d] without rights over the organizer it is skipped, and nothing is booked', async () => {
    const world = await KitWorld.create();
    try {
      await world.client.createAccount({ ...serviceAccount, impersonates: [room] });
      const { output } = await world.command('doctor', '--test-meeting', people.organizer.email, '--json');
      const found = findingsIn(output).find(({ id }) => id === 'test-meeting');
      expect(found).toMatchObject({ kind: 'unknown', evidence: expect.stringContaining('no rights') });
      expect(await subjects(world)).toEqual([]);
    } finally {
      await world.close();
    }
  });
});
