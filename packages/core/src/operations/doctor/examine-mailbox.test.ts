import { createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { expect, test } from 'vitest';
import { openStore } from '../../collections/store.ts';
import type { MailboxInspection, MailboxMark } from '../../mailbox/equipment-mailbox.ts';
import { examineMailbox } from './examine-mailbox.ts';

const INTEGRATION = '11111111-1111-4111-8111-111111111111';
const clock = new FakeClock();
const mark = { deploymentId: 'ours', integrationId: INTEGRATION, writtenAt: clock.now() };

interface Mailbox extends Partial<MailboxInspection> {
  readonly mark?: MailboxMark | null;
}

async function find(id: string, { mark: found = null, ...inspected }: Mailbox) {
  const raised: string[] = [];
  const mailbox = {
    inspect: async () => ({
      email: '',
      unreadChanges: 0,
      automaticProcessing: null,
      serverTime: null,
      ...inspected,
    }),
    readMark: async () => found,
    acceptedMeetings: async function* () {},
  };
  const examinations = examineMailbox({
    integration: { tenantId: 'default', integrationId: INTEGRATION },
    id: 'mailbox-1',
    email: 'vmr@example.com',
    deploymentId: 'ours',
    toleranceMs: 60_000,
    store: openStore(createWeakMemoryDatabase().connect()),
    alarms: {
      raise: async ({ kind }) => void raised.push(`+${kind}`),
      clear: async ({ kind }) => void raised.push(`-${kind}`),
    },
    clock,
    provider: async () => ({ equipmentMailbox: () => mailbox }) as never,
  });
  const examination = examinations.find((each) => each.id === id) ?? expect.fail(id);
  const { kind, evidence } = await examination.run(new AbortController().signal);
  return { kind, evidence, raised };
}

test.each<[string, Mailbox, string, RegExp, readonly string[]]>([
  ['mailbox-rights', { missingRights: ['Mail.ReadWrite'] }, 'problem', /refuses Mail\.ReadWrite/, []],
  [
    'mailbox-rights',
    { missingRights: [], unscopedRights: ['Mail.ReadWrite'] },
    'problem',
    /every mailbox of the organisation/,
    [],
  ],
  ['mailbox-rights', { missingRights: [], unscopedRights: [] }, 'ok', /none/, []],
  ['mailbox-rights', {}, 'unknown', /names no rights/, []],
  [
    'automatic-processing',
    { automaticProcessing: 'auto-accept' },
    'problem',
    /by itself/,
    ['+automatic-processing'],
  ],
  ['automatic-processing', { automaticProcessing: 'auto-update' }, 'ok', /./, ['-automatic-processing']],
  ['automatic-processing', { automaticProcessing: 'none' }, 'ok', /./, ['-automatic-processing']],
  ['mailbox-shared', { mark }, 'ok', /ours/, []],
  ['mailbox-shared', { mark: { ...mark, deploymentId: 'theirs' } }, 'problem', /theirs/, []],
  ['mailbox-shared', { mark: { ...mark, integrationId: 'other' } }, 'problem', /another integration/, []],
  ['mail-clock', { serverTime: clock.now() }, 'ok', /0 seconds/, []],
  ['mail-clock', {}, 'unknown', /tells no time/, []],
  ['mailbox-worked', {}, 'problem', /No manager/, []],
])('%s of %j is %s', async (id, mailbox, kind, evidence, alarms) => {
  const found = await find(id, mailbox);
  expect(found).toEqual({ kind, evidence: expect.stringMatching(evidence), raised: alarms });
});
