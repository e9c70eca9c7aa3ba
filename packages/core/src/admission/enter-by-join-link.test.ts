import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../errors/vmrkit-error.ts';
import { TokenBuckets } from '../runtime/token-buckets.ts';
import { enterRoom } from './enter-by-join-link.ts';
import { askedPin } from './follow-join-link.ts';
import type { AdmittedConference, PlatformEntrance } from './join-adapter.ts';

const conference: AdmittedConference = {
  id: 'c-1',
  name: 'Plan',
  description: '',
  subject: '',
  aliasDescription: '',
  theme: null,
  ownerEmail: null,
  aliases: ['55123456'],
  pins: null,
  allowGuests: null,
  signedIn: null,
  lobbyUntil: null,
  closesAt: null,
};
const origin = 'https://meet.example.com';
const host = { pins: { host: '1111', guest: null }, allowGuests: false };
const hostAndGuests = { pins: { host: '1111', guest: null }, allowGuests: true };
const both = { pins: { host: '1111', guest: '2222' }, allowGuests: true };
const guestsAlone = { pins: { host: null, guest: '2222' }, allowGuests: true };

/** Enters such a room; gives what came of it, and who was let in. */
function door(room: Partial<AdmittedConference> = {}, over: Partial<PlatformEntrance> = {}) {
  let nowMs = 0;
  const came: string[] = [];
  const codes: string[] = [];
  const guesses = new TokenBuckets({ monotonicMs: () => nowMs }, { burst: 3, perMinute: 1 });
  const entrance: PlatformEntrance = {
    origin,
    addressFor: async ({ name, role }) => {
      came.push(`${role} ${name}`);
      return `${origin}/room?name=${encodeURIComponent(name)}`;
    },
    ...over,
  };
  const deps = { entrance, guesses, failed: (code: string) => codes.push(code) };
  return {
    came,
    codes,
    later: (milliseconds: number) => {
      nowMs += milliseconds;
    },
    enter: (pin = '', { name = 'Ada', tagId = 't', signal = new AbortController().signal } = {}) =>
      enterRoom({ tagId, conference: { ...conference, ...room } }, { name, pin }, { ...deps, signal }),
  };
}

describe('askedPin', () => {
  it.each([
    ['no PINs', {}, 'none'],
    ['a host alone', host, 'required'],
    ['a host, and guests without PIN', hostAndGuests, 'optional'],
    ['both', both, 'required'],
    ['guests alone', guestsAlone, 'required'],
    ['a PIN for nobody', { pins: { host: null, guest: null }, allowGuests: true }, 'none'],
  ] as const)('%s', (_, room, asked) => {
    expect(askedPin({ ...conference, ...room })).toBe(asked);
  });
});

describe('enterRoom', () => {
  it.each([
    ['no PINs, nothing typed', {}, '', 'guest Ada'],
    ['no PINs, whatever is typed', {}, '1111', 'guest Ada'],
    ['guests without PIN', hostAndGuests, '', 'guest Ada'],
    ['guests with theirs', both, ' 2222 ', 'guest Ada'],
    ['the host’s PIN', both, '1111', 'host Ada'],
    ['the host’s PIN, where guests need none', hostAndGuests, '1111', 'host Ada'],
    ['the host’s PIN, where nobody else comes', host, '1111', 'host Ada'],
  ] as const)('lets in: %s', async (_, room, pin, who) => {
    const { enter, came } = door(room);
    expect(await enter(pin)).toEqual({ kind: 'open', target: `${origin}/room?name=Ada` });
    expect(came).toEqual([who]);
  });

  it.each([
    ['nothing', host, '', 'required'],
    ['a wrong one', both, '1112', 'required'],
    ['a wrong one for the host, where guests need none', hostAndGuests, '1112', 'optional'],
  ] as const)('asks again after %s', async (_, room, pin, asked) => {
    const { enter, came } = door(room);
    expect(await enter(pin)).toEqual({ kind: 'form', pin: asked, origin, fault: 'pin' });
    expect(came).toEqual([]);
  });

  it('limits wrong PINs by link, also those that come at once, and lets no right one through meanwhile', async () => {
    const { enter, came, later } = door(hostAndGuests);
    const guesses = await Promise.all(['1', '2', '3', '4', '1111'].map((pin) => enter(pin)));
    const limited = { kind: 'form', pin: 'optional', origin, fault: 'limited' };
    expect(guesses.slice(3)).toEqual([limited, limited]);
    expect(await enter()).toMatchObject({ kind: 'open' });
    expect(await enter('1111', { tagId: 'other' })).toMatchObject({ kind: 'open' });
    later(60_000);
    expect(await enter('1111')).toMatchObject({ kind: 'open' });
    expect(came).toEqual(['guest Ada', 'host Ada', 'host Ada']);
  });

  it('counts no right PIN', async () => {
    const { enter } = door(both);
    const many = await Promise.all(Array.from({ length: 50 }, () => enter('2222')));
    expect(many.map(({ kind }) => kind)).toEqual(Array.from({ length: 50 }, () => 'open'));
  });

  it.each([
    ['takes control characters out', `A\u0000d\r\na\u202e ${'x'.repeat(200)}`, `A d a  ${'x'.repeat(93)}`],
    ['takes spaces around it away', ' Ada ', 'Ada'],
    ['cuts no character in two', `😀${'x'.repeat(97)}😀`, `😀${'x'.repeat(97)}`],
  ])('cleans a name: %s', async (_, name, cleaned) => {
    const { enter, came } = door();
    await enter('', { name });
    expect(came).toEqual([`guest ${cleaned}`]);
  });

  it('gives the platform the room, and the end of the wait', async () => {
    const given: unknown[] = [];
    const { enter } = door(both, {
      addressFor: async (_, room) => {
        given.push(room);
        return `${origin}/room`;
      },
    });
    const { signal } = new AbortController();
    await enter('2222', { signal });
    expect(given).toEqual([{ conference: { ...conference, ...both }, signal }]);
  });

  it.each([
    'https://evil.example.com/room',
    'http://meet.example.com/room',
    'https://user@meet.example.com/room',
    'https://:pass@meet.example.com/room',
    'javascript:alert(1)',
    '//meet.example.com/room',
  ])('leads nowhere but to the platform’s own origin: %s', async (address) => {
    const { enter, codes } = door({}, { addressFor: async () => address });
    expect(await enter()).toEqual({ kind: 'away' });
    expect(codes).toEqual(['ERR_JOIN_PLATFORM_ORIGIN']);
  });

  it('lets nobody in where people have to sign in', async () => {
    const signedIn = { hostGroup: 'staff', guestGroup: null, others: null };
    const { enter, came, codes } = door({ signedIn });
    expect(await enter()).toEqual({ kind: 'away' });
    expect([came, codes]).toEqual([[], ['ERR_JOIN_PLATFORM_SIGN_IN']]);
  });

  it('is away where the platform fails, throws or never answers', async () => {
    const failing = door(
      {},
      { addressFor: async () => Promise.reject(new UnavailableError('No.', { code: 'ERR_X' })) },
    );
    expect([await failing.enter(), failing.codes]).toEqual([{ kind: 'away' }, ['ERR_X']]);
    const slow = door({}, { addressFor: () => new Promise(() => undefined) });
    const stop = new AbortController();
    const coming = slow.enter('', { signal: stop.signal });
    stop.abort();
    expect([await coming, slow.codes]).toEqual([{ kind: 'away' }, ['ERR_JOIN_PLATFORM_SLOW']]);
  });
});
