import { expect, it } from 'vitest';
import type { MeetingKey } from '../identity/meeting-key.ts';
import type { AliasFormat } from './alias-format.ts';
import { openAllocation } from './allocation.fixture.ts';
import { ReservationService } from './reservation-service.ts';

const before: AliasFormat = { prefix: 'meet', suffixLength: 6, domain: 'vc.example.org' };
const caller = { mailboxId: 'mailbox-1', callerKey: 'caller-1', language: null, correlationId: 'c' };
const meeting = 'i:01' as MeetingKey;

it.each<readonly [string, Partial<AliasFormat>, RegExp]>([
  ['prefix', { prefix: 'room' }, /^room\d{6}@vc\.example\.org$/],
  ['length', { suffixLength: 8 }, /^meet\d{8}@vc\.example\.org$/],
  ['domain', { domain: 'new.example.org' }, /^meet\d{6}@new\.example\.org$/],
])(
  'a changed %s is that of new allocations; what was given out keeps its aliases',
  async (_, changes, expected) => {
    const { deps } = openAllocation();
    const bookOf = (aliasFormat: AliasFormat) =>
      new ReservationService(
        {
          tenantId: 'one',
          integrationId: '11111111-1111-4111-8111-111111111111',
          aliasFormat,
          pins: { hostPin: false, allowGuests: false, guestPin: false, length: 6 },
          reservationLapseDays: 90,
          quarantineDays: 90,
        },
        deps,
      );
    const first = await bookOf(before).reserve({ ...caller, draftKey: 'first draft' });
    const { isNew, ...old } = first;
    expect(isNew).toBe(true);
    const changed = bookOf({ ...before, ...changes });

    expect(await changed.lookUp(old.tag.slice('PXPS:-'.length, -1))).toMatchObject({ reservation: old });
    expect(await changed.reserve({ ...caller, draftKey: 'first draft' })).toEqual({ ...old, isNew: false });
    expect(await changed.bind(old.id, meeting)).toEqual(old);
    expect((await changed.reserve({ ...caller, draftKey: 'second draft' })).alias).toMatch(expected);
  },
);
