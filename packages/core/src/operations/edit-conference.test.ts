import { createSeededRandom, createWeakMemoryDatabase, FakeClock } from '@vmrkit/testing';
import { assert, beforeEach, describe, expect, it } from 'vitest';
import { type AdmitDeps, admit } from '../admission/admit.ts';
import type { KeySealer } from '../allocation/allocation-store.ts';
import { aliasClaim, nameClaim } from '../allocation/claim.ts';
import { sweepClaims } from '../allocation/sweeper.ts';
import { openStore, type Store } from '../collections/store.ts';
import { editedFields } from '../meetings/conference-edits.ts';
import { conference, key, live, now, policy, start } from '../meetings/meeting.fixture.ts';
import { DEPLOYMENT } from '../store/document-collection.ts';
import { DAY_MS, shift } from '../time/instant.ts';
import { claimOwners } from './claim-owners.ts';
import { parseConferenceEdit } from './conference-edit-input.ts';
import { editConference } from './edit-conference.ts';
import { findConference } from './find-conferences.ts';

const sealer: KeySealer = {
  seal: async (secret, { field }) => `${field}|${secret}`,
  open: async (sealed, { field }) => {
    const [place, secret = ''] = sealed.split('|');
    if (place !== field) throw new Error('sealed for something else');
    return secret;
  },
};
const meeting = live();
const { tenantId } = meeting;
const aliasGrants = { [tenantId]: { prefixes: ['77'], domains: ['vc.example'] } };

let store: Store;
let clock: FakeClock;

beforeEach(async () => {
  store = openStore(createWeakMemoryDatabase());
  clock = new FakeClock(now);
  await store.meetings.commit(tenantId, [{ op: 'insert', id: key, value: meeting }]);
  const claim = (kind: 'reservation' | 'meeting', id: string) => ({
    tenantId,
    reviewAt: now,
    meetingKey: id === 'r-own' ? key : null,
    owner: { kind, id },
  });
  await store.claims.commit(DEPLOYMENT, [
    { op: 'insert', id: aliasClaim(conference.alias), value: claim('reservation', 'r-own') },
    { op: 'insert', id: aliasClaim('771'), value: claim('reservation', 'r-other') },
    { op: 'insert', id: nameClaim(tenantId, conference.name), value: claim('meeting', key) },
    { op: 'insert', id: nameClaim(tenantId, 'Taken'), value: claim('meeting', 'another') },
  ]);
});

async function standing() {
  const found = await findConference(conference.id, { scope: 'all', store });
  assert(found);
  return found;
}

async function edit(input: object, seen = standing()) {
  const deps = { store, sealer, aliasGrants, clock, random: createSeededRandom(1) };
  return editConference(
    await seen,
    { edit: parseConferenceEdit(input), author: { actor: 'olga', details: {} }, policy },
    deps,
  );
}

function join(alias: string) {
  const deps: AdmitDeps = { store, sealer, clock, policyOf: () => policy };
  return admit({ alias, tenants: 'all', mayHearReason: true }, deps);
}

async function claimed(...names: string[]) {
  const found = await store.claims.load(DEPLOYMENT, names);
  return found.map((each) => each?.value.owner.id ?? null);
}

