import type { MailboxProvider, PluginDeps } from '@vmrkit/core';
import { createSandbox, type Sandbox, SandboxClient, type SandboxSettingsInput } from '@vmrkit/sandbox';
import type { BookingWorld, ProviderWorld, WorldTrouble } from '@vmrkit/testing';
import { inviteFromAlice, organizerActs } from '../../../../test/support/organizer-acts.ts';
import { createGraphMailboxProvider } from '../create-graph-mailbox-provider.ts';
import { plainText } from '../mailbox/plain-text.ts';
import { CLIENT_ID, testDeps, testSettings } from './test-deps.ts';

/** The equipment mailbox of a world. */
export const ROOM = 'room@corp.example';
const PEOPLE = ['alice@corp.example', 'bob@corp.example', 'mallory@outside.example'];
const NAMES: Readonly<Record<string, string>> = { 'alice@corp.example': 'Alice Müller' };
const SECRET = 's3cret';
const WORLD_ENDS = 1_000_000;

/** A world, and what tests of this provider may want besides. */
export interface SandboxWorld extends BookingWorld, ProviderWorld {
  readonly sandbox: Sandbox;
  readonly admin: SandboxClient;
  readonly provider: MailboxProvider;
}

/** Starts a sandbox with one equipment mailbox, and this provider against its Graph face. */
export async function createSandboxWorld(
  options: {
    readonly settings?: SandboxSettingsInput;
    readonly provider?: Readonly<Record<string, unknown>>;
    readonly deps?: PluginDeps;
  } = {},
): Promise<SandboxWorld> {
  const sandbox = await createSandbox({ settings: options.settings ?? {} });
  const admin = new SandboxClient(sandbox.adminUrl);
  await admin.createMailbox({ email: ROOM, kind: 'equipment', processing: 'AutoUpdate' });
  for (const email of PEOPLE) {
    const location = email.endsWith('outside.example') ? 'external' : 'internal';
    await admin.createMailbox({ email, kind: 'user', location, name: NAMES[email] ?? email });
  }
  await grant(admin, 'all');
  const deps = options.deps ?? testDeps();
  const settingsOf = (secret: string) =>
    testSettings(sandbox.authorityUrl, { client_secret: secret, ...options.provider });
  const openProvider = (secret: string) => createGraphMailboxProvider(settingsOf(secret), deps);
  const provider = openProvider(SECRET);
  const booker = provider.meetingBooker?.() ?? null;
  if (booker === null) throw new TypeError('The application may act in organizers’ names.');
  const acts = organizerActs(admin, ROOM);
  let rooms = 0;
  let pauseMs = 0;
  return {
    sandbox,
    admin,
    provider,
    email: ROOM,
    // Without a public address mail is polled, every two seconds where many mailboxes are.
    answerWithinMs: 5_000,
    mailbox: provider.equipmentMailbox(ROOM),
    calendars: provider.organizerCalendars(),
    booker,
    now: () => deps.clock.now(),
    pass: async (milliseconds) => {
      await admin.clock({ advanceMs: milliseconds });
    },
    // The first look of each mailbox.
    settled: (mailboxes) => deps.clock.sleep(mailboxes * 10),
    ...acts,
    // What comes as plain text is read as such.
    answers: async (meeting) =>
      (await acts.answers(meeting)).map(({ verdict, text }) => ({ verdict, text: plainText(text) })),
    hideAddresses: async (as) => {
      const switches = { peopleInGetItem: as === 'findable' ? 'ex-with-headers' : 'ex' };
      await admin.configure({ switches } as Parameters<SandboxClient['configure']>[0]);
    },
    open: async ({ wrongSecret = false } = {}) => {
      rooms += 1;
      const email = `room${rooms}@corp.example`;
      await admin.createMailbox({ email, kind: 'equipment', processing: 'AutoUpdate' });
      return { email, provider: openProvider(wrongSecret ? 'wrong' : SECRET) };
    },
    inviteTo: (email) => inviteFromAlice(admin, email),
    refusals: async () => {
      const { loads } = await admin.graph.state();
      return Object.values(loads).reduce((sum, load) => sum + load.refusedConcurrency, 0);
    },
    loseCursors: () => admin.expireSyncStates(),
    trouble: (trouble) => {
      if (trouble.kind === 'throttled') pauseMs = trouble.retryAfterMs;
      return startTrouble(admin, trouble);
    },
    calm: async () => {
      await admin.graph.clearFaults();
      await grant(admin, 'all');
      await deps.clock.sleep(pauseMs);
      pauseMs = 0;
    },
    close: async () => {
      await provider.close();
      await sandbox.close();
    },
  };
}

/** Gives the application its rights in all mailboxes, or in these. */
async function grant(admin: SandboxClient, mailboxes: 'all' | string[]): Promise<void> {
  const permissions = ['Calendars.ReadWrite', 'Mail.ReadWrite', 'Mail.Send', 'MailboxSettings.Read'] as const;
  await admin.graph.registerApp({
    clientId: CLIENT_ID,
    clientSecret: SECRET,
    grants: permissions.map((permission) => ({ permission, mailboxes })),
  });
}

async function startTrouble(admin: SandboxClient, trouble: WorldTrouble): Promise<void> {
  const count = WORLD_ENDS;
  switch (trouble.kind) {
    case 'throttled': {
      const retryAfter = String(trouble.retryAfterMs / 1_000);
      return admin.graph.plan({
        kind: 'refuse',
        status: 429,
        code: 'ApplicationThrottled',
        retryAfter,
        count,
      });
    }
    case 'away':
      return admin.graph.plan({ kind: 'reset', count });
    case 'answers-lost':
      return admin.graph.plan(
        { kind: 'lost-answer', operation: 'POST events/{id}/accept', count },
        { kind: 'lost-answer', operation: 'PATCH events/{id}', count },
        { kind: 'lost-answer', operation: 'POST events', count },
      );
    case 'not-allowed':
      return grant(
        admin,
        [ROOM, ...PEOPLE].filter((email) => email !== trouble.email),
      );
  }
}
