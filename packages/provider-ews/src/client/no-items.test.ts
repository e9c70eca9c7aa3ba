import { expect, it } from 'vitest';
import { loopbackServer } from '../test-support/loopback-server.ts';
import { testProvider } from '../test-support/test-deps.ts';

it('asks nothing about no items: Exchange refuses a call without ids as a whole', async () => {
  const asked: string[] = [];
  const server = await loopbackServer(({ operation }) => {
    asked.push(operation);
    return '';
  });
  const provider = testProvider(server.url);
  const mailbox = provider.equipmentMailbox('room@corp.example');
  const calendars = provider.organizerCalendars();
  try {
    const answers = [
      mailbox.read([]),
      mailbox.respond([]),
      mailbox.findAnswers([]),
      calendars.locate([]),
      calendars.rewriteBodies([]),
    ];
    expect(await Promise.all<readonly unknown[]>(answers)).toEqual([[], [], [], [], []]);
    expect(asked).toEqual([]);
  } finally {
    await provider.close();
    await server.close();
  }
});
