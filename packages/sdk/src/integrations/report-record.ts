import { codeOf, type IntegrationRecord, type Logger } from '@vmrkit/core';
import type { AlarmService, ReadRecord } from '@vmrkit/core/composition';

/** Faults of one record that an alarm names at most. */
const MOST_FAULTS = 5;

/** A rule that became stricter is reported; the integration works on. Never rejects. */
export async function reportRecord(
  { tenantId, id }: IntegrationRecord,
  issues: ReadRecord['issues'],
  { alarms, logger }: { readonly alarms: AlarmService; readonly logger: Logger },
): Promise<void> {
  const ref = { kind: 'record-refused', tenantId, integrationId: id, subject: id } as const;
  const faults = issues.map(({ path, code }) => `${path.join('.')}: ${code}`).slice(0, MOST_FAULTS);
  const detail = faults.join(', ');
  if (faults.length > 0) {
    const message = 'An integration works on with a record that a save would refuse: correct it.';
    logger.warn(message, { integration: id, faults: detail });
  }
  await (faults.length > 0 ? alarms.raise(ref, detail) : alarms.clear(ref)).catch((error: unknown) =>
    logger.warn('An alarm could not be written.', { kind: ref.kind, code: codeOf(error) }),
  );
}
