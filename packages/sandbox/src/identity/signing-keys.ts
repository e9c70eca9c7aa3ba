import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { generate } from 'selfsigned';

/** A key that signs tokens; key id and thumbprint are alike. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** As the key document shows it. */
  readonly publicJwk: JWK;
}

/** The signing keys of the authority, and those of single applications. */
export class SigningKeys {
  readonly #published: SigningKey[];
  readonly #ofApps = new Map<string, SigningKey>();
  /** Rises with each change of the authority's key. */
  revision = 0;

  constructor(first: SigningKey) {
    this.#published = [first];
  }

  /** The authority's key that signs now. */
  get current(): SigningKey {
    const [current] = this.#published;
    if (current === undefined) throw new Error('There is always a key.');
    return current;
  }

  /** What the key document shows; with `appId` the application's own key as well. */
  published(appId: string | null): readonly JWK[] {
    const own = appId === null ? undefined : this.#ofApps.get(appId);
    return [...this.#published, ...(own === undefined ? [] : [own])].map(({ publicJwk }) => publicJwk);
  }

  /** Changes to a new key; the old ones stay published if `keepOld`. */
  async rotate(keepOld: boolean): Promise<void> {
    const key = await createSigningKey();
    if (!keepOld) this.#published.length = 0;
    this.#published.unshift(key);
    this.revision += 1;
  }

  /** The key of one application, made when first asked for. */
  async ofApp(appId: string): Promise<SigningKey> {
    const key = this.#ofApps.get(appId) ?? (await createSigningKey());
    this.#ofApps.set(appId, key);
    return key;
  }
}

/** Makes an RSA key with a certificate of its own. */
export async function createSigningKey(): Promise<SigningKey> {
  const pair = await generate([{ name: 'commonName', value: 'Sandbox identity provider' }], {
    keySize: 2048,
    algorithm: 'sha256',
  });
  const privateKey = createPrivateKey(pair.private);
  const der = Buffer.from(pair.cert.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const kid = createHash('sha1').update(der).digest('base64url');
  const { n = '', e = '' } = privateKey.export({ format: 'jwk' });
  const publicJwk = { kty: 'RSA', use: 'sig', kid, x5t: kid, n, e, x5c: [der.toString('base64')] };
  return { kid, privateKey, publicJwk };
}
