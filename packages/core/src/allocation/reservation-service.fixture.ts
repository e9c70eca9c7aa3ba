import { DEPLOYMENT } from '../store/document-collection.ts';
import { allocationPolicy, openAllocation } from './allocation.fixture.ts';
import type { AllocationPolicy } from './held-reservation.ts';
import { ReservationService } from './reservation-service.ts';

export const wish = {
  mailboxId: 'mailbox-1',
  callerKey: 'caller-1',
  correlationId: 'c',
  language: null,
  draftKey: null,
};
/** What a reservation keeps of a wish. */
export const asked = { language: null, pins: null, correlationId: 'c' };
export const tagIdOf = (tag: string) => tag.slice('PXPS:-'.length, -1);

export function openReservations() {
  const fixture = openAllocation();
  const book = (policy: Partial<AllocationPolicy> = {}) =>
    new ReservationService({ ...allocationPolicy, ...policy }, fixture.deps);
  const numberOf = async (tag: { readonly alias: string }) => {
    const id = tag.alias.slice(0, 10);
    const [found] = await fixture.store.spaceNumbers.load(DEPLOYMENT, [id]);
    return found?.value.state;
  };
  return { fixture, clock: fixture.deps.clock, book, numberOf };
}
