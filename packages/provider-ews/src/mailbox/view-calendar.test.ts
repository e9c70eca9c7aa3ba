import { DAY_MS, instant } from '@vmrkit/core';
import { expect, it } from 'vitest';
import type { EwsClient } from '../client/ews-client.ts';
import { viewItems } from './view-calendar.ts';

it('gives up on a server whose views are never complete', async () => {
  let views = 0;
  const client = {
    calendarView: async () => {
      views += 1;
      if (views > 5_000) throw new Error('It goes on and on.');
      return { items: [], complete: false };
    },
  } as unknown as EwsClient;
  const range = { start: instant(0), end: instant(30 * DAY_MS) };
  await expect(viewItems(client, range, { mailbox: 'room@corp.example' } as never)).rejects.toMatchObject({
    kind: 'too-large',
  });
});
