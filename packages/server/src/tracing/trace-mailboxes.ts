import type { EquipmentMailbox, MailboxProvider, Plugin } from '@vmrkit/core';
import { withinSpan } from './within-span.ts';

/** Calls of a worker that take a batch. */
const BATCHES: ReadonlySet<string> = new Set(['read', 'respond', 'findAnswers']);

/** The plugins, those of mailboxes with a span around each batch that a worker reads or answers. */
export function traceMailboxes(plugins: readonly Plugin[]): readonly Plugin[] {
  return plugins.map((plugin) => {
    if (plugin.kind !== 'mailbox-provider') return plugin;
    const create: Plugin['create'] = async (...given) =>
      traceProvider((await plugin.create(...given)) as MailboxProvider);
    return { ...plugin, create };
  });
}

function traceProvider(provider: MailboxProvider): MailboxProvider {
  return bound(provider, (name, call) =>
    name === 'equipmentMailbox'
      ? (email: string) => traceMailbox(provider.equipmentMailbox(email), email)
      : call,
  );
}

function traceMailbox(mailbox: EquipmentMailbox, email: string): EquipmentMailbox {
  return bound(mailbox, (name, call) => {
    if (!BATCHES.has(name)) return call;
    return (batch: readonly unknown[], ...options: readonly unknown[]) => {
      const attributes = { 'vmrkit.mailbox': email, 'vmrkit.batch': batch.length };
      return withinSpan(`mailbox ${name}`, { attributes }, async () => call(batch, ...options));
    };
  });
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
