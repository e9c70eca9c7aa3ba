import type { AliasFormat } from '../allocation/alias-format.ts';
import type { IntegrationRecord } from '../integration/integration-record.ts';

/** The alias format for new allocations, or null where none may be made: disabled, or the kind switched off. */
export function aliasFormatOf(record: IntegrationRecord): AliasFormat | null {
  const { scheduledAliasPrefix, scheduledAliasSuffixLength, scheduledAliasDomain } = record.singleUse;
  if (!record.general.enabled || !record.general.enableSingleUseVmrs) return null;
  if (scheduledAliasPrefix === null || scheduledAliasDomain === null) return null;
  return {
    prefix: scheduledAliasPrefix,
    suffixLength: scheduledAliasSuffixLength,
    domain: scheduledAliasDomain,
  };
}
