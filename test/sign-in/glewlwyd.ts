import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { generate } from 'selfsigned';

/** A scope that asks for an access token alone. */
export const PLAIN_SCOPE = 'rooms';

/** What is registered at a {@link Glewlwyd}. */
export interface GlewlwydSetUp {
  /** `iss` of all its tokens. */
  readonly issuer: string;
  readonly redirectUri: string;
  /** What public clients may ask access tokens for. */
  readonly resource: string;
  readonly publicClient: string;
  readonly confidentialClient: { readonly id: string; readonly secret: string };
  readonly user: { readonly name: string; readonly password: string };
  /** Properties of the user, which tokens have as claims. */
  readonly claims: Readonly<Record<string, string>>;
}

/** A running server of Debian's package, an OpenID provider in C that shares no code with ours. */
export interface Glewlwyd {
  /** Its OpenID endpoints are under this address: `/auth`, `/token`, `/jwks`. */
  readonly base: string;
  /** The person signs in; gives where the browser is sent from an address of {@link base}. */
  approve(url: string): Promise<string>;
  close(): Promise<void>;
}

/** Folder where `tools/unpack-glewlwyd.sh` unpacked the packages; null: there is none. */
export function glewlwydFolder(): string | null {
  const folder = process.env.VMRKIT_TEST_GLEWLWYD ?? '';
  return existsSync(join(folder, 'usr/bin/glewlwyd')) ? folder : null;
}

/** Starts the server on loopback with a database of its own, and registers everything by its API. */
export async function startGlewlwyd(folder: string, setUp: GlewlwydSetUp): Promise<Glewlwyd> {
  const work = mkdtempSync(join(tmpdir(), 'glewlwyd-'));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = launch(folder, { work, port, claims: Object.keys(setUp.claims) });
  const close = async () => {
    const ended = new Promise((done) => server.once('exit', done));
    if (server.exitCode === null && server.kill('SIGKILL')) await ended;
    rmSync(work, { recursive: true, force: true });
  };
  try {
    await answering(`${origin}/config`);
    await register(origin, setUp);
  } catch (error) {
    await close();
    throw error;
  }
  return { base: `${origin}/api/oidc`, approve: (url) => approve(origin, { url, setUp }), close };
}

function launch(
  folder: string,
  {
    work,
    port,
    claims,
  }: { readonly work: string; readonly port: number; readonly claims: readonly string[] },
): ChildProcess {
  const docs = join(folder, 'usr/share/doc/glewlwyd');
  const plugins = join(folder, 'usr/lib/glewlwyd');
  const env = {
    PATH: process.env.PATH,
    LD_LIBRARY_PATH: ['usr/lib', 'lib'].flatMap((at) => librariesIn(join(folder, at))).join(':'),
  };
  const database = join(work, 'glewlwyd.db');
  const property = { multiple: false, read: true, write: true, 'profile-read': true };
  const format = JSON.stringify(Object.fromEntries(claims.map((name) => [name, property]))).slice(1, -1);
  const script = gunzipSync(readFileSync(join(docs, 'database/init.sqlite3.sql.gz')))
    .toString()
    .replace('"data-format":{"picture"', `"data-format":{${format},"picture"`);
  const filled = spawnSync(join(folder, 'usr/bin/sqlite3'), [database], { input: script, env });
  if (filled.status !== 0) throw new Error(`The database could not be made: ${filled.stderr}`);
  mkdirSync(join(work, 'user_middleware'));
  const settings: Readonly<Record<string, string>> = {
    port: String(port),
    bind_address: '"127.0.0.1"',
    external_url: `"http://127.0.0.1:${port}"`,
    static_files_path: `"${join(folder, 'usr/share/glewlwyd/webapp')}"`,
    cookie_domain: '""',
    cookie_secure: '0',
    log_level: '"WARNING"',
    user_module_path: `"${plugins}/user"`,
    user_middleware_module_path: `"${join(work, 'user_middleware')}"`,
    client_module_path: `"${plugins}/client"`,
    user_auth_scheme_module_path: `"${plugins}/scheme"`,
    plugin_module_path: `"${plugins}/plugin"`,
  };
  const lines = gunzipSync(readFileSync(join(docs, 'glewlwyd.conf.sample.gz')))
    .toString()
    .replace('/var/cache/glewlwyd/glewlwyd.db', database)
    .split('\n')
    .filter((line) => !Object.keys(settings).some((name) => line.startsWith(`${name}=`)));
  const config = join(work, 'glewlwyd.conf');
  const own = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  writeFileSync(config, [...own, ...lines].join('\n'));
  return spawn(join(folder, 'usr/bin/glewlwyd'), [`--config-file=${config}`], { env, stdio: 'ignore' });
}

