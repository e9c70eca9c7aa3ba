import { describe, expect, it } from 'vitest';
import { fixtureTexts } from '../../../../test/scheduling/fixture-texts.ts';
import { allocationPolicy, claimIds, MEETING, openAllocation } from '../allocation/allocation.fixture.ts';
import { ReservationService } from '../allocation/reservation-service.ts';
import type { CallerVerifier } from '../callers/caller.ts';
import type { MeetingKey } from '../identity/meeting-key.ts';
import { TagReader } from '../tags/tag-reader.ts';
import { instant } from '../time/instant.ts';
import type { ReserveRequest } from './manager-calls.ts';
import { PoolBalancer } from './pool-balancer.ts';
import { ReservationLimiter } from './reservation-limiter.ts';
import { type PooledMailbox, reserveSingleUseVmr } from './reserve-single-use-vmr.ts';

const STARTS_AT = 7;
const policy = { ...allocationPolicy, pins: { ...allocationPolicy.pins, hostPin: true } };
const request = {
  integrationId: policy.integrationId,
  token: 't',
  draftKey: 'd',
  bodyTags: [] as ReserveRequest['bodyTags'],
  language: 'de',
  correlationId: 'c',
};

function mailbox(number: number, state: PooledMailbox['state']): PooledMailbox {
  return {
    id: `mailbox-${number}`,
    name: `VMR ${number}`,
    email: `vmr${number}@example.com`,
    repliesPerMinute: null,
    state,
  };
}

/** One integration whose callers are all known; a test changes the pool as it goes. */
function openDesk(pool: PooledMailbox[], burst = 10) {
  const fixture = openAllocation();
  const { clock } = fixture.deps;
  const { tenantId, integrationId } = policy;
  const verifiedAt: number[] = [];
  const asked: unknown[] = [];
  const book = new ReservationService(policy, fixture.deps);
  const verifier: CallerVerifier = {
    recognises: () => true,
    verify: async (token, { integration, at }) => {
      verifiedAt.push(at);
      return { ...integration, key: token, provider: 'p', expiresAt: clock.now() };
    },
  };
  const callers = { integration: { tenantId, integrationId }, audience: 'a', verifiers: [verifier] };
  const deps = {
    callers,
    tags: new TagReader({ tokenPrivateKeys: [], callers }),
    limiter: new ReservationLimiter(clock, { burst, perMinute: 1 }),
    reservations: book,
    texts: {
      ...fixtureTexts,
      joiningInstructions: (values: object, language: string | null) => {
        asked.push(values, language);
        return '<p>Join</p>';
      },
    },
    pool,
    balancer: new PoolBalancer(clock),
    clock,
    takesPlaceAt: async (key: MeetingKey, start: number) => key === MEETING && start === STARTS_AT,
  };
  const reserve = (over: Partial<ReserveRequest> = {}) => reserveSingleUseVmr({ ...request, ...over }, deps);
  return { fixture, clock, book, deps, reserve, asked, verifiedAt };
}

