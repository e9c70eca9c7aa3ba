import type { KeySealer } from '../allocation/allocation-store.ts';
import { measureFillLevel, SPACE_ALARM_LEVEL } from '../allocation/number-spaces.ts';
import { sweepNumbers } from '../allocation/quarantine.ts';
import { lapseReservations } from '../allocation/reservations.ts';
import { sweepClaims } from '../allocation/sweeper.ts';
import type { Clock } from '../runtime/clock.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import type { Store } from '../store/store.ts';
import { DAY_MS } from '../time/instant.ts';
import type { AlarmBook } from './alarm-book.ts';
import { claimOwners, forgetTombstones, reservationUser } from './claim-owners.ts';

/** Documents looked at in one step. */
const STEP = 200;

/** What keeping house works on. */
export interface KeepHouseDeps {
  readonly store: Store;
  readonly sealer: KeySealer;
  readonly alarms: AlarmBook;
  readonly clock: Clock;
  /** How long a number rests after use; a setting of the deployment. */
  readonly quarantineDays: number;
}

/** What one round did. */
export interface HouseReport {
  readonly reservations: number;
  readonly numbers: number;
  readonly claims: number;
}

/**
 * One round of what must be done now and then over all tenants: reservations lapse, rested numbers become free, claims
 * that nobody uses go, and spaces that fill up raise an alarm (S3.2, S3.3). Several managers may do it at once.
 */
export async function keepHouse(deps: KeepHouseDeps): Promise<HouseReport> {
  const { store, sealer, clock } = deps;
  const quarantineMs = deps.quarantineDays * DAY_MS;
  const now = clock.now();
  const raiseMeeting = reservationUser(store, clock);
  const reservations = await lapseReservations(store, { now, quarantineMs, limit: STEP, raiseMeeting });
  const numbers = await sweepNumbers({ store, sealer, now, quarantineMs, limit: STEP });
  const owners = claimOwners(store, clock);
  const { removed } = await sweepClaims(store.claims, { now, limit: STEP, owners });
  await forgetTombstones(store, { now, limit: STEP });
  await watchSpaces(deps);
  return { reservations, numbers, claims: removed };
}

async function watchSpaces({ store, alarms }: KeepHouseDeps): Promise<void> {
  for (let after: string | null = ''; after !== null; ) {
    const from: { readonly after?: string } = after === '' ? {} : { after };
    const page = await store.numberSpaces.find(DEPLOYMENT, {
      index: 'prefix',
      equals: [],
      limit: STEP,
      ...from,
    });
    for (const space of page.items) {
      const level = await measureFillLevel(store, space);
      const { tenantId } = space.value;
      const ref = { kind: 'alias-space-low', tenantId, integrationId: null, subject: space.id } as const;
      if (level >= SPACE_ALARM_LEVEL) await alarms.raise(ref, `${Math.floor(level * 100)} % in use`);
      else await alarms.clear(ref);
    }
    after = page.next;
  }
}
