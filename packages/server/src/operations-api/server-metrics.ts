import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** How often each kind of alarm stands now. */
export type AlarmCounts = ReadonlyMap<string, number>;

/** How many answers of one mailbox wait, and for how long the oldest of them has. */
export interface AnswerQueueSight {
  readonly integrationId: string;
  readonly mailboxId: string;
  readonly waiting: number;
  readonly oldestSeconds: number;
}

/** What the server counts, in Prometheus form (S8.8). Labels never hold what a sender or a tenant wrote. */
export class ServerMetrics {
  readonly #registry = new Registry();

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

  constructor() {
    collectDefaultMetrics({ register: this.#registry, prefix: 'vmrkit_' });
  }

  /** Shows the standing alarms at each look (S8.3). */
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

  /** Shows the queues of answers at each look (S12.2). */
  showAnswerQueues(look: () => readonly AnswerQueueSight[]): void {
    const gauges = [
      ['vmrkit_answers_waiting', 'Answers of a mailbox that wait to be sent.', 'waiting'],
      ['vmrkit_answers_oldest_seconds', 'Age of the oldest answer of a mailbox that waits.', 'oldestSeconds'],
    ] as const;
    for (const [name, help, value] of gauges) {
      new Gauge({
        name,
        help,
        labelNames: ['integration', 'mailbox'],
        registers: [this.#registry],
        collect() {
          this.reset();
          for (const queue of look()) {
            this.set({ integration: queue.integrationId, mailbox: queue.mailboxId }, queue[value]);
          }
        },
      });
    }
  }

  /** The exposition text, and its content type. */
  async show(): Promise<{ readonly contentType: string; readonly text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}
