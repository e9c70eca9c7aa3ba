import type { AlarmService } from '../alarms/alarm-service.ts';
import type { KeySealer } from '../allocation/allocation-store.ts';
import { measureFillLevel, SPACE_ALARM_LEVEL, SPACE_CLEAR_LEVEL } from '../allocation/number-spaces.ts';
import { sweepNumbers } from '../allocation/quarantine.ts';
import { lapseReservations } from '../allocation/reservation-lifecycle.ts';
import { sweepClaims } from '../allocation/sweeper.ts';
import { copyAuditEvents, forgetAuditEvents } from '../audit/copy-audit-events.ts';
import { auditedCollections, type Store } from '../collections/store.ts';
import type { IntegrationId } from '../identity/tenancy.ts';
import type { Clock } from '../runtime/clock.ts';
import type { ClockReading } from '../runtime/clock-watch.ts';
import { forgetSignIns } from '../sign-in/sign-in-records.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { DAY_MS } from '../time/instant.ts';
import { forgetDeliveries, queueWebhooks } from '../webhooks/queue-webhooks.ts';
import { claimOwners, forgetTombstones, reservationUser } from './claim-owners.ts';
import { forgetOrphanedSecrets } from './forget-orphaned-secrets.ts';

/** Documents looked at in one step. */
const STEP = 200;
/** Most steps of one kind in a round, so that what stays due cannot hold up the rest. */
const MOST_STEPS = 50;

/** What keeping house works on. */
export interface HousekeepingDeps {
  readonly store: Store;
  readonly sealer: KeySealer;
  readonly alarms: AlarmService;
  readonly clock: Clock;
  /**
   * The clock as it is judged now: for the deployment (null), or with the mail systems of one integration heard. Left
   * out, it is believed.
   */
  readClocks?(integrationId: IntegrationId | null): Pick<ClockReading, 'now' | 'verdict'>;
  /** How long a number rests after use; a setting of the deployment. */
  readonly quarantineDays: number;
  /** How long the audit trail tells of a change; a setting of the deployment. */
  readonly auditDays: number;
  /** Ends the round between two steps. */
  readonly signal?: AbortSignal;
}

/** What one round did. */
export interface HousekeepingReport {
  readonly reservations: number;
  readonly numbers: number;
  readonly claims: number;
}

/**
 * One round of what must be done now and then over all tenants: reservations lapse, rested numbers become free, claims
 * that nobody uses, plugins' secrets of integrations that are gone, sign-ins that are over, old audit events and events of webhooks go, and spaces that fill up raise an alarm. Several managers may do it at once. None of
 * the first is done while the clock cannot be believed; an integration whose mail system tells another time waits alone.
 */
export async function runHousekeeping(deps: HousekeepingDeps): Promise<HousekeepingReport> {
  const { store, sealer, clock } = deps;
  const quarantineMs = deps.quarantineDays * DAY_MS;
  const { readClocks = () => ({ now: clock.now(), verdict: 'sound' }) } = deps;
  const { now, verdict } = readClocks(null);
  if (verdict !== 'sound') {
    await watchSpaces(deps);
    return { reservations: 0, numbers: 0, claims: 0 };
  }
  const isHeld = (integrationId: IntegrationId) => readClocks(integrationId).verdict !== 'sound';
  const raiseMeeting = reservationUser(store, clock);
  const reservations = await repeat(deps, () =>
    lapseReservations(store, { now, quarantineMs, limit: STEP, raiseMeeting, isHeld }),
  );
  const numbers = await repeat(deps, () => sweepNumbers({ store, sealer, now, quarantineMs, limit: STEP }));
  const owners = claimOwners(store, clock);
  let claims = 0;
  await repeat(deps, async () => {
    const { reviewed, removed } = await sweepClaims(store.claims, { now, limit: STEP, owners });
    claims += removed;
    return reviewed;
  });
  await repeat(deps, () => forgetTombstones(store, { now, limit: STEP }));
  await repeat(deps, () => forgetSignIns(store.signIns, { now, limit: STEP }));
  await repeat(deps, () => forgetAuditEvents(store.auditEvents, { now, days: deps.auditDays, limit: STEP }));
  await repeat(deps, () => forgetDeliveries(store.webhookDeliveries, { now, limit: STEP }));
  await forgetOrphanedSecrets(store);
  await watchSpaces(deps);
  return { reservations, numbers, claims };
}

/** Copies what is audited into its collection and queues it for webhooks (ADR 17, ADR 32). Several managers may do it at once. Rejects as the store does. */
export async function copyAudit(deps: Pick<HousekeepingDeps, 'store' | 'clock' | 'signal'>): Promise<void> {
  const { store, clock } = deps;
  for (const audited of auditedCollections(store)) {
    await repeat(deps, () =>
      copyAuditEvents(audited, store.auditEvents, {
        limit: STEP,
        tell: (tenantId, events) => queueWebhooks(tenantId, events, { store, now: clock.now() }),
      }),
    );
  }
}

/** Repeats a step until it finds less than it may look at. Returns how many it looked at in all. */
async function repeat(
  { signal }: Pick<HousekeepingDeps, 'signal'>,
  step: () => Promise<number>,
): Promise<number> {
  let total = 0;
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const looked = await step();
    total += looked;
    if (looked < STEP || signal?.aborted) break;
  }
  return total;
}

async function watchSpaces({ store, sealer, alarms }: HousekeepingDeps): Promise<void> {
  for (let after: string | null = ''; after !== null; ) {
    const from: { readonly after?: string } = after === '' ? {} : { after };
    const page = await store.numberSpaces.find(DEPLOYMENT, {
      index: 'prefix',
      equals: [],
      limit: STEP,
      ...from,
    });
    for (const space of page.items) {
      const level = await measureFillLevel({ store, sealer }, space);
      const { tenantId } = space.value;
      const ref = { kind: 'alias-space-low', tenantId, integrationId: null, subject: space.id } as const;
      if (level >= SPACE_ALARM_LEVEL) await alarms.raise(ref, `${Math.floor(level * 100)} % in use`);
      else if (level < SPACE_CLEAR_LEVEL) await alarms.clear(ref);
    }
    after = page.next;
  }
}
