import { createHash } from 'node:crypto';
import { importX509 } from 'jose';
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { type PublishedKey, unusable } from './published-key.ts';

const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';
const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
/** Elements of a real document are some hundreds, at a depth of less than ten. */
const MAX_ELEMENTS = 20_000;
const MAX_DEPTH = 40;
const MOST_KEYS = 32;

/** What the federation metadata say of the token service. */
export interface FederationMetadata {
  /** `entityID`, which is the issuer of access tokens. */
  readonly issuer: string;
  readonly keys: readonly PublishedKey[];
}

/**
 * Reads a federation metadata document (WS-Federation 1.2, 3.1): the certificates of use `signing` of the role
 * `SecurityTokenServiceType`; two of them during a roll-over. The document's own signature is not looked at: its origin
 * is proven by TLS, as that of the keys of later versions is. Throws UnavailableError `ERR_ADFS_METADATA`.
 */
export async function readFederationMetadata(text: string): Promise<FederationMetadata> {
  const { issuer, certificates } = parsed(text);
  const keys: PublishedKey[] = [];
  for (const certificate of certificates) {
    const der = Buffer.from(certificate, 'base64');
    const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----`;
    const key = await importX509(pem, 'RS256').catch(() => null);
    const thumbprint = createHash('sha1').update(der).digest('base64url');
    if (key !== null) keys.push({ ids: [thumbprint], key, material: thumbprint });
  }
  return { issuer, keys };
}

function parsed(text: string): { readonly issuer: string; readonly certificates: readonly string[] } {
  const reader = new MetadataReader();
  try {
    reader.read(text);
  } catch {
    throw unusable('expected federation metadata, and it is no XML that is accepted');
  }
  if (reader.issuer === '') throw unusable('expected federation metadata, and it has no entityID');
  return { issuer: reader.issuer, certificates: reader.certificates };
}

/** Follows the elements from the root to the certificates. */
class MetadataReader {
  issuer = '';
  readonly certificates: string[] = [];
  readonly #path: string[] = [];
  #elements = 0;
  #isTokenService = false;
  #isSigning = false;

  read(text: string): void {
    const parser = new SaxesParser({ xmlns: true, position: false });
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('doctype', () => {
      throw new Error('A DOCTYPE is not accepted.');
    });
    parser.on('opentag', (tag) => this.#enter(tag));
    parser.on('closetag', () => this.#path.pop());
    parser.on('text', (piece) => this.#take(piece));
    parser.write(text).close();
  }

  #enter({ local, uri, attributes }: SaxesTagNS): void {
    this.#elements += 1;
    this.#path.push(local);
    if (this.#elements > MAX_ELEMENTS || this.#path.length > MAX_DEPTH) throw new Error('Too large.');
    const attribute = (name: string, namespace = '') =>
      Object.values(attributes).find((each) => each.local === name && each.uri === namespace)?.value ?? '';
    if (uri === METADATA && this.#isAt('EntityDescriptor')) this.issuer = attribute('entityID');
    if (uri === METADATA && this.#isAt('EntityDescriptor', 'RoleDescriptor')) {
      this.#isTokenService = /(?:^|:)SecurityTokenServiceType$/.test(attribute('type', SCHEMA_INSTANCE));
    }
    if (uri === METADATA && this.#isAt('EntityDescriptor', 'RoleDescriptor', 'KeyDescriptor')) {
      this.#isSigning = attribute('use') === 'signing';
    }
    if (this.#isCertificate()) {
      this.certificates.push('');
      if (this.certificates.length > MOST_KEYS) throw new Error('Too many keys.');
    }
  }

  #take(piece: string): void {
    const last = this.certificates.length - 1;
    if (this.#isCertificate()) this.certificates[last] = `${this.certificates[last] ?? ''}${piece}`;
  }

  #isCertificate(): boolean {
    const at = ['RoleDescriptor', 'KeyDescriptor', 'KeyInfo', 'X509Data', 'X509Certificate'];
    return this.#isTokenService && this.#isSigning && this.#isAt('EntityDescriptor', ...at);
  }

  #isAt(...path: readonly string[]): boolean {
    return path.length === this.#path.length && path.every((name, at) => name === this.#path[at]);
  }
}
