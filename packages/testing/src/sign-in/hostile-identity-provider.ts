import { createHmac, createSign, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Size of an answer that nobody should read to its end. */
const HUGE_BYTES = 50 * 1_024 * 1_024;

/** One key of a {@link HostileIdentityProvider}, by the id under which it is published. */
export interface HostileKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: JsonWebKey;
}

/** What documents and tokens are made of. */
export interface HostileFacts {
  readonly origin: string;
  /** The keys that are published; the first one signs. */
  readonly keys: readonly HostileKey[];
  /** Nonce of the sign-in under way; null: the provider sent none. */
  readonly nonce: string | null;
  /** Seconds since 1970. */
  readonly now: number;
}

/** How one kind of identity provider speaks, when it is honest. */
export interface SignInDialect {
  /** Bodies of the documents at the paths that are fetched. */
  documents(facts: HostileFacts): Readonly<Record<string, string>>;
  /** Payload of the token that proves the person. */
  claims(facts: HostileFacts): Readonly<Record<string, unknown>>;
  /** Header fields of that token besides `alg` and `typ`. */
  header(key: HostileKey): Readonly<Record<string, unknown>>;
  /** What a code is redeemed for. */
  answer(token: string): Readonly<Record<string, unknown>>;
}

/** What is wrong about one sign-in. */
export interface SignInSpoil {
  readonly claims?: Readonly<Record<string, unknown>>;
  /** How the token is signed instead. */
  readonly signedBy?: 'nobody' | 'public key' | 'stranger' | 'stranger under a known id';
  /** Whether another key is published under the id of the one that signs. */
  readonly twoKeysOneId?: boolean;
  /** What the token endpoint answers instead. */
  readonly answer?: { readonly status: number; readonly body?: string; readonly location?: string } | 'huge';
  /** Whether the documents are 50 MB long. */
  readonly hugeDocuments?: boolean;
}

/** An identity provider on loopback that owns its keys and lies as it is told. */
export class HostileIdentityProvider {
  /** What is wrong about the next answers. */
  spoil: SignInSpoil = {};
  readonly #dialect: SignInDialect;
  readonly #key: HostileKey;
  /** A key that is published by nobody, or under the id of the other one. */
  readonly #strange: HostileKey;
  #nonce: string | null = null;
  #origin = '';
  readonly #server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    request.resume();
    if (request.method === 'POST') this.#redeem(response);
    else this.#show(path, response);
  });

  constructor(dialect: SignInDialect, [key, strange]: readonly [HostileKey, HostileKey]) {
    this.#dialect = dialect;
    this.#key = key;
    this.#strange = strange;
  }

  get origin(): string {
    return this.#origin;
  }

  /** Listens on loopback. */
  async open(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    this.#origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /** The person signs in on the page of this address; gives the URL that the browser calls next. */
  approve(url: string): string {
    const { searchParams } = new URL(url);
    this.#nonce = searchParams.get('nonce');
    const back = new URL(searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('code', 'code-of-hostile');
    back.searchParams.set('state', searchParams.get('state') ?? '');
    return back.href;
  }

  #facts(): HostileFacts {
    const { kid } = this.#key;
    const { privateKey, publicJwk } = this.#strange;
    const second = this.spoil.twoKeysOneId ? [{ kid, privateKey, publicJwk: { ...publicJwk, kid } }] : [];
    return {
      origin: this.#origin,
      keys: [this.#key, ...second],
      nonce: this.#nonce,
      now: Math.floor(Date.now() / 1_000),
    };
  }

  #show(path: string, response: ServerResponse): void {
    const body = this.#dialect.documents(this.#facts())[path];
    if (body === undefined) {
      response.writeHead(404).end();
      return;
    }
    const type = body.startsWith('<') ? 'application/xml' : 'application/json';
    if (this.spoil.hugeDocuments) sendHuge(response, type);
    else response.writeHead(200, { 'content-type': type }).end(body);
  }

  #redeem(response: ServerResponse): void {
    const { answer } = this.spoil;
    if (answer === 'huge') {
      sendHuge(response, 'application/json');
      return;
    }
    const { status, body, location } = answer ?? { status: 200 };
    const text = body ?? JSON.stringify(this.#dialect.answer(this.#token()));
    const type = text.startsWith('<') ? 'text/html' : 'application/json';
    const head = { 'content-type': type, ...(location === undefined ? {} : { location }) };
    response.writeHead(status, head).end(text);
  }

  #token(): string {
    const { claims = {}, signedBy } = this.spoil;
    const payload = { ...this.#dialect.claims(this.#facts()), ...claims };
    const key = signedBy === 'stranger' ? this.#strange : this.#key;
    const alg = signedBy === 'nobody' ? 'none' : signedBy === 'public key' ? 'HS256' : 'RS256';
    const text = `${encode({ typ: 'JWT', alg, ...this.#dialect.header(key) })}.${encode(payload)}`;
    if (signedBy === 'nobody') return `${text}.`;
    if (signedBy === 'public key') {
      const secret = JSON.stringify(this.#key.publicJwk);
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    }
    const signer = signedBy === 'stranger under a known id' ? this.#strange : key;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(signer.privateKey, 'base64url')}`;
  }
}

/** The keys of a {@link HostileIdentityProvider}: its own, and a strange one. Making them takes a while. */
export function makeHostileKeys(): readonly [HostileKey, HostileKey] {
  return [makeKey('hostile-key'), makeKey('strange-key')];
}

function makeKey(kid: string): HostileKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid, privateKey, publicJwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' } };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Writes until the other side gives up. */
function sendHuge(response: ServerResponse, type: string): void {
  response.writeHead(200, { 'content-type': type });
  const piece = Buffer.alloc(64 * 1_024, ' ');
  let left = HUGE_BYTES;
  const write = () => {
    while (left > 0 && !response.destroyed) {
      left -= piece.length;
      if (!response.write(piece)) {
        response.once('drain', write);
        return;
      }
    }
    response.end('{}');
  };
  write();
}
