import { type AdmissionDecision, InvalidInputError, parseInstant } from '@vmrkit/core';
import { joinAdapterContract } from '@vmrkit/testing';
import { describe, expect, it } from 'vitest';
import { admissionAnswerSchema, jsonJoinAdapter } from './json-join-adapter.ts';

const request = {
  method: 'POST',
  path: '/api/admission/v1/decisions',
  query: {},
  headers: {},
  rawBody: new Uint8Array(),
};
joinAdapterContract({
  name: 'plain JSON',
  adapter: jsonJoinAdapter,
  asking: (alias) => ({
    ...request,
    body: { alias },
    rawBody: new TextEncoder().encode(JSON.stringify({ alias })),
  }),
});

const answerOf = async (decision: AdmissionDecision) => {
  const { status, body } = await jsonJoinAdapter.answer(decision, { ...request, body: null });
  return { status, body: admissionAnswerSchema.parse(JSON.parse(body)) };
};

describe('jsonJoinAdapter', () => {
  it.each([
    ['55123456', '55123456'],
    [' sip:55123456@example.com;transport=tls ', '55123456@example.com'],
    ['SIPS:55123456@example.com?subject=x', '55123456@example.com'],
    ['h323:55123456', '55123456'],
  ])('takes the alias of %s', (alias, expected) => {
    expect(jsonJoinAdapter.question({ ...request, body: { alias } })).toEqual({ alias: expected });
  });

  it.each([[null], [{}], [{ alias: '' }], [{ alias: 7 }], [{ alias: 'a', other: 1 }], ['55123456']])(
    'refuses the question %j',
    (body) => {
      expect(() => jsonJoinAdapter.question({ ...request, body })).toThrow(InvalidInputError);
    },
  );

  it('says why a join window is closed, if it may', async () => {
    const opensAt = parseInstant('2030-01-31T09:00:00Z');
    expect((await answerOf({ kind: 'closed', reason: 'not-yet', opensAt })).body).toEqual({
      decision: 'closed',
      reason: 'not_yet',
      opens_at: '2030-01-31T09:00:00.000Z',
      conference: null,
    });
    expect((await answerOf({ kind: 'closed', reason: null, opensAt: null })).body.reason).toBeNull();
  });

  it('describes the room that opens', async () => {
    const conference = {
      id: 'c',
      name: 'n',
      description: 'd',
      subject: 's',
      theme: null,
      ownerEmail: 'o@example.com',
      pins: { host: '482915', guest: null },
      allowGuests: true,
      signedIn: { hostGroup: 'staff', guestGroup: null, others: 'disallow' as const },
      lobbyUntil: parseInstant('2030-01-31T09:00:00Z'),
      aliases: ['55123456'],
      aliasDescription: 'Room of Ada',
      closesAt: parseInstant('2030-01-31T10:00:00Z'),
    };
    expect(await answerOf({ kind: 'admitted', conference })).toMatchObject({
      status: 200,
      body: {
        decision: 'admitted',
        conference: {
          alias_description: 'Room of Ada',
          owner_email: 'o@example.com',
          closes_at: '2030-01-31T10:00:00.000Z',
          host_pin: '482915',
          guest_pin: null,
          allow_guests: true,
          signed_in: { host_group: 'staff', guest_group: null, others: 'disallow' },
          lobby_until: '2030-01-31T09:00:00.000Z',
        },
      },
    });
    expect((await answerOf({ kind: 'unknown' })).body.decision).toBe('unknown');
  });
});
