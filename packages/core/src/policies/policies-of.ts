import type { AllocationPolicy } from '../allocation/held-reservation.ts';
import { type AliasGrants, isAliasGranted } from '../integration/alias-grants.ts';
import type { IntegrationRecord } from '../integration/integration-record.ts';
import type { SchedulingPolicy, SignedInOnly } from '../meetings/scheduling-policy.ts';
import { aliasFormatOf } from './alias-format-of.ts';

/** What the scheduling rules obey of a record. */
export function schedulingPolicyOf(record: IntegrationRecord): SchedulingPolicy {
  const { singleUse, scheduling } = record;
  const { withoutAddIn } = scheduling;
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
    signedIn: signedInOnly(singleUse.signedIn),
    options: {
      withoutAddIn: withoutAddIn.enabled ? { keyword: withoutAddIn.keyword } : null,
      roomsForCopies: scheduling.roomsForCopies,
      ...scheduling.limits,
    },
  };
}

function signedInOnly(asked: SignedInOnly): SignedInOnly | null {
  return Object.values(asked).every((each) => each === null) ? null : asked;
}

/** What allocation obeys of a record; outside its tenant's grant nothing is given out. */
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