/** Folders of one architecture's libraries. */
function librariesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => join(folder, name));
}

async function register(origin: string, setUp: GlewlwydSetUp): Promise<void> {
  const cookie = await logIn(origin, { username: 'admin', password: 'password' });
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${origin}/api/${path}`, {
      method,
      headers: { cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text;
  };
  await call('POST', 'mod/plugin/', {
    module: 'oidc',
    name: 'oidc',
    display_name: 'OpenID Connect',
    order_rank: 0,
    readonly: false,
    parameters: await pluginParameters(setUp),
  });
  await call('POST', 'scope/', { name: PLAIN_SCOPE, display_name: PLAIN_SCOPE, password_required: false });
  const { user, claims, publicClient, confidentialClient, redirectUri, resource } = setUp;
  await call('POST', 'user/', {
    username: user.name,
    name: user.name,
    password: user.password,
    enabled: true,
    scope: ['openid', PLAIN_SCOPE],
    ...claims,
  });
  const client = {
    redirect_uri: [redirectUri],
    authorization_type: ['code'],
    enabled: true,
    resource: [resource],
  };
  await call('POST', 'client/', { ...client, client_id: publicClient, name: 'public', confidential: false });
  const { id, secret } = confidentialClient;
  await call('POST', 'client/', {
    ...client,
    client_id: id,
    name: 'confidential',
    confidential: true,
    password: secret,
    token_endpoint_auth_method: ['client_secret_post'],
  });
}

async function pluginParameters({ issuer, claims }: GlewlwydSetUp): Promise<object> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'glewlwyd' }], {
    keySize: 2048,
  });
  const names = Object.keys(claims);
  return {
    iss: issuer,
    'jwt-type': 'rsa',
    'jwt-key-size': '256',
    key,
    cert,
    'access-token-duration': 3_600,
    'refresh-token-duration': 3_600,
    'code-duration': 600,
    'allow-non-oidc': true,
    'auth-type-code-enabled': true,
    'auth-type-code-revoke-replayed': true,
    'subject-type': 'pairwise',
    'jwks-show': true,
    'pkce-allowed': true,
    'resource-allowed': true,
    'resource-scope': {},
    'resource-client-property': 'resource',
    'resource-scope-and-client-property': false,
    'oauth-as-iss-id': false,
    'name-claim': 'no',
    'email-claim': 'no',
    'scope-claim': 'no',
    'additional-parameters': names.map((name) => ({ 'user-parameter': name, 'token-parameter': name })),
    claims: names.map((name) => ({
      name,
      'user-property': name,
      type: 'string',
      mandatory: true,
      'on-demand': false,
      scope: ['openid'],
    })),
  };
}

async function approve(
  origin: string,
  { url, setUp: { user } }: { readonly url: string; readonly setUp: GlewlwydSetUp },
): Promise<string> {
  const cookie = await logIn(origin, { username: user.name, password: user.password });
  const clientId = new URL(url).searchParams.get('client_id');
  await fetch(`${origin}/api/auth/grant/${clientId}/`, {
    method: 'PUT',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ scope: `openid ${PLAIN_SCOPE}` }),
  });
  const answer = await fetch(`${url}&g_continue`, { headers: { cookie }, redirect: 'manual' });
  return answer.headers.get('location') ?? `${answer.status} ${await answer.text()}`;
}

async function logIn(origin: string, body: object): Promise<string> {
  const answer = await fetch(`${origin}/api/auth/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`Nobody could sign in: ${answer.status}.`);
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error('glewlwyd does not answer.');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}
