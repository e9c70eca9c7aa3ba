import type { DoctorContext, MailboxProvider } from '@vmrkit/core';
import { expect, it } from 'vitest';
import { attendedCalendarCheck } from './attended-calendar.ts';

it.each([
  ['none', 'problem'],
  ['auto-update', 'ok'],
  [null, 'ok'],
] as const)('a calendar under the processing %s is %s', async (automaticProcessing, kind) => {
  const product = { equipmentMailbox: () => ({ inspect: async () => ({ automaticProcessing }) }) };
  const setup = { mailboxes: [{ name: 'Room', email: 'room@example.com' }] };
  const context = { product, setup } as never as DoctorContext<MailboxProvider>;
  expect((await attendedCalendarCheck.run({} as never, context)).kind).toBe(kind);
});
