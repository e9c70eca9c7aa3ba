import { FakeClock } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import { NotAllowedError } from '../../errors/vmrkit-error.ts';
import type { AcceptedMeeting } from '../../mailbox/equipment-mailbox.ts';
import { examineEntries, examineOrganizers } from './examine-entries.ts';
import type { ExaminedMailbox } from './examine-mailbox.ts';

const ada = { name: 'Ada Byron', email: 'Ada@corp.example' };

interface Shown {
  readonly subject?: string;
  readonly body?: string;
  readonly organizer?: typeof ada;
  /** The store knows no room of it. */
  readonly unknown?: true;
}

/** A mailbox whose calendar shows these meetings, each sent as `Weekly` with instructions. */
function mailboxWith(shown: readonly Shown[], reached: readonly string[] = []): ExaminedMailbox {
  const entries = shown.map(({ subject = 'Weekly', body = '<p>PXPS:-abc#</p>', organizer = ada }, place) => ({
    subject,
    body: { type: 'html', content: body },
    organizer,
    identity: { globalObjectId: null, uid: `meeting-${place}` },
  })) as readonly Partial<AcceptedMeeting>[];
  const stored = shown.map(({ unknown }) =>
    unknown ? null : { value: { subject: 'Weekly', organizer: ada, conference: {} } },
  );
  const provider = {
    equipmentMailbox: () => ({
      acceptedMeetings: async function* () {
        if (entries.length > 0) yield entries;
      },
    }),
    check: async (email: string) => {
      if (!reached.includes(email))
        throw new NotAllowedError('Not this one.', { code: 'ERR_EWS_IMPERSONATION' });
    },
  };
  const at = {
    integration: { tenantId: 'default', integrationId: '11111111-1111-4111-8111-111111111111' },
    email: 'vmr@corp.example',
    store: { meetings: { load: async () => stored } },
    clock: new FakeClock(),
    provider: async () => provider,
  };
  return at as never;
}

const signal = new AbortController().signal;

test.each<[string, readonly Shown[], string, RegExp]>([
  ['are as they were sent', [{}, { subject: 'Weekly ' }], 'ok', /^2 meetings/],
  ['have lost their text', [{ body: '<p> </p>' }, {}], 'problem', /DeleteComments \(1 of 2\)/],
  ['have lost their subject', [{ subject: '' }], 'problem', /DeleteSubject \(1 of 1\)/],
  ['name the organizer first', [{ subject: 'Ada Byron Weekly' }], 'problem', /AddOrganizerToSubject/],
  [
    'name the organizer instead',
    [{ subject: 'Ada Byron' }],
    'problem',
    /AddOrganizerToSubject.*, DeleteSubject/,
  ],
  ['have another subject by now', [{ subject: 'Monthly' }], 'ok', /./],
  ['are none of ours', [{ unknown: true, body: '' }], 'unknown', /No coming meeting of ours/],
  ['are none', [], 'unknown', /No coming meeting of ours/],
])('where entries %s, the doctor says so', async (_, shown, kind, evidence) => {
  const found = await examineEntries(mailboxWith(shown)).run(signal);
  expect(found).toEqual({ kind, evidence: expect.stringMatching(evidence) });
});

const bob = { name: 'Bob', email: 'bob@hybrid.example' };

test.each<[string, readonly Shown[], readonly string[], string, RegExp]>([
  ['are reached', [{}, {}], ['ada@corp.example'], 'ok', /^Reached: ada@corp\.example\.$/],
  ['are not reached', [{}], [], 'problem', /no joining instructions.*ada@corp\.example: ERR_EWS_IMP/],
  ['are another provider’s', [{ organizer: bob }], [], 'unknown', /--organizer/],
  ['have no room of ours', [{ unknown: true }], [], 'unknown', /--organizer/],
])('where organizers %s, the doctor says so', async (_, shown, reached, kind, evidence) => {
  const serves = (email: string) => !email.endsWith('@hybrid.example');
  const found = await examineOrganizers(mailboxWith(shown, reached), { serves }).run(signal);
  expect(found).toEqual({ kind, evidence: expect.stringMatching(evidence) });
});
