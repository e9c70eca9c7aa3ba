import { formatInstant, instant, type MailboxProvider, type PluginDeps, parseInstant } from '@vmrkit/core';
import {
  createSandbox,
  type MeetingName,
  realitySwitchesSchema,
  type Sandbox,
  SandboxClient,
  type SandboxItem,
  type SandboxSettingsInput,
} from '@vmrkit/sandbox';
import type {
  MailboxWorld,
  ProviderWorld,
  WorldAnswer,
  WorldChange,
  WorldInvitation,
  WorldMeeting,
  WorldTrouble,
} from '@vmrkit/testing';
import { createEwsMailboxProvider } from '../create-ews-mailbox-provider.ts';
import { testDeps, testSettings } from './test-deps.ts';

const ROOM = 'room@corp.example';
const PEOPLE = ['alice@corp.example', 'bob@corp.example', 'mallory@outside.example'];
const NAMES: Readonly<Record<string, string>> = { 'alice@corp.example': 'Alice Müller' };
const ACCOUNT = { username: 'svc@corp.example', password: 'pässword' };
const WORLD_ENDS = 1_000_000;
const WEEK_MS = 7 * 86_400_000;

/** A world, and what tests of this provider may want besides. */
export interface SandboxWorld extends MailboxWorld, ProviderWorld {
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
  const organizers = organizerActs(admin);
  return {
    sandbox,
    admin,
    provider,
    email: ROOM,
    mailbox: provider.equipmentMailbox(ROOM),
    calendars: provider.organizerCalendars(),
    now: () => testDeps.clock.now(),
    ...organizers,
    hideAddresses: async (as) => {
      await admin.configure({ switches: { ...realitySwitchesSchema.parse({}), peopleInGetItem: 'ex' } });
      // Of two with one name in the directory nobody can say which is meant.
      if (as === 'unknown') await admin.createMailbox({ email: 'alice@second.example', kind: 'user' });
    },
    ...sharedAccount(admin, openProvider),
    loseCursors: () => admin.expireSyncStates(),
    trouble: (trouble) => startTrouble(admin, trouble),
    calm: async () => {
      await admin.clearFaults();
      await admin.createAccount({ ...ACCOUNT, impersonates: 'all' });
      await testDeps.clock.sleep(450);
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
): Pick<ProviderWorld, 'open' | 'inviteTo' | 'refusals'> {
  let rooms = 0;
  return {
    open: async ({ wrongSecret = false } = {}) => {
      rooms += 1;
      const email = `room${rooms}@corp.example`;
      await admin.createMailbox({ email, kind: 'equipment', processing: 'AutoUpdate' });
      return { email, provider: openProvider(wrongSecret ? 'wrong' : ACCOUNT.password) };
    },
    inviteTo: async (email) => {
      const start = Date.now() + WEEK_MS;
      await admin.invite({
        organizer: 'alice@corp.example',
        subject: email,
        body: '<p>Join us</p>',
        schedule: {
          start: formatInstant(instant(start)),
          end: formatInstant(instant(start + WEEK_MS / 168)),
          timeZone: 'UTC',
        },
        attendees: [{ email, role: 'resource' }],
      });
    },
    refusals: async () => {
      const loads = Object.values((await admin.status()).accounts);
      return loads.reduce((sum, load) => sum + load.refusedCalls + load.refusedStreams, 0);
    },
  };
}

type Acts = Pick<
  MailboxWorld,
  | 'invite'
  | 'update'
  | 'cancel'
  | 'uninvite'
  | 'sendMail'
  | 'poison'
  | 'spoilBody'
  | 'answers'
  | 'organizerView'
>;

function organizerActs(admin: SandboxClient): Acts {
  const entered = new Map<string, WorldInvitation>();
  const nameOf = (meeting: WorldMeeting): MeetingName => ({
    organizer: meeting.organizer.email,
    cleanId: meeting.id,
  });
  const about = async (email: string, meeting: WorldMeeting): Promise<readonly SandboxItem[]> => {
    const items = await admin.folder(email, 'inbox');
    return items.filter((item) => item.meeting?.cleanId === meeting.id);
  };
  const newestOf = async (meeting: WorldMeeting): Promise<string> => {
    const newest = (await about(ROOM, meeting)).at(-1);
    if (!newest) throw new Error('No message to be poisoned.');
    return newest.id;
  };
  return {
    invite: async (invitation) => {
      const made = await admin.invite({
        organizer: invitation.organizer.email,
        subject: invitation.subject,
        body: invitation.html,
        location: invitation.location ?? '',
        ...(invitation.sentBy === undefined ? {} : { sender: invitation.sentBy.email }),
        schedule: scheduleOf(invitation),
        attendees: [{ email: ROOM, role: 'resource' }, 'bob@corp.example'],
      });
      const meeting = { id: made.meeting.cleanId, organizer: invitation.organizer };
      entered.set(meeting.id, invitation);
      return meeting;
    },
    update: async (meeting, change, instance) => {
      if (instance === undefined) {
        const invitation = entered.get(meeting.id);
        if (!invitation) throw new Error('No such meeting.');
        const next = { ...invitation, ...change.time };
        entered.set(meeting.id, next);
        const schedule = change.time ? { schedule: scheduleOf(next) } : {};
        await admin.update(nameOf(meeting), { ...textsOf(change), ...schedule });
        return;
      }
      const time = change.time
        ? { start: formatInstant(change.time.start), end: formatInstant(change.time.end) }
        : {};
      await admin.updateOccurrence(nameOf(meeting), {
        originalStart: formatInstant(instance),
        ...textsOf(change),
        ...time,
      });
    },
    cancel: async (meeting, instance) => {
      if (instance === undefined) await admin.cancel(nameOf(meeting));
      else await admin.cancelOccurrence(nameOf(meeting), { originalStart: formatInstant(instance) });
    },
    uninvite: async (meeting) => {
      await admin.update(nameOf(meeting), { attendees: ['bob@corp.example'] });
    },
    sendMail: async ({ from, subject, html }) => {
      await admin.mail({ from: from.email, to: [ROOM], subject, body: html });
    },
    poison: async (meeting) => {
      await admin.poison(ROOM, await newestOf(meeting));
    },
    spoilBody: async (meeting) => {
      await admin.poison(ROOM, await newestOf(meeting), 'ErrorContentConversionFailed');
    },
    answers: async (meeting) => {
      const items = await about(meeting.organizer.email, meeting);
      return items.flatMap((item): readonly WorldAnswer[] => {
        if (item.kind !== 'meeting-response') return [];
        return [{ verdict: item.responseType === 'Accept' ? 'accept' : 'decline', text: item.body }];
      });
    },
    organizerView: async (meeting) => {
      const found = await admin.meeting(nameOf(meeting));
      const { start, end } = found.meeting.schedule;
      return { html: found.body, time: { start: parseInstant(start), end: parseInstant(end) } };
    },
  };
}

function textsOf(change: WorldChange) {
  return {
    ...(change.subject === undefined ? {} : { subject: change.subject }),
    ...(change.html === undefined ? {} : { body: change.html }),
  };
}

function scheduleOf({ start, end, zone, repeat }: WorldInvitation) {
  const range =
    repeat?.count == null ? { type: 'noEnd' as const } : { type: 'numbered' as const, count: repeat.count };
  return {
    start: formatInstant(start),
    end: formatInstant(end),
    timeZone: zone ?? 'UTC',
    ...(repeat
      ? { recurrence: { pattern: { type: 'daily' as const, interval: repeat.everyDays }, range } }
      : {}),
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
