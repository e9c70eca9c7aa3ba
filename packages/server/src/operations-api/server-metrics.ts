import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Traffic } from './traffic.ts';

const MANIFEST_VERSION = /^1\.\d{1,5}\.\d{1,5}$/;
/** Versions of one integration that are told apart. */
const MOST_MANIFESTS = 20;

/** How often each kind of alarm stands now. */
export type AlarmCounts = ReadonlyMap<string, number>;

/** How many answers of one mailbox wait, and for how long the oldest of them has. */
export interface AnswerQueueSight {
  readonly integrationId: string;
  readonly mailboxId: string;
  /** The mailbox's address. */
  readonly email: string;
  readonly waiting: number;
  readonly oldestSeconds: number;
}

/** What rendering one integration's texts took. */
export interface RenderingCostSight {
  readonly integrationId: string;
  readonly totalMs: number;
  readonly worstMs: number;
}

interface Sample {
  readonly labels: { readonly integration: string; readonly mailbox?: string; readonly address?: string };
  readonly value: number;
}

/** What the server counts, in Prometheus form. Labels never hold what a sender wrote. */
export class ServerMetrics {
  readonly #registry = new Registry();
  /** For the overview of the admin API. */
  readonly traffic = new Traffic();

  readonly requests = new Histogram({
    name: 'vmrkit_http_request_duration_seconds',
    help: 'Requests by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers: [this.#registry],
  });

  readonly reservations = new Counter({
    name: 'vmrkit_reservations_total',
    help: 'Answers to add-ins: reserved, deferred while no manager could be asked, or refused.',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });

  readonly admissions = new Counter({
    name: 'vmrkit_admissions_total',
    help: 'Decisions about joining, by platform.',
    labelNames: ['platform', 'decision'],
    registers: [this.#registry],
  });

  readonly refusedCallers = new Counter({
    name: 'vmrkit_callers_refused_total',
    help: 'Add-ins that were refused, by integration (`unknown` for none of ours) and error code.',
    labelNames: ['integration', 'code'],
    registers: [this.#registry],
  });

  readonly refusedSignIns = new Counter({
    name: 'vmrkit_sign_ins_refused_total',
    help: 'Pages that ended a sign-in, by integration (`unknown` for none of ours) and error code.',
    labelNames: ['integration', 'code'],
    registers: [this.#registry],
  });

  readonly #panes = new Counter({
    name: 'vmrkit_panes_opened_total',
    help: 'Panes opened, by integration and the version of the manifest that opened them (`other`: none of ours).',
    labelNames: ['integration', 'manifest'],
    registers: [this.#registry],
  });
  readonly #manifests = new Map<string, Set<string>>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry, prefix: 'vmrkit_' });
  }

  /** A pane of an integration of ours was opened by a manifest that says it has this version; anybody may say so. */
  paneOpened(integration: string, manifest: unknown): void {
    const known = this.#manifests.get(integration) ?? new Set();
    this.#manifests.set(integration, known);
    const isVersion = typeof manifest === 'string' && MANIFEST_VERSION.test(manifest);
    const version = isVersion && (known.has(manifest) || known.size < MOST_MANIFESTS) ? manifest : 'other';
    known.add(version);
    this.#panes.inc({ integration, manifest: version });
  }

  /** Shows the standing alarms at each look. */
  showAlarms(count: () => Promise<AlarmCounts>): void {
    new Gauge({
      name: 'vmrkit_alarms_standing',
      help: 'Conditions that an operator must see to.',
      labelNames: ['kind'],
      registers: [this.#registry],
      async collect() {
        const counts = await count().catch((): AlarmCounts => new Map());
        this.reset();
        for (const [kind, standing] of counts) this.set({ kind }, standing);
      },
    });
  }

  /** Shows how many lines of the log were dropped, at each look. */
  showDroppedLines(count: () => number): void {
    new Counter({
      name: 'vmrkit_log_lines_dropped_total',
      help: 'Lines of the log that its device did not take.',
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(count());
      },
    });
  }

  /** Shows what became of mail systems' notifications, at each look. */
  showNotifications(count: () => { readonly delivered: number; readonly dropped: number }): void {
    new Counter({
      name: 'vmrkit_notifications_total',
      help: 'Notifications of mail systems: delivered to managers, or dropped until the next sync.',
      labelNames: ['outcome'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [outcome, total] of Object.entries(count())) this.inc({ outcome }, total);
      },
    });
  }

  /** Shows the queues of answers at each look. */
  showAnswerQueues(look: () => readonly AnswerQueueSight[]): void {
    const labelsOf = ({ integrationId, mailboxId }: AnswerQueueSight) => ({
      integration: integrationId,
      mailbox: mailboxId,
    });
    this.#show('vmrkit_answers_waiting', 'Answers of a mailbox that wait to be sent.', () =>
      look().map((queue) => ({ labels: labelsOf(queue), value: queue.waiting })),
    );
    this.#show('vmrkit_mailbox_info', 'The address of each mailbox; always 1.', () =>
      look().map((queue) => ({ labels: { ...labelsOf(queue), address: queue.email }, value: 1 })),
    );
    this.#show('vmrkit_answers_oldest_seconds', 'Age of the oldest answer of a mailbox that waits.', () =>
      look().map((queue) => ({ labels: labelsOf(queue), value: queue.oldestSeconds })),
    );
  }

  /** Shows what rendering the integrations' texts took, at each look. */
  showRenderingCosts(look: () => readonly RenderingCostSight[]): void {
    const labelsOf = ({ integrationId }: RenderingCostSight) => ({ integration: integrationId });
    this.#show('vmrkit_rendering_seconds', 'Time that an integration’s templates took so far.', () =>
      look().map((cost) => ({ labels: labelsOf(cost), value: cost.totalMs / 1_000 })),
    );
    this.#show('vmrkit_rendering_worst_seconds', 'Longest rendering of an integration so far.', () =>
      look().map((cost) => ({ labels: labelsOf(cost), value: cost.worstMs / 1_000 })),
    );
  }

  /** The exposition text, and its content type. */
  async show(): Promise<{ readonly contentType: string; readonly text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  #show(name: string, help: string, look: () => readonly Sample[]): void {
    new Gauge({
      name,
      help,
      labelNames: ['integration', 'mailbox', 'address'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { labels, value } of look()) this.set(labels, value);
      },
    });
  }
}
