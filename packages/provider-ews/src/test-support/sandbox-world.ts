import type { MailboxProvider, PluginDeps } from '@vmrkit/core';
import {
  createSandbox,
  realitySwitchesSchema,
  type Sandbox,
  SandboxClient,
  type SandboxSettingsInput,
} from '@vmrkit/sandbox';
import type { BookingWorld, ProviderWorld, WorldTrouble } from '@vmrkit/testing';
import { inviteFromAlice, organizerActs } from '../../../../test/support/organizer-acts.ts';
import { createEwsMailboxProvider } from '../create-ews-mailbox-provider.ts';
import { testDeps, testSettings } from './test-deps.ts';

const ROOM = 'room@corp.example';
const PEOPLE = ['alice@corp.example', 'bob@corp.example', 'mallory@outside.example'];
const NAMES: Readonly<Record<string, string>> = { 'alice@corp.example': 'Alice Müller' };
const ACCOUNT = { username: 'svc@corp.example', password: 'pässword' };
const WORLD_ENDS = 1_000_000;

/** A world, and what tests of this provider may want besides. */
export interface SandboxWorld extends BookingWorld, ProviderWorld {
  readonly sandbox: Sandbox;
  readonly admin: SandboxClient;
  readonly provider: MailboxProvider;
}

/** Starts a sandbox with one equipment mailbox, and this provider against it. */
export async function createSandboxWorld(
  options: {
    readonly settings?: SandboxSettingsInput;
    readonly provider?: Readonly<Record<string, unknown>>;
    readonly processing?: 'None' | 'AutoUpdate';
    readonly deps?: PluginDeps;
  } = {},
): Promise<SandboxWorld> {
  const sandbox = await createSandbox({ settings: options.settings ?? {} });
  const admin = new SandboxClient(sandbox.adminUrl);
  await admin.createMailbox({
    email: ROOM,
    kind: 'equipment',
    processing: options.processing ?? 'AutoUpdate',
  });
  for (const email of PEOPLE) {
    const location = email.endsWith('outside.example') ? 'external' : 'internal';
    await admin.createMailbox({ email, kind: 'user', location, name: NAMES[email] ?? email });
  }
  await admin.createAccount({ ...ACCOUNT, impersonates: 'all' });
  const openProvider = (password: string) =>
    createEwsMailboxProvider(
      testSettings(sandbox.url, {
        service_account_username: ACCOUNT.username,
        service_account_password: password,
        ...options.provider,
      }),
      options.deps ?? testDeps,
    );
  const provider = openProvider(ACCOUNT.password);
  const booker = provider.meetingBooker?.() ?? null;
  if (booker === null) throw new TypeError('The account may act in organizers’ names.');
  const organizers = organizerActs(admin, ROOM);
  let pauseMs = 0;
  return {
    sandbox,
    admin,
    provider,
    email: ROOM,
    mailbox: provider.equipmentMailbox(ROOM),
    calendars: provider.organizerCalendars(),
    booker,
    now: () => testDeps.clock.now(),
    pass: async (milliseconds) => {
      await admin.clock({ advanceMs: milliseconds });
    },
    ...organizers,
    hideAddresses: async (as) => {
      await admin.configure({ switches: { ...realitySwitchesSchema.parse({}), peopleInGetItem: 'ex' } });
      // Of two with one name in the directory nobody can say which is meant.
      if (as === 'unknown') await admin.createMailbox({ email: 'alice@second.example', kind: 'user' });
    },
    ...sharedAccount(admin, openProvider),
    loseCursors: () => admin.expireSyncStates(),
    trouble: (trouble) => {
      if (trouble.kind === 'throttled') pauseMs = trouble.retryAfterMs;
      return startTrouble(admin, trouble);
    },
    calm: async () => {
      await admin.clearFaults();
      await admin.createAccount({ ...ACCOUNT, impersonates: 'all' });
      await testDeps.clock.sleep(pauseMs);
      pauseMs = 0;
    },
    close: async () => {
      await provider.close();
      await sandbox.close();
    },
  };
}

/** What other integrations of the same account have and get. */
function sharedAccount(
  admin: SandboxClient,
  openProvider: (password: string) => MailboxProvider,
): Pick<ProviderWorld, 'open' | 'inviteTo' | 'refusals' | 'settled'> {
  let rooms = 0;
  return {
    open: async ({ wrongSecret = false } = {}) => {
      rooms += 1;
      const email = `room${rooms}@corp.example`;
      await admin.createMailbox({ email, kind: 'equipment', processing: 'AutoUpdate' });
      return { email, provider: openProvider(wrongSecret ? 'wrong' : ACCOUNT.password) };
    },
    inviteTo: (email) => inviteFromAlice(admin, email),
    settled: async (mailboxes) => {
      while ((await admin.status()).subscriptions < mailboxes) await testDeps.clock.sleep(50);
      // Streams take those aboard that came last.
      await testDeps.clock.sleep(1_200);
    },
    refusals: async () => {
      const loads = Object.values((await admin.status()).accounts);
      return loads.reduce((sum, load) => sum + load.refusedCalls + load.refusedStreams, 0);
    },
  };
}

async function startTrouble(admin: SandboxClient, trouble: WorldTrouble): Promise<void> {
  const count = WORLD_ENDS;
  switch (trouble.kind) {
    case 'throttled':
      return admin.plan({ kind: 'server-busy-with-back-off', backOffMs: trouble.retryAfterMs, count });
    case 'away':
      return admin.plan({ kind: 'reset', count });
    case 'answers-lost':
      return admin.plan(
        { kind: 'lost-answer', operation: 'CreateItem', count },
        { kind: 'lost-answer', operation: 'UpdateItem', count },
      );
    case 'not-allowed': {
      const impersonates = [ROOM, ...PEOPLE].filter((email) => email !== trouble.email);
      return admin.createAccount({ ...ACCOUNT, impersonates });
    }
  }
}
