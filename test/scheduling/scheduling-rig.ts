import {
  type AdmissionDecision,
  type CallerVerifier,
  type Clock,
  type DocumentDatabase,
  type EquipmentMailbox,
  type Instant,
  type IntegrationCallers,
  instant,
  NotAuthenticatedError,
  type OrganizerCalendars,
  type Random,
  type ReserveAnswer,
  shift,
  uuidV4,
} from '@vmrkit/core';
import {
  AlarmService,
  admit,
  type ClockReading,
  type ClockWatch,
  createSecretBox,
  createTokenKeyPair,
  defaultWorkerSettings,
  type HeldReservation,
  type ImportReport,
  importRooms,
  type Meeting,
  openStore,
  type PinSettings,
  plainOptions,
  ReservationLimiter,
  ReservationService,
  type ReserveAliasesDeps,
  type ReserveDeps,
  type RoomImport,
  reserveSingleUseVmr,
  runHousekeeping,
  runMailboxWorker,
  type SchedulingPolicy,
  type SecretBox,
  type Store,
  sealToken,
  TagReader,
  tokenTagText,
  type WorkerContext,
  WorkerPulse,
  type WorkerSettings,
} from '@vmrkit/core/composition';
import { createSeededRandom, recordingLogger } from '@vmrkit/testing';
import { fixtureTexts } from './fixture-texts.ts';

/** What a rig is made from. */
export interface SchedulingRigOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly database: DocumentDatabase;
  readonly mailbox: EquipmentMailbox;
  /** Which of the integration's pool it is. */
  readonly mailboxId?: string;
  readonly email?: string;
  /** Null: no rights over organizers' mailboxes (S4.7). */
  readonly calendars: OrganizerCalendars | null;
  readonly policy?: Partial<SchedulingPolicy>;
  readonly settings?: Partial<WorkerSettings>;
  readonly pins?: Partial<PinSettings>;
  /** Keys that differ from those of all other rigs. */
  readonly keys?: Pick<ReserveAliasesDeps, 'sealer' | 'tagKeys'>;
  /** Names this run of the manager; two rigs on one database need two. */
  readonly owner?: string;
  /** Of the store; two rigs on one mailbox with stores of their own need two. */
  readonly deploymentId?: string;
  /** Whether the mailbox is this manager's to work; left out, it always is. */
  readonly prefersUs?: () => boolean;
  /** Judges the clock as a manager does; left out, every time is believed. */
  readonly clocks?: ClockWatch;
}

/** Ids of the rig's one integration. */
export const RIG_TENANT = 'default';
export const RIG_INTEGRATION = '11111111-1111-4111-8111-111111111111';
export const RIG_MAILBOX = 'mailbox-1';

/** Every exchange token is good, save the text `bad`. */
const verifier: CallerVerifier = {
  recognises: () => true,
  verify: async (token, { integration, at }) => {
    if (token === 'bad') {
      throw new NotAuthenticatedError('The fixture verifies no such token.', { code: 'ERR_TOKEN_SIGNATURE' });
    }
    return { ...integration, key: token, provider: 'fixture', expiresAt: shift(at, 3_600_000) };
  },
};

const callers: IntegrationCallers = {
  integration: { tenantId: RIG_TENANT, integrationId: RIG_INTEGRATION },
  audience: 'https://addin.example',
  verifiers: [verifier],
};

/**
 * The scheduling rules of one integration with one equipment mailbox (of a pool, if need be), over any database and any
 * mailbox: what a manager composes, without a container, for tests of the rules and of stores and providers together.
 */
