import { FakeClock, recordingLogger } from '@vmrkit/testing';
import { describe, expect, test } from 'vitest';
import { ConflictError, NotAuthenticatedError, UnavailableError } from '../errors/vmrkit-error.ts';
import { instant } from '../time/instant.ts';
import type { EdgePane, EdgeSnapshot } from './edge-snapshot.ts';
import type { ManagerClient, ReserveAnswer, ReserveRequest } from './manager-calls.ts';
import { type EdgeDeps, MANAGER_DEADLINE_MS, reserveAtEdge } from './reserve-at-edge.ts';

const tag = (text: string) => ({ text, quoted: false });
const request: ReserveRequest = {
  integrationId: '11111111-1111-4111-8111-111111111111',
  token: 'secret.to.ken',
  draftKey: null,
  bodyTags: [],
  language: null,
  correlationId: '33333333-3333-4333-8333-333333333333',
};
const mailbox = { name: 'VMR booking', email: 'vmr@example.com' };
const reserved: ReserveAnswer = {
  kind: 'reserved',
  html: '<p>55123456</p>',
  replaces: false,
  location: '',
  mailbox,
  correlationId: request.correlationId,
};
const pane: EdgePane = {
  singleUse: true,
  personal: false,
  owaOrigins: [],
  officeJsUrl: null,
  styleUrls: [],
  scriptUrls: [],
  debugLog: false,
  joinBeforeMinutes: 30,
  joinAfterMinutes: 60,
  exchangeTokens: true,
  entra: null,
  newAppointment: 'off',
  roomsWithoutTag: false,
};
const snapshot: EdgeSnapshot = {
  version: 1,
  takenAt: instant(0),
  tokenPublicKey: 'key',
  bearerKeys: [],
  integrations: [
    {
      tenantId: 'default',
      integrationId: request.integrationId,
      name: 'Sales',
      placeholder: { default: '<p>Soon</p>', de: '<p>Bald</p>' },
      paneTexts: {},
      pane,
      icon: null,
      mailboxes: [mailbox],
    },
  ],
};

function edge(reserve: ManagerClient['reserve'], changes: Partial<EdgeDeps> = {}) {
  const clock = new FakeClock();
  const logger = recordingLogger();
  const deps: EdgeDeps = {
    managers: { reserve },
    snapshot: () => snapshot,
    checkBearer: async () => undefined,
    sealTokenTag: ({ token }, { tokenPublicKey }) => `<p>TOK:-${token.length}${tokenPublicKey}#</p>`,
    clock,
    logger,
    ...changes,
  };
  return { clock, logger, deps };
}

/** Tells the answer once it is there, and null as long as it is not. */
function watch(answer: Promise<ReserveAnswer>): () => ReserveAnswer | null {
  let given: ReserveAnswer | null = null;
  void answer.then((each) => {
    given = each;
  });
  return () => given;
}

const away = () => Promise.reject(new UnavailableError('Away.', { code: 'ERR_MANAGER_AWAY' }));

