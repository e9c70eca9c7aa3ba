import { setMaxListeners } from 'node:events';
import {
  type AdmissionDecision,
  type AdmissionQuestion,
  type Clock,
  type DocumentDatabase,
  type Logger,
  type ManagerAnswer,
  type ManagerClient,
  NotAllowedError,
  NotFoundError,
  type NotificationDelivery,
  type PlatformEvent,
  type Random,
  type ReserveAnswer,
  type ReserveRequest,
  UnavailableError,
} from '@vmrkit/core';
import {
  type AlarmService,
  admit,
  type ClockWatch,
  callerBudgetShape,
  type EdgeSnapshot,
  type PoolBalancer,
  type PooledMailbox,
  ReservationService,
  type ReserveAliasesDeps,
  reserveSingleUseVmr,
  type SecretBox,
  SharedReservationLimiter,
  type Store,
  TagReader,
  type TakeEventsDeps,
  takePlatformEvents,
  takesPlaceAt,
} from '@vmrkit/core/composition';
import type { IntegrationRegistry, IntegrationRenderingCost } from '../integrations/integration-registry.ts';
import type { LiveIntegration } from '../integrations/live-integration.ts';
import type { KitKeys } from '../keys/kit-keys.ts';
import { publicBearerKeys } from '../keys/pane-bearers.ts';
import type { KitConfig } from '../kit-config.ts';
import type { AnswerWatch, WatchedQueue } from './answer-watch.ts';
import { CallerWatch } from './caller-watch.ts';
import type { CredentialWatch } from './credential-watch.ts';
import type { JoinLinks } from './join-links.ts';
import type { KeyWatch } from './key-watch.ts';
import type { MailboxSupervisor } from './mailbox-supervisor.ts';
import { copyAuditTrail, retryMailboxes, runHousekeepingLoop } from './manager-loops.ts';
import type { ManagerWatch } from './manager-watch.ts';
import type { NoticeBoard } from './notice-board.ts';
import type { PersonalVmrs } from './personal-vmrs.ts';
import type { PlatformWatch } from './platform-watch.ts';
import type { SignIns } from './sign-ins.ts';
import { snapshotOf } from './snapshot-of.ts';
import type { WebhookSender } from './webhook-sender.ts';

/** What a manager works with. */
export interface ManagerOptions {
  readonly config: KitConfig;
  readonly keys: KitKeys;
  readonly database: DocumentDatabase;
  readonly store: Store;
  readonly secretBox: SecretBox;
  readonly registry: IntegrationRegistry;
  readonly supervisor: MailboxSupervisor;
  readonly managers: ManagerWatch;
  readonly balancer: PoolBalancer;
  readonly answers: AnswerWatch;
  readonly keyWatch: KeyWatch;
  readonly notices: NoticeBoard;
  readonly credentialWatch: Pick<CredentialWatch, 'run'>;
  readonly signIns: SignIns;
  readonly webhookSender: WebhookSender;
  readonly platformWatch: PlatformWatch;
  readonly personalVmrs: PersonalVmrs;
  readonly joinLinks: JoinLinks;
  readonly allocation: ReserveAliasesDeps;
  readonly alarms: AlarmService;
  readonly clock: Clock;
  readonly clockWatch: ClockWatch;
  readonly random: Random;
  readonly logger: Logger;
}

/** The role that owns the store, works the mailboxes, allocates and admits. In this process it is a ManagerClient. */
export class Manager implements ManagerClient {
  readonly #options: ManagerOptions;
  readonly #limiter: SharedReservationLimiter;
  readonly #callers: CallerWatch;
  readonly #stop = new AbortController();
  #opened = false;
  #loops: readonly Promise<void>[] = [];

