import {
  type AdmissionDecision,
  type AdmittedConference,
  InvalidInputError,
  type PlatformRequest,
  parseInstant,
} from '@vmrkit/core';
import { joinAdapterContract } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import { createPexipJoinAdapter } from './pexip-join-adapter.ts';
import { pexipSettingsSchema } from './pexip-settings.ts';

const service = '/policy/v1/service/configuration';
const adapterWith = (settings: object = {}) => createPexipJoinAdapter(pexipSettingsSchema.parse(settings));

/** What a Conferencing Node asks when a SIP endpoint dials. */
const asking = (alias: string, more: Readonly<Record<string, string>> = {}): PlatformRequest => ({
  method: 'GET',
  path: service,
  query: {
    local_alias: alias,
    protocol: 'sip',
    call_direction: 'dial_in',
    trigger: 'invite',
    remote_alias: 'sip:alice@example.com',
    remote_display_name: 'Alice',
    remote_address: '10.0.0.1',
    remote_port: '58435',
    node_ip: '10.44.99.2',
    location: 'London',
    bandwidth: '0',
    registered: 'False',
    vendor: 'TANDBERG (desk)',
    version_id: '38',
    pseudo_version_id: '82000.0.0',
    ...more,
  },
  headers: {},
  body: null,
  rawBody: new Uint8Array(),
});

const telling = (room: string): PlatformRequest => ({
  ...asking(''),
  ...{ method: 'POST', path: '/event-sink/v1/events', query: {} },
  body: {
    ...{ node: '10.44.99.2', seq: 3, version: 2, time: 1_900_000_000, event: 'participant_connected' },
    data: { service_tag: room, display_name: 'Ada Lovelace', source_alias: 'ada@example.com' },
  },
});

joinAdapterContract({ name: 'Pexip Infinity', adapter: adapterWith(), asking, telling });

const conference: AdmittedConference = {
  id: '0192f0c1-0000-7000-8000-000000000001',
  name: 'Plan (Ada)',
  description: '',
  subject: 'Plan',
  theme: null,
  ownerEmail: 'ada@corp.example',
  aliases: ['55123456', '55123456@vc.example.com'],
  aliasDescription: '',
  pins: null,
  allowGuests: null,
  signedIn: null,
  lobbyUntil: null,
  closesAt: null,
};
const admitted = (changes: Partial<AdmittedConference> = {}): AdmissionDecision => ({
  kind: 'admitted',
  conference: { ...conference, ...changes },
});

async function told(decision: AdmissionDecision, settings: object = {}, request = asking('55123456')) {
  const { status, headers, body } = await adapterWith(settings).answer(decision, request);
  expect([status, headers['content-type']]).toEqual([200, 'application/json']);
  return JSON.parse(body);
}

it('takes the alias of a SIP address', () => {
  expect(adapterWith().question(asking('sip:55123456@vc.example.com;transport=tls'))).toEqual({
    alias: '55123456@vc.example.com',
  });
});

it.each([[{ local_alias: '' }], [{ local_alias: ' ' }], [{ local_alias: '5'.repeat(321) }]])(
  'refuses a question with %j',
  (query) => {
    expect(() => adapterWith().question(asking('1', query))).toThrow(InvalidInputError);
  },
);

it.each([
  'participant/properties',
  'participant/location',
  'participant/avatar/alice',
  'registrations',
  'registrations/a%40b',
])('leaves %s to the platform', (path) => {
  const said = adapterWith().question({ ...asking('55123456'), path: `/policy/v1/${path}` });
  expect(said).toMatchObject({ status: 200, body: '{"status":"success","action":"continue"}' });
});

