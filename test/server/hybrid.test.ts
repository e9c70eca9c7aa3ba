import { createEntra, createSandbox, type Entra, type Sandbox, SandboxClient } from '@vmrkit/sandbox';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ask, INTEGRATION, RESERVATIONS, ServerWorld } from './server-world.ts';

const ROOM = 'vmr@corp.example';
/** In Exchange Online; in Exchange Server; a stranger in Exchange Online, of another tenant. */
const CLEO = 'cleo@cloud.example';
const PAUL = 'paul@premises.example';
const TENANT = '11111111-aaaa-4111-8111-111111111111';
const OTHER_TENANT = '22222222-aaaa-4222-8222-222222222222';
const API = '6a1f0c1e-8a3b-4d55-9a63-0d2f8d9b7c11';
const ADD_IN = '6a1f0c1e-8a3b-4d55-9a63-0d2f8d9b7c12';
const APPLICATION = { clientId: '6a1f0c1e-8a3b-4d55-9a63-0d2f8d9b7c10', clientSecret: 's3cret' };
const ACCOUNT = { username: 'corp\\svc', password: 'pa55' };
const AUDIENCE = `https://vmr.example.com/api/client/v2/msexchange_schedulers/${INTEGRATION}/pane`;
const HOUR = 3_600_000;

let deployment: ServerWorld;
let sandbox: Sandbox;
let entra: Entra;
let admin: SandboxClient;

beforeEach(async () => {
  deployment = await ServerWorld.create();
  sandbox = await createSandbox();
  admin = new SandboxClient(sandbox.adminUrl);
  await admin.createMailbox({ email: CLEO, kind: 'user', hosting: 'online' });
  await admin.createMailbox({ email: PAUL, kind: 'user', hosting: 'on-premises' });
  await admin.createAccount({ ...ACCOUNT, impersonates: 'all' });
  const rights = ['Calendars.ReadWrite', 'Mail.ReadWrite', 'MailboxSettings.Read'] as const;
  const grants = rights.map((permission) => ({ permission }));
  await admin.graph.registerApp({ ...APPLICATION, tenant: TENANT, grants });
  entra = await createEntra({
    settings: {
      tenants: [
        { tenantId: TENANT, users: [{ username: CLEO }] },
        { tenantId: OTHER_TENANT, users: [{ username: 'eve@other.example' }] },
      ],
      apps: [{ clientId: API }, { clientId: ADD_IN }],
    },
  });
});
afterEach(async () => {
  await deployment.close();
  await Promise.all([sandbox.close(), entra.close()]);
});

const online = () => ({
  provider: 'graph',
  settings: {
    tenant_id: TENANT,
    client_id: APPLICATION.clientId,
    client_secret: APPLICATION.clientSecret,
    authority_url: sandbox.authorityUrl,
    graph_url: `${sandbox.authorityUrl}/graph`,
    limits: { poll_interval_ms: 200, replies_per_minute: null },
  },
});
const onPremises = () => ({
  provider: 'ews',
  settings: {
    ews_url: sandbox.url,
    service_account_username: ACCOUNT.username,
    service_account_password: ACCOUNT.password,
  },
});

/** One integration for both sides: the room on one of them, and a way to the organizers of the other. */
async function importHybrid(room: 'online' | 'on-premises'): Promise<void> {
  await admin.createMailbox({ email: ROOM, kind: 'equipment', processing: 'AutoUpdate', hosting: room });
  const mailboxes = [{ name: 'VMR booking', email: ROOM }];
  const [own, other, domain] =
    room === 'online'
      ? [online(), onPremises(), 'premises.example']
      : [onPremises(), online(), 'cloud.example'];
  await deployment.importRecord({
    mailbox: { ...own, mailboxes },
    organizer_access: [{ ...other, domains: [domain] }],
    callers: [
      { provider: 'exchange', settings: { metadata_urls: [sandbox.metadataUrl] } },
      {
        provider: 'entra',
        settings: { tenant_ids: [TENANT], client_id: API, app_ids: [ADD_IN], authority: entra.origin },
      },
    ],
  });
}

/** Books a meeting with what the edge gave; gives the clean id. */
async function book(organizer: string, html: string) {
  const start = Date.now() + HOUR;
  const schedule = { start: new Date(start).toISOString(), end: new Date(start + HOUR).toISOString() };
  const attendees = [{ email: ROOM, role: 'resource' as const }];
  const draft = { organizer, subject: 'Plan', body: html, attendees };
  const { meeting } = await admin.invite({ ...draft, schedule: { ...schedule, timeZone: 'UTC' } });
  return { organizer, cleanId: meeting.cleanId };
}

it.each(['online', 'on-premises'] as const)(
  '[S1.3b] one integration serves organizers on both sides of a hybrid organisation, its room %s',
  async (side) => {
    await importHybrid(side);
    const listen = { public: { listen: '127.0.0.1:0' } };
    const first = await deployment.start('manager', { config: listen });
    const managerUrl = first.publicUrl;
    const edge = await deployment.start('edge', { config: deployment.edgeConfig(managerUrl) });
    const tokens = {
      paul: await admin.identityToken({ mailbox: PAUL, audience: AUDIENCE }),
      cleo: await entra.issueToken({ username: CLEO, clientId: ADD_IN, api: API }),
      eve: await entra.issueToken({
        username: 'eve@other.example',
        clientId: ADD_IN,
        api: API,
        tenantId: OTHER_TENANT,
      }),
    };
    const reserve = (token: string) => ask(`${edge.publicUrl}${RESERVATIONS}`, { token, body: {} });
    for (const token of [tokens.paul, tokens.cleo])
      expect(await reserve(token)).toMatchObject({ status: 200, json: { kind: 'reserved' } });
    expect(await reserve(tokens.eve)).toMatchObject({ status: 401 });
    // While the manager is away, the token travels in the invitation.
    await first.stop();
    const deferred = await Promise.all([tokens.paul, tokens.cleo, tokens.eve].map(reserve));
    expect(deferred.map(({ json }) => json.kind)).toEqual(['deferred', 'deferred', 'deferred']);
    const [paul = '', cleo = '', eve = ''] = deferred.map(({ json }) => String(json.html));
    const meetings = [await book(PAUL, paul), await book(CLEO, cleo), await book(CLEO, eve)] as const;
    await deployment.start('manager', { config: { public: { listen: new URL(managerUrl).host } } });
    await vi.waitFor(
      async () => {
        for (const meeting of meetings.slice(0, 2))
          expect((await admin.meeting(meeting)).body).toContain('PXPS:-');
      },
      { timeout: 20_000, interval: 100 },
    );
    // Who is of no tenant of the record is declined, and their meeting stays as it is.
    const answers = async () =>
      (await admin.folder(CLEO, 'inbox')).flatMap(({ responseType, meeting }) =>
        meeting?.cleanId === meetings[2].cleanId ? [responseType] : [],
      );
    await vi.waitFor(async () => expect(await answers()).toEqual(['Decline']), {
      timeout: 20_000,
      interval: 100,
    });
    expect((await admin.meeting(meetings[2])).body).not.toContain('PXPS:-');
    const rewritten = (await admin.graph.calls()).filter(
      ({ operation }) => operation === 'PATCH events/{id}',
    );
    expect(rewritten.map(({ mailbox, status }) => [mailbox, status])).toEqual([[CLEO, 200]]);
    expect((await admin.status()).calls).toMatchObject({ UpdateItem: expect.any(Number) });
  },
);