export class SchedulingRig {
  readonly store: Store;
  readonly mailboxId: string;
  readonly policy: SchedulingPolicy;
  readonly reservations: ReservationService;
  readonly alarms: AlarmService;
  readonly logger = recordingLogger();
  readonly #options: SchedulingRigOptions;
  readonly #allocation: ReserveAliasesDeps;
  readonly #tags: TagReader;
  #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: SchedulingRigOptions) {
    const { clock, random, database, keys = rigKeys } = options;
    this.#options = options;
    this.mailboxId = options.mailboxId ?? RIG_MAILBOX;
    this.store = openStore(database);
    this.alarms = new AlarmService(this.store.alarms, clock, createSeededRandom(1));
    this.policy = { ...fixturePolicy, ...options.policy };
    this.#tags = new TagReader({
      tokenPrivateKeys: [tokenKeys.privateKey],
      callers,
    });
    this.#allocation = { store: this.store, clock, random, ...keys };
    this.reservations = new ReservationService(
      {
        tenantId: RIG_TENANT,
        integrationId: RIG_INTEGRATION,
        aliasFormat: { prefix: 'meet.', suffixLength: 6, domain: 'vmr.example' },
        pins: { ...noPins, ...options.pins },
        reservationLapseDays: 90,
        quarantineDays: 90,
      },
      this.#allocation,
    );
  }

  /** Starts the worker of the mailbox. */
  start(): void {
    const { owner = 'rig', clock, prefersUs = () => true } = this.#options;
    this.#stop = new AbortController();
    const lease = {
      mailboxes: this.store.mailboxes,
      tenantId: RIG_TENANT,
      integrationId: RIG_INTEGRATION,
      mailboxId: this.mailboxId,
      email: `${this.mailboxId}@corp.example`,
      owner: `${owner}/${clock.now()}`,
      prefersUs,
    };
    this.#running = runMailboxWorker(
      {
        lease,
        contextFor: (fence) => this.context(fence),
        pulse: new WorkerPulse(this.#options.clock),
      },
      this.#stop.signal,
    );
  }

  /** Stops the worker as a shutdown does: what is under way is finished, the mailbox is let go. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** What the worker works with. */
  context(fence: number): WorkerContext {
    const { clock, random, mailbox, calendars, settings, deploymentId = 'rig' } = this.#options;
    const { email = `${this.mailboxId}@corp.example` } = this.#options;
    return {
      mailboxId: this.mailboxId,
      email,
      deploymentId,
      fence,
      policy: this.policy,
      texts: fixtureTexts,
      mailbox,
      organizerCalendars: () => calendars,
      reservations: this.reservations,
      tags: this.#tags,
      store: this.store,
      alarms: this.alarms,
      clock,
      readClocks: () => this.readClocks(),
      random,
      logger: this.logger,
      settings: { ...defaultWorkerSettings, ...settings },
    };
  }

  /** The clock as it is judged, the mailbox's mail system heard. */
  readClocks(): ClockReading {
    const { clock, clocks, mailbox } = this.#options;
    const now = clock.now();
    return (
      clocks?.read(mailbox.serverTime?.() ?? null) ?? {
        now,
        verdict: 'sound',
        believable: { start: now, end: now },
      }
    );
  }

  /** Reserves two aliases as a click in the pane does. */
  reserve(
    draftKey: string | null = null,
    { language = null }: { readonly language?: string | null } = {},
  ): Promise<HeldReservation> {
    return this.reservations.reserve({
      mailboxId: this.mailboxId,
      callerKey: 'caller-1',
      language,
      draftKey,
      correlationId: uuidV4(this.#options.random),
    });
  }

  /** Asks for a room as the pane does, in an integration with this pool. */
  click(
    draftKey: string | null,
    { pool, balancer }: Pick<ReserveDeps, 'pool' | 'balancer'>,
  ): Promise<ReserveAnswer> {
    const { clock, random } = this.#options;
    const asked = {
      integrationId: RIG_INTEGRATION,
      token: 'caller-1',
      draftKey,
      bodyTags: [],
      language: null,
    };
    return reserveSingleUseVmr(
      { ...asked, correlationId: uuidV4(random) },
      {
        callers,
        limiter: new ReservationLimiter(clock),
        reservations: this.reservations,
        texts: fixtureTexts,
        tags: this.#tags,
        pool,
        balancer,
        clock,
        takesPlaceAt: async () => false,
      },
    );
  }

  /** The invitation's body with joining instructions for a reservation. */
  invitation({ alias, tag }: HeldReservation): string {
    return `<p>Join ${alias}</p><p>${tag}</p><p>Agenda</p>`;
  }

  /** The body that an edge gives while no manager can be asked: placeholder and token tag (S3.4). */
  deferredInvitation(issuedAt: Instant, token = 'caller-1'): string {
    const content = {
      integrationId: RIG_INTEGRATION,
      issuedAt,
      nonce: uuidV4(this.#options.random),
      proof: { kind: 'exchange', token } as const,
    };
    const sealed = sealToken(content, { publicKey: tokenKeys.publicKey, random: keyBytes });
    return `${fixtureTexts.placeholder(null)}<p>${tokenTagText(sealed).replaceAll('\n', '<br>')}</p><p>Agenda</p>`;
  }

  /** Whether the alias may be joined now, with the reason told. */
  /** Saves personal rooms; any alias is granted. */
  importRooms(request: RoomImport): Promise<ImportReport> {
    const { clock, random } = this.#options;
    const { sealer } = this.#allocation;
    const aliasGrants = { [request.tenantId]: { prefixes: ['*'], domains: ['*'] } };
    const deps = { store: this.store, sealer, clock, random, aliasGrants, aliasRestMs: 0 };
    return importRooms(request, deps);
  }

  admit(alias: string, at?: Instant): Promise<AdmissionDecision> {
    const { clock } = this.#options;
    return admit(
      { alias, tenants: 'all', mayHearReason: true },
      {
        store: this.store,
        policyOf: () => this.policy,
        sealer: this.#allocation.sealer,
        clock: at === undefined ? clock : { ...clock, now: () => at },
      },
    );
  }

  /** One round of housekeeping. */
  async runHousekeeping(): Promise<void> {
    const { clock } = this.#options;
    await runHousekeeping({
      ...this.#allocation,
      store: this.store,
      alarms: this.alarms,
      clock,
      readClocks: () => this.readClocks(),
      quarantineDays: 90,
      auditDays: 400,
    });
  }

  /** All meetings in the store. */
  async meetings(): Promise<readonly Meeting[]> {
    const page = await this.store.meetings.find(RIG_TENANT, {
      index: 'integration',
      equals: [RIG_INTEGRATION],
      limit: 1_000,
    });
    return page.items.map(({ value }) => value);
  }
}

const noPins: PinSettings = { hostPin: false, allowGuests: false, guestPin: false, length: 6 };

const fixturePolicy: SchedulingPolicy = {
  tenantId: RIG_TENANT,
  integrationId: RIG_INTEGRATION,
  integrationName: 'Rig',
  joinBeforeMinutes: 30,
  joinAfterMinutes: 60,
  retentionHours: 24,
  trustAuthenticatedSenders: true,
  trustedDomains: [],
  theme: null,
  lobbyUntilStart: false,
  signedIn: null,
  options: plainOptions,
};

/** One key for all rigs on one database. */
export const rigSecrets: SecretBox = createSecretBox({
  keys: [{ id: 'rig', key: new Uint8Array(32).fill(9) }],
  randomBytes: (count) => createSeededRandom(count).bytes(count),
});

const rigKeys = { sealer: rigSecrets, tagKeys: { current: new Uint8Array(32).fill(7), retired: [] } };
/** Keys must be the same for all rigs on one database. */
const keyBytes: Random = {
  bytes: (count) => Uint8Array.from({ length: count }, (_, index) => (index * 37 + 11) % 256),
};
const tokenKeys = createTokenKeyPair(keyBytes);

/** An instant written as RFC 3339. */
export function at(text: string): Instant {
  return instant(Date.parse(text));
}
