import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { integrations, people } from '@vmrkit/example-demo';
import { createEntra, type Entra } from '@vmrkit/sandbox';
import type { Browser, Page } from 'playwright-core';
import { generate } from 'selfsigned';
import { TestUsers } from '../server/sign-in-world.ts';
import { startBrowser } from './chromium.ts';
import { type Outlook, type OutlookOptions, PaneWorld } from './pane-world.ts';

const HOST = 'vmr.corp.example';
const REDIRECT = `https://${HOST}/api/client/v2/msexchange_schedulers/oauth_redirect`;
const general = { name: integrations.sales.name, enable_personal_vmrs: true };
export const PERSONAL = 'Add a personal room';

interface Rest {
  readonly browser: Browser;
  readonly entra: Entra;
  readonly folder: string;
  /** Where the simulated Outlook gets tokens for nested app authentication. */
  readonly nested: string;
}

/** The world of the pane, behind TLS, with a simulated Entra in which people sign in, and personal rooms. */
export class PersonalWorld {
  readonly users: TestUsers;
  readonly #panes: PaneWorld;
  readonly #rest: Rest;

  private constructor(panes: PaneWorld, users: TestUsers, rest: Rest) {
    this.#panes = panes;
    this.users = users;
    this.#rest = rest;
  }

  static async start(): Promise<PersonalWorld> {
    const folder = await mkdtemp(join(tmpdir(), 'vmrkit-tls-'));
    const port = await freePort();
    const [cert_file, key_file] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const pair = await generate([{ name: 'commonName', value: HOST }], { keySize: 2048 });
    await Promise.all([writeFile(cert_file, pair.cert), writeFile(key_file, pair.private)]);
    const { entra, signIn, callers, nested } = await startEntra();
    const browser = await startBrowser(`--host-resolver-rules=MAP ${HOST} 127.0.0.1:${port}`);
    const users = new TestUsers();
    const panes = await PaneWorld.start(browser, {
      record: { general, personal: { allow_new_users: true }, sign_in: signIn },
      callers,
      edgePublic: { listen: `127.0.0.1:${port}`, tls: { cert_file, key_file } },
      origin: `https://${HOST}`,
      configure: users.watch,
    });
    const owner_email = people.organizer.email.toUpperCase();
    await users.addRooms([
      { name: 'Alice’s room', owner_email, aliases: ['alice@vc.example.com'], description: 'Ground floor' },
      { name: 'Team room', owner_email, aliases: ['team@vc.example.com'] },
      { name: 'Not yet', owner_email },
    ]);
    return new PersonalWorld(panes, users, { browser, entra, folder, nested });
  }

  /** Whether people without a record get one. */
  allowNewUsers(isAllowed: boolean): Promise<void> {
    return this.#panes.save({ personal: { allow_new_users: isAllowed } });
  }

  /** A window with form and pane, and the pane's page. */
  async open(options: OutlookOptions = {}): Promise<Outlook> {
    const outlook = await this.#panes.outlook(options);
    await outlook.openPane(PERSONAL);
    return outlook;
  }

  /** Settings of an Outlook whose mailbox is in Microsoft 365. */
  get cloud(): OutlookOptions {
    return { account: 'office365', more: { nested: this.#rest.nested } };
  }

  answers(cleanId: string) {
    return this.#panes.answers(cleanId);
  }

  stopManager(): Promise<void> {
    return this.#panes.stopManager();
  }

  async close(): Promise<void> {
    await this.#panes.close();
    await this.#rest.browser.close();
    await this.#rest.entra.close();
    await rm(this.#rest.folder, { recursive: true, force: true });
  }
}

/** Presses the pane's sign-in button, and gives the dialog. */
export async function openDialog(outlook: Outlook): Promise<Page> {
  await digitsOf(outlook);
  const [dialog] = await Promise.all([outlook.page.waitForEvent('popup'), outlook.button('Sign in').click()]);
  return dialog;
}

/** What a person does on Entra's page. */
export async function typePassword(page: Page, username: string = people.organizer.email): Promise<void> {
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', 'sandbox');
  await page.click('button[value=next]');
}

/** The digits that the pane shows. */
export async function digitsOf(outlook: Outlook): Promise<string> {
  return (await outlook.pane.getByTestId('sign-in-digits').textContent()) ?? '';
}

/** Types the pane's digits into the last page. */
export async function typeDigits(page: Page, outlook: Outlook): Promise<void> {
  await page.getByLabel('Two digits shown in Outlook').fill(await digitsOf(outlook));
  await page.getByRole('button', { name: 'Confirm' }).click();
}

async function startEntra() {
  const [tenantId, clientId] = [randomUUID(), randomUUID()];
  const users = [people.organizer, people.attendee].map(({ email, name }) => ({
    username: email,
    mail: email,
    name,
  }));
  const entra = await createEntra({
    settings: {
      tenants: [{ tenantId, users }],
      apps: [{ clientId, secret: 'swordfish', redirectUris: [REDIRECT] }],
      refusedAgents: [
        { agent: 'unknown-device', by: 'device-page' },
        { agent: 'no-prompt', by: 'negotiate' },
      ],
    },
  });
  const base = `${entra.origin}/${tenantId}/oauth2/v2.0`;
  const settings = {
    authorization_uri: `${base}/authorize`,
    token_uri: `${base}/token`,
    client_id: clientId,
    client_secret: 'swordfish',
    graph_url: entra.origin,
  };
  const verified = { client_id: clientId, tenant_ids: [tenantId], authority: entra.origin };
  const nested = `${entra.origin}/${tenantId}/nested-app-token`;
  const callers = [{ provider: 'entra', settings: verified }];
  return { entra, signIn: { provider: 'azure', settings }, callers, nested };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
