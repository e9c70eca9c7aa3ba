import type { AllocationPolicy } from '../allocation/reservation-service.ts';
import type { CallerPolicy } from '../callers/caller.ts';
import { type AliasGrants, isAliasGranted } from '../integration/alias-grants.ts';
import type { IntegrationRecord } from '../integration/integration-record.ts';
import type { SchedulingPolicy } from '../meetings/scheduling-policy.ts';
import { aliasFormatOf } from './alias-format-of.ts';

/** What the scheduling rules obey of a record. */
export function schedulingPolicyOf(record: IntegrationRecord): SchedulingPolicy {
  const { singleUse } = record;
  return {
    tenantId: record.tenantId,
    integrationId: record.id,
    integrationName: record.general.name,
    joinBeforeMinutes: singleUse.joinBeforeBuffer,
    joinAfterMinutes: singleUse.joinAfterBuffer,
    retentionHours: singleUse.retentionHours,
    trustAuthenticatedSenders: singleUse.acceptedSenders.internal,
    trustedDomains: singleUse.acceptedSenders.domains,
    theme: singleUse.theme,
    lobbyUntilStart: singleUse.pins.lobbyUntilStart,
  };
}

/** What allocation obeys of a record; outside its tenant's grant nothing is given out (S1.6). */
export function allocationPolicyOf(
  record: IntegrationRecord,
  { quarantineDays, aliasGrants }: { readonly quarantineDays: number; readonly aliasGrants: AliasGrants },
): AllocationPolicy {
  return {
    tenantId: record.tenantId,
    integrationId: record.id,
    aliasFormat: isAliasGranted(record, aliasGrants) ? aliasFormatOf(record) : null,
    pins: record.singleUse.pins,
    reservationLapseDays: record.singleUse.reservationLapseDays,
    quarantineDays,
  };
}

/** How callers of an integration's add-in are verified (S7.1). */
export function callerPolicyOf(record: IntegrationRecord): CallerPolicy {
  return {
    tenantId: record.tenantId,
    integrationId: record.id,
    audience: paneUrl(record),
    exchangeMetadataUrls: record.advanced.exchangeMetadataUrls,
  };
}

/** The pane's address, which is the audience that Exchange writes into its tokens (S7.1, S10.1). */
function paneUrl(record: IntegrationRecord): string {
  return `https://${record.addIn.serverFqdn}/api/client/v2/msexchange_schedulers/${record.id}/pane`;
}
