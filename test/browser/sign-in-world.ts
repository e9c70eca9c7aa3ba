import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createEntra, type Entra } from '@vmrkit/sandbox';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { generate } from 'selfsigned';
import { INTEGRATION, ServerWorld } from '../server/server-world.ts';
import { CLIENT, listedCallersPlugin, TestUsers } from '../server/sign-in-world.ts';
import { startBrowser } from './chromium.ts';

const HOST = 'vmr.example.com';
const PANE = `https://${HOST}/test-pane`;
const SIGN_INS = `${CLIENT}/${INTEGRATION}/sign_ins`;
/** Token of a pane whose mailbox is in Exchange. */
export const EXCHANGE = 'exchange.pane.token';

/** Office.js as far as the dialog's pages use it. */
const officeScript = `
window.Office = {
  onReady: (ready) => Promise.resolve().then(ready),
  context: { ui: { messageParent: (text) => {
    if (window.opener && !window.opener.losesMessages) window.opener.postMessage(text, location.origin);
  } } },
};`;

/** A plain page in place of the pane: begins, opens the dialog in the click, and polls. */
const paneHtml = `<!doctype html><title>Pane</title><button id="go">Sign in</button>
<p id="digits"></p><p id="account"></p><p id="failure"></p><a id="link">browser</a>
<script>
const query = new URLSearchParams(location.search);
window.losesMessages = query.has('lossy');
const token = query.get('token');
const post = async (path, body, bearer) => {
  const headers = { 'content-type': 'application/json', ...(bearer ? { authorization: 'Bearer ' + bearer } : {}) };
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  return answer.json();
};
let begun, dialog, done = false;
const ask = async (code) => {
  if (done) return;
  const result = await post('${SIGN_INS}/' + begun.sign_in + '/result', { code }, begun.secret);
  if (result.code) { document.getElementById('failure').textContent = result.code; done = true; }
  if (result.state !== 'signed_in' || done) return;
  done = true;
  window.bearer = result.bearer;
  document.getElementById('account').textContent = result.account + ' ' + result.linked;
  if (dialog) dialog.close();
};
addEventListener('message', ({ origin, data }) => {
  if (origin !== location.origin) return;
  const message = JSON.parse(data);
  if (message.code) ask(message.code);
});
const poll = async () => { await ask(null); if (!done) setTimeout(poll, 300); };
post('${SIGN_INS}', { login_hint: query.get('hint') }, token).then((answer) => {
  begun = answer;
  document.getElementById('digits').textContent = begun.digits;
  document.getElementById('link').href = begun.url;
  document.getElementById('go').dataset.ready = 'yes';
  poll();
});
document.getElementById('go').onclick = () => { dialog = window.open(begun.url, 'dialog', 'width=500,height=600'); };
</script>`;

/** A deployment over TLS, a simulated Entra, and a browser that finds both. */
export class SignInWorld {
  readonly users: TestUsers;
  readonly #deployment: ServerWorld;
  readonly #entra: Entra;
  readonly #browser: Browser;

  private constructor(parts: {
    deployment: ServerWorld;
    entra: Entra;
    browser: Browser;
    users: TestUsers;
  }) {
    this.#deployment = parts.deployment;
    this.#entra = parts.entra;
    this.#browser = parts.browser;
    this.users = parts.users;
  }

  static async start(): Promise<SignInWorld> {
    const deployment = await ServerWorld.create();
    const users = new TestUsers();
    const { entra, signIn } = await startEntra();
    const plugins = [
      ...deployment.plugins,
      listedCallersPlugin(new Map([[EXCHANGE, 'exchange/mail.example.com/olga']])),
    ];
    await deployment.importRecord(
      { personal: { allow_new_users: true }, sign_in: signIn, callers: [{ provider: 'listed' }] },
      plugins,
    );
    const pair = await generate([{ name: 'commonName', value: HOST }], { keySize: 2048 });
    const tls = {
      cert_file: join(deployment.folder, 'cert.pem'),
      key_file: join(deployment.folder, 'key.pem'),
    };
    await Promise.all([writeFile(tls.cert_file, pair.cert), writeFile(tls.key_file, pair.private)]);
    const server = await deployment.start('all', {
      plugins,
      config: { public: { listen: '127.0.0.1:0', tls, requests_per_minute: 100_000 } },
      configure: users.watch,
    });
    const { port } = new URL(server.publicUrl);
    const browser = await startBrowser(`--host-resolver-rules=MAP ${HOST} 127.0.0.1:${port}`);
    return new SignInWorld({ deployment, entra, browser, users });
  }

  /** A window with the pane; `query` goes to its page. */
  async open(
    query: Readonly<Record<string, string>> = {},
    { theme = 'light', width = 500, language = 'en-US' }: PaneWindow = {},
  ): Promise<{ readonly context: BrowserContext; readonly pane: Page }> {
    const context = await this.#browser.newContext({
      ignoreHTTPSErrors: true,
      viewport: { width, height: 700 },
      colorScheme: theme,
      locale: language,
    });
    await context.route('https://appsforoffice.microsoft.com/**', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: officeScript }),
    );
    await context.route(`${PANE}**`, (route) => route.fulfill({ contentType: 'text/html', body: paneHtml }));
    const pane = await context.newPage();
    await pane.goto(`${PANE}?${new URLSearchParams(query)}`);
    await pane.waitForSelector('#go[data-ready]');
    return { context, pane };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#deployment.close();
    await this.#entra.close();
  }
}

interface PaneWindow {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly language?: string;
}

async function startEntra() {
  const [tenantId, clientId] = [randomUUID(), randomUUID()];
  const user = { username: 'olga@corp.example', mail: 'olga@corp.example', name: 'Olga Organizer' };
  const entra = await createEntra({
    settings: {
      tenants: [{ tenantId, users: [user] }],
      apps: [{ clientId, secret: 'swordfish', redirectUris: [`https://${HOST}${CLIENT}/oauth_redirect`] }],
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
  return { entra, signIn: { provider: 'azure', settings } };
}

/** Opens the dialog by the pane's button, and signs in there. */
export async function signInByDialog(pane: Page): Promise<Page> {
  const [dialog] = await Promise.all([pane.waitForEvent('popup'), pane.click('#go')]);
  await typePassword(dialog);
  return dialog;
}

/** What a person does on Entra's page. */
export async function typePassword(page: Page): Promise<void> {
  await page.fill('input[name=username]', 'olga@corp.example');
  await page.fill('input[name=password]', 'sandbox');
  await page.click('button[value=next]');
}

/** What axe finds wrong, and how far the page is wider than its window. */
export async function judge(
  page: Page,
): Promise<{ readonly violations: readonly string[]; readonly overflow: number }> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const found = await page.evaluate(
    `${axe.source};axe.run({preload:false}).then((result) => result.violations)`,
  );
  return { violations: (found as { id: string }[]).map(({ id }) => id), overflow: Math.max(0, overflow) };
}
