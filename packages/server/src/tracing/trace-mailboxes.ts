import type { EquipmentMailbox, MailboxProvider, Plugin, ReadResult, ReplyOutcome } from '@vmrkit/core';
import { withinSpan } from './within-span.ts';

/** Calls of a worker that take a batch. */
const BATCHES: ReadonlySet<string> = new Set(['read', 'respond', 'findAnswers']);

/** Counts what goes through mailboxes. */
export interface MailboxTraffic {
  countRequests(count: number): void;
  countAnswers(email: string, count: number): void;
}

/** The plugins, those of mailboxes with a span around each batch that a worker reads or answers, which is counted too. */
export function traceMailboxes(plugins: readonly Plugin[], traffic?: MailboxTraffic): readonly Plugin[] {
  return plugins.map((plugin) => {
    if (plugin.kind !== 'mailbox-provider') return plugin;
    const create: Plugin['create'] = async (...given) =>
      traceProvider((await plugin.create(...given)) as MailboxProvider, traffic);
    return { ...plugin, create };
  });
}

function traceProvider(provider: MailboxProvider, traffic: MailboxTraffic | undefined): MailboxProvider {
  return bound(provider, (name, call) =>
    name === 'equipmentMailbox'
      ? (email: string) => traceMailbox(provider.equipmentMailbox(email), { email, traffic })
      : call,
  );
}

interface TracedMailbox {
  readonly email: string;
  readonly traffic: MailboxTraffic | undefined;
}

function traceMailbox(mailbox: EquipmentMailbox, { email, traffic }: TracedMailbox): EquipmentMailbox {
  return bound(mailbox, (name, call) => {
    if (!BATCHES.has(name)) return call;
    return (batch: readonly unknown[], ...options: readonly unknown[]) => {
      const attributes = { 'vmrkit.mailbox': email, 'vmrkit.batch': batch.length };
      return withinSpan(`mailbox ${name}`, { attributes }, async () => {
        const results = await call(batch, ...options);
        if (traffic !== undefined) count(name, results, { email, traffic });
        return results;
      });
    };
  });
}

function count(
  name: string,
  results: unknown,
  { email, traffic }: TracedMailbox & { readonly traffic: MailboxTraffic },
): void {
  if (name === 'read') {
    const read = results as readonly ReadResult[];
    traffic.countRequests(
      read.filter((each) => each.kind === 'message' && each.message.kind === 'request').length,
    );
  }
  if (name === 'respond') {
    const outcomes = results as readonly ReplyOutcome[];
    traffic.countAnswers(email, outcomes.filter(({ kind }) => kind === 'sent').length);
  }
}

type Call = (...given: readonly never[]) => unknown;

/** The object with some of its methods replaced; what is left runs on the object itself, as private fields need it. */
function bound<Target extends object>(
  target: Target,
  replace: (name: string, call: (...given: readonly unknown[]) => unknown) => Call,
): Target {
  // Of an empty object, since a proxy may not show other values for the fields of a frozen one.
  return new Proxy({} as Target, {
    has: (_, name) => name in target,
    get: (_, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function' || typeof name !== 'string') return value;
      return replace(name, value.bind(target));
    },
  });
}
