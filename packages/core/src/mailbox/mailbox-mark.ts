import { z } from 'zod';
import { formatInstant, parseInstant } from '../time/instant.ts';
import type { MailboxMark } from './equipment-mailbox.ts';

/** Anyone with the mailbox can write it, and nobody is to wait for ever. */
const LONGEST_RENEWAL_MS = 3_600_000;

const markSchema = z.object({
  deployment_id: z.string().min(1).max(200),
  integration_id: z.string().min(1).max(200),
  written_at: z.iso.datetime({ offset: true }),
  renewal: z
    .object({
      counter: z.int().min(0),
      every_ms: z.int().min(1).max(LONGEST_RENEWAL_MS),
      drawn: z.int().min(0),
    })
    .optional(),
  replaced: z.array(z.string().min(1).max(200)).max(100).optional(),
});

/** The mark as it lies in the mailbox. */
export function writeMailboxMark(mark: MailboxMark): string {
  return JSON.stringify({
    deployment_id: mark.deploymentId,
    integration_id: mark.integrationId,
    written_at: formatInstant(mark.writtenAt),
    ...(mark.renewal && {
      renewal: {
        counter: mark.renewal.counter,
        every_ms: mark.renewal.everyMs,
        drawn: mark.renewal.drawn,
      },
    }),
    ...(mark.replaced && { replaced: mark.replaced }),
  });
}

/** Reads it; null for anything that is no mark. */
export function readMailboxMark(text: string | null): MailboxMark | null {
  const parsed = markSchema.safeParse(jsonOf(text));
  if (!parsed.success) return null;
  const { deployment_id, integration_id, written_at, renewal, replaced } = parsed.data;
  return {
    deploymentId: deployment_id,
    integrationId: integration_id,
    writtenAt: parseInstant(written_at),
    ...(renewal && {
      renewal: { counter: renewal.counter, everyMs: renewal.every_ms, drawn: renewal.drawn },
    }),
    ...(replaced && { replaced }),
  };
}

function jsonOf(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