describe('reserving a single-use VMR', () => {
  it('answers with instructions of the reservation, for an active mailbox', async () => {
    const { clock, book, reserve, asked, verifiedAt } = openDesk([
      mailbox(1, 'draining'),
      mailbox(2, 'active'),
    ]);
    expect(await reserve()).toEqual({
      kind: 'reserved',
      html: '<p>Join</p>',
      replaces: false,
      location: '',
      mailbox: { name: 'VMR 2', email: 'vmr2@example.com' },
      correlationId: 'c',
    });
    expect(verifiedAt).toEqual([clock.now()]);
    const wish = {
      mailboxId: 'mailbox-2',
      callerKey: 't',
      draftKey: 'd',
      language: null,
      correlationId: 'c',
    };
    const made = await book.reserve(wish);
    const pins = await book.openPins({ reservationId: made.id }, made.pins);
    const aliases = { alias: made.alias, numeric_alias: made.numericAlias, alias_uuid: made.tag };
    expect(asked).toEqual([{ ...aliases, pin: pins?.host }, 'de']);
  });

  it('counts a mailbox as about to get a request once a draft, however often that asks', async () => {
    const { deps, reserve } = openDesk([mailbox(1, 'active')]);
    await reserve();
    await reserve();
    expect(deps.balancer.namedLately()).toEqual({ 'mailbox-1': 1 });
  });

  it('names the place by its alias where the record says so', async () => {
    const { deps, reserve } = openDesk([mailbox(1, 'active')]);
    const { location } = await reserveSingleUseVmr(request, { ...deps, sipUriInLocation: true });
    expect(location).toMatch(/^sip:meet\d+@/);
    expect((await reserve()).location).toBe('');
  });

  it('holds each caller to its share', async () => {
    const { reserve } = openDesk([mailbox(1, 'active')], 1);
    await reserve();
    await expect(reserve()).rejects.toMatchObject({ code: 'ERR_ALLOCATION_LIMITED' });
    expect(await reserve({ token: 'u' })).toMatchObject({ kind: 'reserved' });
  });

  it.each<[string, PooledMailbox[]]>([
    ['no mailbox', []],
    ['draining ones only', [mailbox(1, 'draining')]],
  ])('is refused with %s', async (_, pool) => {
    const { fixture, reserve } = openDesk(pool);
    await expect(reserve()).rejects.toMatchObject({
      code: 'ERR_INTEGRATION_OFF',
      message: 'This integration has no active equipment mailbox.',
    });
    expect(await claimIds(fixture)).toEqual([]);
  });

  it('allocates nothing for a body that has its instructions already', async () => {
    const { fixture, book, reserve } = openDesk([mailbox(1, 'active')]);
    await reserve();
    const before = await claimIds(fixture);
    const { tag } = await book.reserve({
      mailboxId: 'mailbox-1',
      callerKey: 't',
      draftKey: 'd',
      language: null,
      correlationId: 'c',
    });
    expect(await reserve({ draftKey: 'another', bodyTags: [{ text: tag, quoted: false }] })).toEqual({
      kind: 'already',
      html: '',
      replaces: false,
      location: '',
      mailbox: { name: 'VMR 1', email: 'vmr1@example.com' },
      correlationId: 'c',
    });
    expect(await claimIds(fixture)).toEqual(before);
  });

  it.each<[string, Partial<ReserveRequest>, string, boolean]>([
    ['the key that it was reserved with', { draftKey: 'first' }, 'already', false],
    ['the start of its meeting', { start: instant(STARTS_AT) }, 'already', false],
    ['another start, as a copy has', { start: instant(8) }, 'ask', false],
    ['neither', {}, 'ask', false],
    ['neither, and a wish for a new room', { replace: true }, 'reserved', true],
    [
      'the start of its meeting, and that wish',
      { start: instant(STARTS_AT), replace: true },
      'already',
      false,
    ],
  ])('a tag that a meeting has, told with %s', async (_, over, kind, replaces) => {
    const { book, reserve } = openDesk([mailbox(1, 'active')]);
    await reserve({ draftKey: 'first' });
    const first = { mailboxId: 'mailbox-1', callerKey: 't', draftKey: 'first', language: null };
    const { id, tag } = await book.reserve({ ...first, correlationId: 'c' });
    await book.bind(id, MEETING);
    const answer = await reserve({ bodyTags: [{ text: tag, quoted: false }], ...over });
    expect(answer).toMatchObject({ kind, replaces });
    const quoted = await reserve({ bodyTags: [{ text: tag, quoted: true }], ...over });
    expect(quoted.kind).toBe(over.start === STARTS_AT ? (over.replace ? 'reserved' : 'ask') : kind);
  });

  it('a key that a copy takes along proves nothing about a tag that a meeting has, and gives one reservation', async () => {
    const { book, reserve } = openDesk([mailbox(1, 'active')]);
    const key = { draftKey: 'copied_first' };
    expect((await reserve(key)).html).toBe((await reserve(key)).html);
    const reserved = { mailboxId: 'mailbox-1', callerKey: 't', ...key, language: null, correlationId: 'c' };
    const { id, tag } = await book.reserve(reserved);
    await book.bind(id, MEETING);
    expect(await reserve({ bodyTags: [{ text: tag, quoted: false }], ...key })).toMatchObject({
      kind: 'ask',
    });
  });

  it('names the mailbox of the draft again, also while another would be chosen', async () => {
    const pool = [mailbox(1, 'active')];
    const { reserve } = openDesk(pool);
    await reserve();
    pool.unshift(mailbox(2, 'active'));
    expect(await reserve({ draftKey: 'new' })).toMatchObject({ mailbox: { name: 'VMR 2' } });
    expect(await reserve()).toMatchObject({ mailbox: { name: 'VMR 1' } });
    pool.pop();
    expect(await reserve()).toMatchObject({ mailbox: { name: 'VMR 2' } });
  });
});
