import type { PluginSecrets } from '@vmrkit/core';
import { z } from 'zod';

/** What must outlive a process, so that the next one goes on with the subscription instead of making a second. */
export interface KnownSubscription {
  readonly id: string;
  /** Last segment of the address that it notifies. */
  readonly key: string;
  readonly clientState: string;
  /** Wall time, in milliseconds. */
  readonly expiresAt: number;
}

const knownSchema = z.object({
  id: z.string().min(1),
  key: z.string().min(1),
  clientState: z.string().min(1),
  expiresAt: z.number(),
});

/** Where a mailbox's subscription is remembered. */
export interface SubscriptionMemory {
  read(): Promise<KnownSubscription | null>;
  write(known: KnownSubscription | null): Promise<void>;
}

/** Remembers it among the integration's secrets. */
export function subscriptionMemory(secrets: PluginSecrets, mailbox: string): SubscriptionMemory {
  const name = `subscription/${mailbox.toLowerCase()}`.slice(0, 200);
  return {
    read: async () => {
      const secret = await secrets.read(name);
      const parsed = secret && knownSchema.safeParse(jsonOf(secret.value));
      return parsed?.success ? parsed.data : null;
    },
    write: async (known) => {
      await secrets.write(name, { value: JSON.stringify(known) });
    },
  };
}

/** Remembers it for this process alone. */
export function shortMemory(): SubscriptionMemory {
  let known: KnownSubscription | null = null;
  return {
    read: async () => known,
    write: async (next) => {
      known = next;
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