describe('an answer', () => {
  it.each([['conference'], ['lecture']])(
    'with the least that the platform wants: %s',
    async (service_type) => {
      expect(await told(admitted({ ownerEmail: null }), { service_type })).toEqual({
        status: 'success',
        action: 'continue',
        result: { service_type, name: 'Plan (Ada)', service_tag: conference.id },
      });
    },
  );

  it('has the room’s PINs, guests, theme and owner before those of the settings', async () => {
    const given = { theme: 'dark', pins: { host: '482915', guest: '7301' }, allowGuests: true };
    const settings = { ivr_theme_name: 'light', allow_guests: false, max_callrate_in: 128_000 };
    expect((await told(admitted({ ...given, description: 'for Ada' }), settings)).result).toEqual({
      service_type: 'conference',
      name: 'Plan (Ada)',
      service_tag: conference.id,
      description: 'for Ada',
      pin: '482915',
      guest_pin: '7301',
      allow_guests: true,
      ivr_theme_name: 'dark',
      max_callrate_in: 128_000,
      primary_owner_email_address: 'ada@corp.example',
    });
    expect((await told(admitted(), settings)).result).toMatchObject({
      ivr_theme_name: 'light',
      allow_guests: false,
    });
  });

  it('lets only those in who sign in, by the groups of the integration before those of the settings', async () => {
    const settings = { host_identity_provider_group: 'all', non_idp_participants: 'allow_if_trusted' };
    const signedIn = { hostGroup: 'staff', guestGroup: 'partners', others: 'disallow' } as const;
    expect((await told(admitted({ signedIn }), settings)).result).toMatchObject({
      host_identity_provider_group: 'staff',
      guest_identity_provider_group: 'partners',
      non_idp_participants: 'disallow_all',
    });
    const trusted = { hostGroup: null, guestGroup: null, others: 'allow_if_trusted' } as const;
    expect((await told(admitted({ signedIn: trusted }), settings)).result).toMatchObject({
      host_identity_provider_group: 'all',
      non_idp_participants: 'allow_if_trusted',
    });
  });

  it('is cut to what the platform takes', async () => {
    const long = `${'x'.repeat(249)}😀y`;
    const { result } = await told(admitted({ name: long, description: long, ownerEmail: long }));
    expect(result).toMatchObject({ name: 'x'.repeat(249), description: 'x'.repeat(249) });
    expect(result).not.toHaveProperty('primary_owner_email_address');
  });

  it('has the identity groups of the settings', async () => {
    const groups = {
      host_identity_provider_group: 'Staff',
      guest_identity_provider_group: 'Everyone',
      non_idp_participants: 'allow_if_trusted',
    };
    expect((await told(admitted(), groups)).result).toMatchObject(groups);
  });

  it('is one for all participants, before the start and after', async () => {
    const waiting = admitted({ lobbyUntil: parseInstant('2030-01-31T09:00:00Z') });
    const web = asking('sip:55123456@vc.example.com', { protocol: 'webrtc', remote_display_name: 'Bob' });
    expect(await told(waiting)).toEqual(await told(admitted(), {}, web));
  });

  it.each<[string, AdmissionDecision, string, string]>([
    ['outside the window', { kind: 'closed', reason: 'over', opensAt: null }, '77123456', 'reject'],
    ['for the platform’s own rooms', { kind: 'unknown' }, 'reception', 'continue'],
    ['for an unknown alias of ours', { kind: 'unknown' }, ' sip:55999999@vc.example.com', 'reject'],
  ])('%s', async (_, decision, alias, action) => {
    const said = await told(decision, { rejected_prefixes: ['55'] }, asking(alias));
    expect(said).toEqual({ status: 'success', action });
  });
});

it.each([
  [{ max_callrate_in: 512 }],
  [{ service_type: 'gateway' }],
  [{ ivr_theme_name: 'x'.repeat(251) }],
  [{ non_idp_participants: 'some' }],
  [{ automatic_participants: [{ local_alias: 'a' }] }],
  [{ unheard_of: 1 }],
])('refuses the settings %j', (settings) => {
  expect(pexipSettingsSchema.safeParse(settings).success).toBe(false);
});
