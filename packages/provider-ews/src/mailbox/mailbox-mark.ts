import { formatInstant, type MailboxMark, parseInstant } from '@vmrkit/core';
import { z } from 'zod';

const markSchema = z.object({
  deployment_id: z.string().min(1).max(200),
  integration_id: z.string().min(1).max(200),
  written_at: z.iso.datetime({ offset: true }),
});

/** The mark as it lies in the mailbox. */
export function writeMailboxMark(mark: MailboxMark): string {
  return JSON.stringify({
    deployment_id: mark.deploymentId,
    integration_id: mark.integrationId,
    written_at: formatInstant(mark.writtenAt),
  });
}

/** Reads it; null for anything that is no mark. */
export function readMailboxMark(text: string | null): MailboxMark | null {
  const parsed = markSchema.safeParse(jsonOf(text));
  if (!parsed.success) return null;
  return {
    deploymentId: parsed.data.deployment_id,
    integrationId: parsed.data.integration_id,
    writtenAt: parseInstant(parsed.data.written_at),
  };
}

function jsonOf(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
