import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JWK, SignJWT } from 'jose';

/** A signing key as Entra publishes it. */
export interface EntraSigner {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: JWK & { readonly issuer?: string };
}

/** Makes a key; `kid` and thumbprint are alike, as Entra has it. */
export function makeEntraSigner(kid: string): EntraSigner {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  return { kid, privateKey, jwk: { kty: 'RSA', use: 'sig', kid, x5t: kid, n, e } };
}

/** What a token is changed in; undefined leaves a field out. */
export interface EntraTokenChanges {
  readonly header?: object;
  readonly claims?: object;
  readonly signer?: EntraSigner;
}

/** Signs an access token of form v2.0. */
export function signEntraToken(
  claims: object,
  { signer, header = {} }: { readonly signer: EntraSigner; readonly header?: object },
): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: signer.kid, ...header })
    .sign(signer.privateKey);
}

/** What a metadata server answers instead of what it should. */
export interface OddAnswer {
  readonly status?: number;
  readonly body?: string;
  readonly location?: string;
}

/** The metadata documents of an authority on loopback: the right ones, unless a test says otherwise. */
export class MetadataServer {
  published: readonly object[] = [];
  /** What the discovery document says instead. */
  discovery: object = {};
  respond: ((path: string) => OddAnswer | null) | null = null;
  readonly requests: string[] = [];
  readonly #server = createServer((request, response) => {
    const path = request.url ?? '';
    this.requests.push(path);
    const { status = 200, body, location } = this.respond?.(path) ?? {};
    response.writeHead(status, location === undefined ? {} : { location });
    response.end(body ?? JSON.stringify(this.#documentAt(path)));
  });
  #origin = '';

  /** Listens; `host` is a name that only a test's resolver knows. */
  async open(host: string): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    this.#origin = `http://${host}:${(this.#server.address() as AddressInfo).port}`;
    return this.#origin;
  }

  close(): void {
    this.#server.close();
  }

  reset(published: readonly object[]): void {
    this.published = published;
    this.discovery = {};
    this.respond = null;
    this.requests.length = 0;
  }

  #documentAt(path: string): object {
    const [, tenant, ...rest] = path.split('?')[0]?.split('/') ?? [];
    if (rest.join('/') === 'discovery/v2.0/keys') return { keys: this.published };
    const base = `${this.#origin}/${tenant}`;
    return { issuer: `${base}/v2.0`, jwks_uri: `${base}/discovery/v2.0/keys`, ...this.discovery };
  }
}