  constructor(options: ManagerOptions) {
    this.#options = options;
    this.#callers = new CallerWatch(options);
    const { burst, per_minute: perMinute } = options.config.allocation;
    this.#limiter = new SharedReservationLimiter({
      budgets: options.database.collection(callerBudgetShape),
      clock: options.clock,
      limits: { burst, perMinute },
      isAlone: () => options.managers.isAlone,
    });
  }

  /** Reads the integrations, and works nothing yet. Rejects as the store does. */
  async open(): Promise<void> {
    await this.#options.registry.refresh();
    this.#opened = true;
  }

  /** Sets to work, after {@link Manager.open} where nobody called it. Rejects as the store does. */
  async start(): Promise<void> {
    const { registry, supervisor, managers } = this.#options;
    if (!this.#opened) await this.open();
    // What others work is left to them: it must be known who they are before anything is taken.
    await managers.look();
    const unsubscribe = registry.onChange(() => void supervisor.reconcile());
    this.#stop.signal.addEventListener('abort', unsubscribe);
    await supervisor.reconcile();
    const { signal } = this.#stop;
    // Each loop below listens to it, and each of its pauses.
    setMaxListeners(0, signal);
    this.#loops = [
      registry.watch(signal),
      retryMailboxes(this.#options, signal),
      this.#options.answers.run(signal),
      managers.run(signal),
      this.#options.keyWatch.run(signal),
      this.#callers.run(signal),
      this.#options.credentialWatch.run(signal),
      this.#options.notices.run(signal),
      copyAuditTrail(this.#options, signal),
      this.#options.webhookSender.run(signal),
      this.#options.platformWatch.run(signal),
      runHousekeepingLoop({ ...this.#options, limiter: this.#limiter }, signal),
    ];
  }

  /** Stops all work and lets the leases go. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#options.supervisor.stop(), ...this.#loops]);
    await this.#options.registry.settled();
    await this.#options.registry.close();
  }

  /**
   * Rejects with UnavailableError while the store does not answer, with ConflictError `ERR_KIT_KEY_MISMATCH` once it is
   * written with a master key that this manager lacks.
   */
  async ready(): Promise<void> {
    await this.#options.database.ping();
    await this.#options.keyWatch.refuseOldKey();
  }

  /** Rejects with UnavailableError `ERR_MAILBOX_WORKER_STUCK` once a worker of this process hangs: only a restart helps. */
  async alive(): Promise<void> {
    const stuck = this.#options.supervisor.stuckMailboxes();
    if (stuck.length === 0) return;
    throw new UnavailableError(`The workers of these mailboxes hang: ${stuck.join(', ')}.`, {
      code: 'ERR_MAILBOX_WORKER_STUCK',
    });
  }

  /**
   * See {@link ManagerClient.reserve}. Rejects with NotFoundError `ERR_INTEGRATION_NOT_FOUND`, NotAllowedError
   * `ERR_INTEGRATION_OFF`, and as `reserveSingleUseVmr` does.
   */
  async reserve(request: ReserveRequest): Promise<ReserveAnswer> {
    const { registry, supervisor, allocation, balancer, clock, keys, store } = this.#options;
    const live = registry.find(request.integrationId);
    if (live === null) {
      throw new NotFoundError('There is no such integration.', { code: 'ERR_INTEGRATION_NOT_FOUND' });
    }
    if (!live.record.general.enabled || live.allocation === null) {
      throw new NotAllowedError('This integration gives out no single-use VMRs now.', {
        code: 'ERR_INTEGRATION_OFF',
      });
    }
    const { callers } = live;
    await supervisor.marksSeen(request.integrationId);
    const reserved = reserveSingleUseVmr(request, {
      callers,
      limiter: this.#limiter,
      reservations: new ReservationService(live.allocation, allocation),
      tags: new TagReader({ tokenPrivateKeys: keys.tokens.privateKeys, callers }),
      texts: live.texts,
      pool: this.#poolOf(live),
      balancer,
      clock,
      sipUriInLocation: live.record.singleUse.sipUriInLocation,
      takesPlaceAt: async (key, start) => {
        const [meeting] = await store.meetings.load(live.record.tenantId, [key]);
        return meeting !== undefined && meeting !== null && takesPlaceAt(meeting.value, start);
      },
    });
    return this.#callers.note(reserved, request, callers);
  }

  /** See {@link ManagerClient.snapshot}. */
  async snapshot(): Promise<EdgeSnapshot> {
    const { registry, clock, keys } = this.#options;
    const bearerKeys = publicBearerKeys(keys.bearers);
    const tokenPublicKey = keys.tokens.publicKey;
    return snapshotOf(registry.all(), { takenAt: clock.now(), tokenPublicKey, bearerKeys });
  }

  /** See {@link ManagerClient.deliver}. Other managers over the store hear of it within some seconds. */
  async deliver(delivery: NotificationDelivery): Promise<ManagerAnswer<'deliver'>> {
    this.#options.supervisor.notified(delivery);
    this.#options.notices.post(delivery);
    return {};
  }

  /** See {@link SignIns}, also for the four below. */
  beginSignIn: ManagerClient['beginSignIn'] = (request) => this.#options.signIns.beginSignIn(request);
  openSignIn: ManagerClient['openSignIn'] = (request) => this.#options.signIns.openSignIn(request);
  completeSignIn: ManagerClient['completeSignIn'] = (request) =>
    this.#options.signIns.completeSignIn(request);
  releaseSignIn: ManagerClient['releaseSignIn'] = (request) => this.#options.signIns.releaseSignIn(request);
  takeSignIn: ManagerClient['takeSignIn'] = (request) => this.#options.signIns.takeSignIn(request);

  /** See {@link PersonalVmrs}, also for the one below. */
  listPersonalVmrs: ManagerClient['listPersonalVmrs'] = (request) =>
    this.#options.personalVmrs.listPersonalVmrs(request);
  renderPersonalVmr: ManagerClient['renderPersonalVmr'] = (request) =>
    this.#options.personalVmrs.renderPersonalVmr(request);

  /** See {@link JoinLinks}, also for the one below. */
  followJoinLink: ManagerClient['followJoinLink'] = (request) =>
    this.#options.joinLinks.followJoinLink(request);
  enterByJoinLink: ManagerClient['enterByJoinLink'] = (request) =>
    this.#options.joinLinks.enterByJoinLink(request);

  /** Whether a participant may join. */
  async admit(question: AdmissionQuestion): Promise<AdmissionDecision> {
    const { store, secretBox, clock, registry } = this.#options;
    const policyOf = (id: string) => registry.find(id)?.scheduling ?? null;
    return admit(question, { store, sealer: secretBox, clock, policyOf });
  }

  /** Writes what a platform told of conferences; see `takePlatformEvents`. */
  async takeEvents(
    events: readonly PlatformEvent[],
    by: Pick<TakeEventsDeps, 'platform' | 'tenants'>,
  ): Promise<void> {
    const { store, clock, random } = this.#options;
    await takePlatformEvents(events, { store, clock, random, ...by });
  }

  /** The queues of answers as they were at the last look. */
  answerQueues(): readonly WatchedQueue[] {
    return this.#options.answers.queues;
  }

  /** What rendering each integration's texts took in this process. */
  renderingCosts(): readonly IntegrationRenderingCost[] {
    return this.#options.registry.renderingCosts();
  }

  #poolOf({ record }: LiveIntegration): readonly PooledMailbox[] {
    const { supervisor } = this.#options;
    return (record.mailbox?.mailboxes ?? []).map((mailbox) => ({
      ...mailbox,
      repliesPerMinute: supervisor.repliesPerMinute(record.id, mailbox),
    }));
  }
}
