import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { assert, expect, it } from 'vitest';
import { openPins } from '../../allocation/sealed-pins.ts';
import { openStore } from '../../collections/store.ts';
import { pinsOf } from '../../meetings/conference-edits.ts';
import { key, live, now, policy } from '../../meetings/meeting.fixture.ts';
import { createSecretBox } from '../../secrets/create-secret-box.ts';
import { editConference } from '../edit-conference.ts';
import { findConference } from '../find-conferences.ts';
import { meetingDocuments } from './sealed-documents.ts';

const random = createSeededRandom(5);
const keyOf = (id: string, byte: number) => ({ id, key: new Uint8Array(32).fill(byte) });
const boxOf = (...keys: readonly ReturnType<typeof keyOf>[]) =>
  createSecretBox({ keys, randomBytes: (count) => random.bytes(count) });

it('PINs that were set by hand are sealed with the present key, and stay the same', async () => {
  const store = openStore(createWeakMemoryDatabase());
  const meeting = live();
  const { conference } = meeting;
  assert(conference);
  await store.meetings.commit(meeting.tenantId, [{ op: 'insert', id: key, value: meeting }]);
  const [old, present] = [keyOf('old', 1), keyOf('present', 2)];
  const standing = async () => {
    const found = await findConference(conference.id, { scope: 'all', store });
    assert(found);
    return found;
  };
  const edit = { host_pin: '482915', guest_pin: '730264', allow_guests: true };
  const deps = { store, sealer: boxOf(old), aliasGrants: {}, clock: new FakeClock(now), random };
  const author = { actor: 'olga', details: {} };
  expect(await editConference(await standing(), { edit, author, policy }, deps)).toBe(true);
  const { tenantId, integrationId } = meeting;
  const ref = { tenantId, integrationId };
  const { rotate } = meetingDocuments({ store, secretBox: boxOf(present, old) }, ref);
  const before = (await standing()).value;
  const rotated = await rotate(before, key);
  expect(rotated).not.toEqual(before);
  assert(rotated.conference);
  const [holder, sealed] = pinsOf(rotated.conference);
  assert(sealed);
  const opened = await openPins(sealed, { ref: { ...ref, ...holder }, sealer: boxOf(present) });
  expect(opened).toMatchObject({ host: '482915', guest: '730264' });
  expect(await rotate(rotated, key)).toBe(rotated);
});