describe('editing a conference', () => {
  it('shows to platforms what was given, under the further aliases too', async () => {
    const given = { name: 'Board', description: 'the board', owner: 'eve@corp.example', theme: 'dark' };
    expect(await edit({ ...given, additional_aliases: ['Board@vc.example', '7788'] })).toBe(true);
    await clock.advance(start - now);
    const shown = {
      name: 'Board',
      description: 'the board',
      ownerEmail: 'eve@corp.example',
      theme: 'dark',
      aliases: [conference.numericAlias, conference.alias, 'Board@vc.example', '7788'],
    };
    for (const alias of [conference.alias, '7788', 'board@VC.example']) {
      expect(await join(alias)).toMatchObject({ kind: 'admitted', conference: shown });
    }
    expect(await findConference('7788', { scope: 'all', store })).toMatchObject({ id: key });
    const { value } = await standing();
    expect(editedFields(value.conference)).toEqual([
      'name',
      'description',
      'owner',
      'theme',
      'additional_aliases',
    ]);
    expect(value.audit).toMatchObject([{ action: 'conference.changed', actor: 'olga' }]);
  });

  it('gives back what it does not use any more, and keeps what it uses from the sweeper', async () => {
    await edit({ name: 'Board', additional_aliases: ['7788', '7799'] });
    await edit({ additional_aliases: ['7799'] });
    const names = [nameClaim(tenantId, conference.name), nameClaim(tenantId, 'Board')];
    const owners = [null, key, null, key];
    expect(await claimed(...names, aliasClaim('7788'), aliasClaim('7799'))).toEqual(owners);
    const [claim] = await store.claims.load(DEPLOYMENT, [aliasClaim('7799')]);
    assert(claim);
    expect(await claimOwners(store, clock).meeting.raise(claim)).toBe('used');
    expect(await join('7788')).toEqual({ kind: 'unknown' });
  });

  it('has no alias any more once its room is gone', async () => {
    await edit({ additional_aliases: ['7788'] });
    const { id, revision, value } = await standing();
    const gone = { ...value, conference: null, status: 'cancelled' as const };
    await store.meetings.commit(tenantId, [{ op: 'replace', id, revision, value: gone }]);
    await clock.advance(2 * DAY_MS);
    const sweep = { now: clock.now(), limit: 50, owners: claimOwners(store, clock) };
    await sweepClaims(store.claims, sweep);
    expect(await claimed(aliasClaim('7788'))).toEqual([null]);
    expect(await join('7788')).toEqual({ kind: 'unknown' });
  });

  it('seals PINs for the conference, and tells the audit only that there are some', async () => {
    await edit({ host_pin: '482915', guest_pin: '730264', allow_guests: true });
    await edit({ guest_pin: '111222' });
    await clock.advance(start - now);
    expect(await join(conference.alias)).toMatchObject({
      conference: { pins: { host: '482915', guest: '111222' }, allowGuests: true },
    });
    const { value } = await standing();
    expect(JSON.stringify(value.audit)).not.toMatch(/482915|730264|111222/);
    await edit({ host_pin: null, guest_pin: null, allow_guests: false });
    expect(await join(conference.alias)).toMatchObject({ conference: { pins: null, allowGuests: null } });
  });

  it.each<[string, object, string]>([
    ['a name that another has', { name: 'taken' }, 'ERR_CONFERENCE_NAME_TAKEN'],
    ['an alias that another has', { additional_aliases: ['7700', '771'] }, 'ERR_ALIAS_NOT_AVAILABLE'],
    ['a generated alias', { additional_aliases: [conference.alias] }, 'ERR_ALIAS_NOT_AVAILABLE'],
    ['an alias that the tenant was not granted', { additional_aliases: ['8800'] }, 'ERR_ALIAS_NOT_AVAILABLE'],
    ['an alias twice', { additional_aliases: ['7700', '7700'] }, 'ERR_CONFERENCE_INVALID'],
    ['guests without a PIN of the host', { allow_guests: true }, 'ERR_CONFERENCE_INVALID'],
    [
      'one PIN for both',
      { host_pin: '4829', guest_pin: '4829', allow_guests: true },
      'ERR_CONFERENCE_INVALID',
    ],
    ['a PIN for guests who may not come', { host_pin: '4829', guest_pin: '1234' }, 'ERR_CONFERENCE_INVALID'],
    ['a field that may not be changed', { alias: 'x' }, 'ERR_CONFERENCE_INVALID'],
    ['a PIN with letters', { host_pin: 'abcd' }, 'ERR_CONFERENCE_INVALID'],
  ])('refuses %s, and changes nothing', async (_, input, code) => {
    const before = await standing();
    await expect((async () => edit(input))()).rejects.toMatchObject({ code });
    expect((await standing()).value).toEqual(before.value);
    expect(await claimed(aliasClaim('7700'))).toEqual([null]);
  });

  it('keeps the name while the room is open; the rest may change', async () => {
    await clock.advance(start - now);
    await expect(edit({ name: 'Board' })).rejects.toMatchObject({ code: 'ERR_CONFERENCE_OPEN' });
    expect(await edit({ name: conference.name, description: 'x' })).toBe(true);
    await clock.advance(DAY_MS);
    expect(await edit({ name: 'Board' })).toBe(true);
  });

  it('writes nothing over what somebody else wrote meanwhile, and keeps no claim', async () => {
    const seen = await standing();
    await edit({ description: 'first' });
    expect(await edit({ additional_aliases: ['7788'] }, Promise.resolve(seen))).toBe(false);
    expect((await standing()).value.conference.description).toBe('first');
    expect(await claimed(aliasClaim('7788'))).toEqual([null]);
  });

  it('takes back the name that waited for the room to close', async () => {
    const seen = await standing();
    const rename = { templateName: 'By mail', at: shift(now, DAY_MS) };
    const value = { ...seen.value, conference: { ...seen.value.conference, rename } };
    await store.meetings.commit(tenantId, [{ op: 'replace', id: key, revision: seen.revision, value }]);
    await edit({ description: 'x' });
    expect((await standing()).value.conference.rename).toEqual(rename);
    await edit({ name: 'Board' });
    expect((await standing()).value.conference.rename).toBeNull();
  });
});
