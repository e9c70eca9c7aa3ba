import {
  createHash,
  createPrivateKey,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
} from 'node:crypto';
import { generate } from 'selfsigned';
import type { Mailbox } from '../model/mailbox.ts';
import type { VirtualClock } from '../model/virtual-clock.ts';

/** What makes a token special; everything left out is as Exchange does it. */
export interface TokenOptions {
  readonly mailbox: Mailbox;
  /** The add-in's URL. */
  readonly audience: string;
  /** Web address of the simulated server, for the metadata URL. */
  readonly baseUrl: string;
  /** Whether `appctx` is a JSON string instead of an object. */
  readonly appctxAsString?: boolean | undefined;
  /** Whether `nbf` and `exp` are strings, as in the samples. */
  readonly timesAsStrings?: boolean | undefined;
  /** Whether the signature is by a key that nobody publishes. */
  readonly wrongSignature?: boolean | undefined;
  /** Seconds by which the lifetime is shifted; -30000 makes an expired token, +3600 one not yet valid. */
  readonly shiftSeconds?: number | undefined;
  /** Metadata URL, where it is not the server's own. */
  readonly metadataUrl?: string | undefined;
  /** `version` inside appctx. */
  readonly version?: string | undefined;
  /** Claims and header fields that replace the usual ones. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  readonly header?: Readonly<Record<string, unknown>> | undefined;
}

interface SigningKey {
  readonly privateKey: KeyObject;
  readonly certificate: string;
  readonly thumbprint: string;
}

const lifetimeSeconds = 28_800;
const realm = 'sandbox.example';

/**
 * Issues Exchange user identity tokens and publishes the metadata document that proves them (Office add-in
 * documentation, "Inside the Exchange identity token").
 */
export class IdentityTokenIssuer {
  readonly #clock: VirtualClock;
  readonly #id = randomUUID();
  /** Made when first needed: a key takes most of the time of a start. */
  #key: Promise<SigningKey> | null = null;
  /** Earlier keys that are still published. */
  readonly #retired: SigningKey[] = [];

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Changes to a new key; the old one stays published if `keepOld`. */
  async rollKey(keepOld: boolean): Promise<void> {
    if (keepOld) this.#retired.push(await this.#signingKey());
    else this.#retired.length = 0;
    this.#key = createKey();
    await this.#key;
  }

  /** A signed token in compact form. */
  async issue(options: TokenOptions): Promise<string> {
    const signingKey = await this.#signingKey();
    const now = Math.floor(this.#clock.now() / 1000) + (options.shiftSeconds ?? 0);
    const time = (seconds: number) => (options.timesAsStrings ? String(seconds) : seconds);
    const appctx = {
      msexchuid: `${guidOf(options.mailbox.address.email)}@${realm}`,
      version: options.version ?? 'ExIdTok.V1',
      amurl: options.metadataUrl ?? `${options.baseUrl}/autodiscover/metadata/json/1`,
    };
    const header = { typ: 'JWT', alg: 'RS256', x5t: signingKey.thumbprint, ...options.header };
    const payload = {
      aud: options.audience,
      iss: `00000002-0000-0ff1-ce00-000000000000@${realm}`,
      nbf: time(now),
      exp: time(now + lifetimeSeconds),
      appctxsender: `00000002-0000-0ff1-ce00-000000000000@${realm}`,
      isbrowserhostedapp: 'true',
      appctx: options.appctxAsString ? JSON.stringify(appctx) : appctx,
      ...options.claims,
    };
    const signed = `${encode(header)}.${encode(payload)}`;
    const key = options.wrongSignature
      ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
      : signingKey.privateKey;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
  }

  /** The document of `/autodiscover/metadata/json/1`. */
  async metadata(baseUrl: string): Promise<object> {
    const signingKey = await this.#signingKey();
    const location = `${baseUrl}/autodiscover/metadata/json/1`;
    return {
      id: this.#id,
      version: '1.0',
      name: 'Exchange',
      realm,
      serviceName: '00000002-0000-0ff1-ce00-000000000000',
      issuer: `00000002-0000-0ff1-ce00-000000000000@${realm}`,
      allowedAudiences: [`00000002-0000-0ff1-ce00-000000000000@${realm}`],
      keys: [signingKey, ...this.#retired].map(({ thumbprint, certificate }) => ({
        usage: 'signing',
        keyinfo: { x5t: thumbprint },
        keyvalue: { type: 'x509Certificate', value: certificate },
      })),
      endpoints: [{ location, protocol: 'OAuth2', usage: 'metadata' }],
    };
  }

  #signingKey(): Promise<SigningKey> {
    this.#key ??= createKey();
    return this.#key;
  }
}

async function createKey(): Promise<SigningKey> {
  const pair = await generate([{ name: 'commonName', value: 'Sandbox Exchange Server Auth Certificate' }], {
    keySize: 2048,
    algorithm: 'sha256',
  });
  const privateKey = createPrivateKey(pair.private);
  const certificate = pair.cert.replace(/-----[^-]+-----|\s/g, '');
  const thumbprint = createHash('sha1').update(Buffer.from(certificate, 'base64')).digest('base64url');
  return { privateKey, certificate, thumbprint };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}

/** The mailbox GUID of a token: the same for an address as long as it lives. */
function guidOf(email: string): string {
  const hex = createHash('sha256').update(email).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