describe('reserveAtEdge', () => {
  test("passes a manager's answer on and leaves no timer behind", async () => {
    const { clock, deps } = edge(() => Promise.resolve(reserved));
    expect(await reserveAtEdge(request, deps)).toBe(reserved);
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
  });

  test('a manager that hangs is given up within 5 s, and its call is aborted', async () => {
    let signal: AbortSignal | undefined;
    const { clock, logger, deps } = edge((_, options) => {
      signal = options.signal;
      return new Promise(() => undefined);
    });
    const answered = watch(reserveAtEdge(request, deps));
    expect(MANAGER_DEADLINE_MS).toBeLessThan(5_000);
    await clock.advance(MANAGER_DEADLINE_MS);
    expect(answered()).toEqual({
      kind: 'deferred',
      html: '<p>Soon</p><p>TOK:-13key#</p>',
      replaces: false,
      location: '',
      mailbox,
      correlationId: request.correlationId,
    });
    expect(signal?.aborted).toBe(true);
    expect(logger.lines).toMatchObject([{ fields: { correlation_id: request.correlationId, why: 'late' } }]);
    expect(JSON.stringify(logger.lines)).not.toContain(request.token);
  });

  test('a manager that is away is not waited for', async () => {
    const { clock, deps } = edge(away);
    const answered = watch(reserveAtEdge(request, deps));
    await clock.advance(0);
    expect(answered()).toMatchObject({ kind: 'deferred' });
  });

  test.each([
    ['no token at all', 'password'],
    ['two parts', 'a.b'],
    ['four parts', 'a.b.c.d'],
    ['an empty part', 'a..c'],
    ['no signature', 'a.b.'],
    ['what is no base64url', 'a+b.c/d.e='],
    ['a line break at the end', 'a.b.c\n'],
    ['more than verifiers read', `a.b.${'c'.repeat(16_384)}`],
  ])('gives no placeholder for a bearer of %s', async (_, token) => {
    const { deps } = edge(away);
    for (const bodyTags of [[], [tag('PXPS:-abcd#')]]) {
      await expect(reserveAtEdge({ ...request, token, bodyTags }, deps)).rejects.toMatchObject({
        name: NotAuthenticatedError.name,
        code: 'ERR_TOKEN_MALFORMED',
      });
    }
  });

  test.each<[string, unknown, boolean]>([
    ['that expired an hour ago', -3_600, false],
    ['that expired as text', '-3600', false],
    ['that expired within what clocks may differ', -299, true],
    ['that is valid', 3_600, true],
    ['that does not say until when', 'soon', true],
  ])('a token %s', async (_, exp, isTaken) => {
    const { clock, deps } = edge(away);
    const now = Math.floor(clock.now() / 1_000);
    const end = typeof exp === 'number' ? now + exp : exp === 'soon' ? exp : String(now + Number(exp));
    const token = `a.${Buffer.from(JSON.stringify({ exp: end })).toString('base64url')}.c`;
    const answered = reserveAtEdge({ ...request, token }, deps);
    if (isTaken) expect((await answered).kind).toBe('deferred');
    else await expect(answered).rejects.toMatchObject({ code: 'ERR_TOKEN_EXPIRED' });
  });

  test('whoever wrote a draft that has a tag already is asked while no manager can tell more', async () => {
    const { deps } = edge(away);
    const bodyTags = [tag('PXPS:-abcd#')];
    expect(await reserveAtEdge({ ...request, bodyTags }, deps)).toEqual({
      kind: 'ask',
      html: '',
      location: '',
      replaces: false,
      mailbox,
      correlationId: request.correlationId,
    });
    const wanted = { ...request, bodyTags, replace: true };
    expect(await reserveAtEdge(wanted, deps)).toMatchObject({ kind: 'deferred', replaces: true });
    const none = { ...request, bodyTags: [tag('no tag'), tag('PXPS:-#')] };
    expect(await reserveAtEdge(none, deps)).toMatchObject({ kind: 'deferred', replaces: false });
  });

  test.each([
    ['de', '<p>Bald</p>'],
    ['de-AT', '<p>Bald</p>'],
    ['DE', '<p>Bald</p>'],
    ['constructor', '<p>Soon</p>'],
    ['pt', '<p>Soon</p>'],
  ])('gives the placeholder in the language %s', async (language, expected) => {
    const { html } = await reserveAtEdge({ ...request, language }, edge(away).deps);
    expect(html.startsWith(expected)).toBe(true);
  });

  test.each([
    new NotAuthenticatedError('No.', { code: 'ERR_TOKEN_EXPIRED' }),
    new ConflictError('Full.', { code: 'ERR_ALIAS_SPACE_FULL' }),
  ])("a manager's refusal is passed on: $code", async (refusal) => {
    await expect(reserveAtEdge(request, edge(() => Promise.reject(refusal)).deps)).rejects.toBe(refusal);
  });

  test('spreads drafts over the pool, each draft always to the same mailbox', async () => {
    const mailboxes = [mailbox, { name: 'Second', email: 'second@example.com' }];
    const pool = { ...snapshot, integrations: snapshot.integrations.map((each) => ({ ...each, mailboxes })) };
    const { deps } = edge(away, { snapshot: () => pool });
    const named = async (draftKey: string) =>
      (await reserveAtEdge({ ...request, draftKey }, deps)).mailbox.email;
    const drafts = Array.from({ length: 40 }, (_, index) => `draft-${index}`);
    const first = await Promise.all(drafts.map(named));
    expect(await Promise.all(drafts.map(named))).toEqual(first);
    expect(first.filter((email) => email === mailbox.email).length).toBeGreaterThan(10);
    expect(first.filter((email) => email !== mailbox.email).length).toBeGreaterThan(10);
  });

  test('says so when there is nothing to answer from', async () => {
    await expect(reserveAtEdge(request, edge(away, { snapshot: () => null }).deps)).rejects.toMatchObject({
      code: 'ERR_EDGE_NO_SNAPSHOT',
    });
    const unknown = { ...request, integrationId: '22222222-2222-4222-8222-222222222222' };
    const poolless = snapshot.integrations.map((each) => ({ ...each, mailboxes: [] }));
    for (const [asked, integrations] of [
      [unknown, snapshot.integrations],
      [request, poolless],
    ] as const) {
      const { deps } = edge(away, { snapshot: () => ({ ...snapshot, integrations }) });
      await expect(reserveAtEdge(asked, deps)).rejects.toMatchObject({ code: 'ERR_INTEGRATION_NOT_FOUND' });
    }
  });
});
