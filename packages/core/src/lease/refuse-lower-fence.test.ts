import { expect, test } from 'vitest';
import { live } from '../meetings/meeting.fixture.ts';
import { refuseLowerFence } from './refuse-lower-fence.ts';

test('who was replaced writes no meeting that its successor wrote', () => {
  const mailboxId = 'mailbox-1';
  expect(() => refuseLowerFence(live(), { mailboxId, fence: 2 })).toThrow(
    expect.objectContaining({ code: 'ERR_LEASE_LOST' }),
  );
  expect(() => refuseLowerFence(live(), { mailboxId, fence: 3 })).not.toThrow();
  expect(() => refuseLowerFence(live(), { mailboxId: 'mailbox-2', fence: 1 })).not.toThrow();
  expect(() => refuseLowerFence(null, { mailboxId, fence: 0 })).not.toThrow();
});
