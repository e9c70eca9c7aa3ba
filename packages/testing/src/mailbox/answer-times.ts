import { setTimeout as sleep } from 'node:timers/promises';
import type { ItemRef } from '@vmrkit/core';
import type { OpenedAccount } from './provider-world.ts';
import { replyTo } from './world-steps.ts';

/** How long mailboxes that were just opened may take until news reaches them. */
export const SETTLING_MS = 6_000;
/** How long the last answer is waited for. */
const PATIENCE_MS = 12_000;
/** Between two invitations. */
const APART_MS = 30;

/** What {@link answerTimes} is told. */
interface AnswerTimesOptions {
  /** Resolves when the mailboxes have settled. */
  readonly settled: ((mailboxes: number) => Promise<void>) | undefined;
  invite(email: string): Promise<void>;
  /** What happens once the mailboxes have settled. */
  readonly before?: () => Promise<void>;
}

/**
 * Follows the mailboxes, invites each once they have settled, one after the other, and accepts what comes as an
 * integration does. Milliseconds from sending until the answer was taken, one for each mailbox.
 */
export async function answerTimes(
  accounts: readonly OpenedAccount[],
  { invite, before, settled = () => sleep(SETTLING_MS) }: AnswerTimesOptions,
): Promise<readonly number[]> {
  const stop = new AbortController();
  const answered = new Map<string, number>();
  // One that fails answers nothing, which is what is told.
  const followers = Promise.allSettled(
    accounts.map((account) =>
      follow(account, { signal: stop.signal, answered: (email) => answered.set(email, performance.now()) }),
    ),
  );
  try {
    await settled(accounts.length);
    await before?.();
    const invited = new Map<string, number>();
    for (const { email } of accounts) {
      invited.set(email, performance.now());
      await invite(email);
      await sleep(APART_MS);
    }
    const late = performance.now() + PATIENCE_MS;
    while (answered.size < accounts.length && performance.now() < late) await sleep(20);
    return [...invited].map(([email, at]) => (answered.get(email) ?? Number.POSITIVE_INFINITY) - at);
  } finally {
    stop.abort();
    await followers;
  }
}

/** The time within which 95 of 100 were answered. */
export function p95(times: readonly number[]): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.POSITIVE_INFINITY;
}

async function follow(
  { provider, email }: OpenedAccount,
  { signal, answered }: { readonly signal: AbortSignal; answered(email: string): void },
): Promise<void> {
  const mailbox = provider.equipmentMailbox(email);
  const accept = async (refs: readonly ItemRef[]): Promise<void> => {
    const found = await mailbox.read(refs, { signal });
    const replies = found.flatMap((result) =>
      result.kind === 'message' && result.message.kind === 'request'
        ? [replyTo(result.message, 'accept')]
        : [],
    );
    if (replies.length === 0) return;
    const outcomes = await mailbox.respond(replies, { signal });
    const sent = outcomes.filter(({ kind }) => kind === 'sent');
    if (sent.length === replies.length) answered(email);
  };
  for await (const { refs } of mailbox.changes(null, { signal })) if (refs.length > 0) await accept(refs);
}
