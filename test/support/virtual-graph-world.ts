import { randomBytes } from 'node:crypto';
import {
  DAY_MS,
  formatInstant,
  HOUR_MS,
  type InboundNotification,
  type Instant,
  instant,
  type MailboxProvider,
  shift,
  silentLogger,
} from '@vmrkit/core';
import { createHttp } from '@vmrkit/http';
import { createGraphMailboxProvider, graphSettingsSchema } from '@vmrkit/provider-graph';
import { createSandbox, type RealitySwitches, type Sandbox, SandboxClient } from '@vmrkit/sandbox';
import { createSeededRandom, createWeakMemoryDatabase } from '@vmrkit/testing';
import { SchedulingRig } from '../scheduling/scheduling-rig.ts';
import { type NotificationEndpoint, openNotificationEndpoint } from './notification-endpoint.ts';
import { VirtualTime } from './virtual-time.ts';

/** What a {@link VirtualGraphWorld} is made from. */
export interface VirtualGraphOptions {
  readonly mailboxes: number;
  readonly switches?: Partial<RealitySwitches>;
  /** Limits of the provider, beside its defaults. */
  readonly limits?: Readonly<Record<string, unknown>>;
  /** How late Graph notifies the provider; null, the default: never, so the inbox is looked at now and then alone. */
  readonly notificationDelayMs?: number | null;
}

/** A meeting that Alice booked. */
export interface BookedMeeting {
  readonly alias: string;
  readonly cleanId: string;
}

/** The application at Graph. */
export const APPLICATION = '6a1f0c1e-8a3b-4d55-9a63-0d2f8d9b7c10';
/** Who invites. */
export const ALICE = 'alice@corp.example';
const TENANT = '11111111-2222-4333-8444-555555555555';
const SECRET = 's3cret';
/** Meetings of one call of the sandbox. */
const MOST = 500;

/** The rules at work on equipment mailboxes of the sandbox over Microsoft Graph, in the sandbox's virtual time. */
export class VirtualGraphWorld {
  readonly admin: SandboxClient;
  readonly time: VirtualTime;
  readonly begin: Instant;
  readonly rigs: readonly SchedulingRig[];
  readonly rooms: readonly string[];
  readonly #sandbox: Sandbox;
  readonly #provider: MailboxProvider;
  #endpoint: NotificationEndpoint | null = null;

  private constructor(
    sandbox: Sandbox,
    parts: {
      readonly rooms: readonly string[];
      readonly begin: Instant;
      readonly limits: object;
      readonly notificationUrl: string | null;
    },
  ) {
    this.#sandbox = sandbox;
    this.admin = new SandboxClient(sandbox.adminUrl);
    this.begin = parts.begin;
    this.rooms = parts.rooms;
    this.time = new VirtualTime(parts.begin, (advanceMs) => this.admin.clock({ advanceMs }));
    const http = createHttp({
      egress: { resolve: async () => [{ address: '127.0.0.1', family: 4 }], permit: async () => undefined },
    });
    const settings = graphSettingsSchema.parse({
      tenant_id: TENANT,
      client_id: APPLICATION,
      client_secret: SECRET,
      authority_url: sandbox.authorityUrl,
      graph_url: `${sandbox.authorityUrl}/graph`,
      limits: parts.limits,
    });
    this.#provider = createGraphMailboxProvider(
      // On this machine the sandbox notifies over plain http as well.
      { ...settings, notification_url: parts.notificationUrl },
      {
        clock: this.time,
        random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
        logger: silentLogger,
        http: this.time.http(http),
      },
    );
    const database = createWeakMemoryDatabase();
    this.rigs = parts.rooms.map(
      (email, place) =>
        new SchedulingRig({
          clock: this.time,
          random: createSeededRandom(place + 1),
          database,
          email,
          mailboxId: `mailbox-${place + 1}`,
          owner: `manager-${place + 1}`,
          calendars: null,
          mailbox: this.#provider.equipmentMailbox(email),
        }),
    );
  }

  /** Starts the sandbox, whose clock stands from now on unless everybody sleeps. */
  static async create(options: VirtualGraphOptions) {
    const { mailboxes, switches = {}, limits = {}, notificationDelayMs = null } = options;
    const sandbox = await createSandbox({ settings: { switches, graph: { answerDelayMs: 1 } } });
    const admin = new SandboxClient(sandbox.adminUrl);
    const rooms = Array.from({ length: mailboxes }, (_, place) => `room${place + 1}@corp.example`);
    await admin.createMailbox({ email: ALICE, kind: 'user' });
    for (const email of rooms) {
      await admin.createMailbox({ email, kind: 'equipment', processing: 'AutoUpdate' });
    }
    const rights = ['Calendars.ReadWrite', 'Mail.ReadWrite', 'MailboxSettings.Read'] as const;
    const grants = rights.map((permission) => ({ permission, mailboxes: rooms }));
    await admin.graph.registerApp({ clientId: APPLICATION, clientSecret: SECRET, tenant: TENANT, grants });
    const begin = instant(Date.parse(await admin.clock({ frozen: true })));
    let take = (_: InboundNotification): void => undefined;
    const endpoint =
      notificationDelayMs !== null ? await openNotificationEndpoint((each) => take(each)) : null;
    const notificationUrl = endpoint?.url ?? null;
    const world = new VirtualGraphWorld(sandbox, { rooms, begin, limits, notificationUrl });
    take = (notification) =>
      void world.time.sleep(notificationDelayMs ?? 0).then(() => world.#provider.notified?.(notification));
    world.#endpoint = endpoint;
    return world;
  }

  /** Notifications that came so far. */
  get notifications(): number {
    return this.#endpoint?.count() ?? 0;
  }

  /** Alice books meetings for the next day, by turns with each mailbox; gives what each may be dialled by, and its clean id. */
  async invite(count: number): Promise<readonly BookedMeeting[]> {
    const start = shift(this.begin, DAY_MS);
    const end = shift(start, HOUR_MS);
    const schedule = { start: formatInstant(start), end: formatInstant(end), timeZone: 'UTC' };
    const aliases: string[] = [];
    const cleanIds: string[] = [];
    const meetings = [];
    for (let place = 0; place < count; place += 1) {
      const at = place % this.rooms.length;
      const [rig, email = ''] = [this.rigs[at], this.rooms[at]];
      if (!rig) throw new TypeError('There is a rig for each mailbox.');
      const held = await rig.reserve();
      aliases.push(held.alias);
      meetings.push({
        organizer: ALICE,
        subject: `Request ${place}`,
        body: rig.invitation(held),
        schedule,
        attendees: [{ email, role: 'resource' as const }],
      });
    }
    for (let at = 0; at < meetings.length; at += MOST) {
      cleanIds.push(...(await this.admin.inviteMany({ meetings: meetings.slice(at, at + MOST) })));
    }
    return aliases.map((alias, place) => ({ alias, cleanId: cleanIds[place] ?? '' }));
  }

  /** Whether the room of a meeting may be joined when it takes place, or so much later. */
  async isJoinable({ alias }: Pick<BookedMeeting, 'alias'>, laterMs = 0): Promise<boolean> {
    const [rig] = this.rigs;
    return (await rig?.admit(alias, shift(this.begin, DAY_MS + laterMs)))?.kind === 'admitted';
  }

  async close(): Promise<void> {
    let open = true;
    void Promise.all(this.rigs.map((rig) => rig.stop())).finally(() => {
      open = false;
    });
    await this.time.passUntil(async () => !open, HOUR_MS);
    await this.#provider.close();
    await this.#sandbox.close();
    await this.#endpoint?.close();
  }
}
