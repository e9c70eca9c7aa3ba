import {
  type Caller,
  type CallerVerifier,
  type Clock,
  checkTokenLifetime,
  fetchMetadata,
  type Http,
  type IntegrationRef,
  type Logger,
  METADATA_LIMITS,
  NotAuthenticatedError,
  quoted,
  SigningKeys,
} from '@vmrkit/core';
import { type CryptoKey, compactVerify } from 'jose';
import {
  type ExchangeIdentityToken,
  looksLikeExchangeToken,
  readExchangeToken,
} from './exchange-identity-token.ts';
import { readMetadataDocument } from './metadata-document.ts';

/** What the verifier works with. */
export interface ExchangeIdentityVerifierOptions {
  readonly http: Http;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly logger: Logger;
  /** Authentication metadata documents that are trusted; no other is ever fetched. */
  readonly metadataUrls: readonly string[];
  /** PEM of certificate authorities that are trusted besides the usual ones; null: those alone. */
  readonly caCertificates?: string | null;
  /** Whether the deployment's web proxy is passed by; false by default. */
  readonly bypassWebProxy?: boolean;
}

/**
 * Verifies Exchange user identity tokens (S7.1; Office add-in documentation, "Validate an Exchange identity token"):
 * form and version, then a configured metadata URL, before any request, then lifetime, audience, and the signature
 * by a published key.
 */
export function createExchangeIdentityVerifier(options: ExchangeIdentityVerifierOptions): CallerVerifier {
  const { http, clock, logger, metadataUrls, caCertificates = null, bypassWebProxy = false } = options;
  const client = http.client({ ...METADATA_LIMITS, caCertificates, bypassWebProxy });
  const documents = metadataUrls
    .filter((each) => URL.canParse(each))
    .map((each) => {
      const url = new URL(each);
      const fetch = async () => readMetadataDocument(await fetchMetadata(url, client));
      return { url, keys: new SigningKeys({ fetch, clock, logger, about: { host: url.host } }) };
    });
  return {
    recognises: looksLikeExchangeToken,
    async verify(token, { integration, audience, at }) {
      const claimed = readExchangeToken(token);
      const { url: metadataUrl, keys } = documentFor(claimed.metadataUrl, documents);
      checkTokenLifetime(claimed, at);
      if (claimed.audience !== audience) {
        throw refused(
          'ERR_TOKEN_AUDIENCE',
          `The token was made for another add-in: expected ${audience}, came ${quoted(claimed.audience)}.`,
        );
      }
      await checkSignature(token, { claimed, key: await keys.keyFor(claimed.thumbprint) });
      return callerOf(claimed, { metadataUrl, integration });
    },
  };
}

/** The configured document that the token names; what the token says itself is never fetched. */
function documentFor<Document extends { readonly url: URL }>(
  named: string,
  documents: readonly Document[],
): Document {
  const wanted = URL.canParse(named) ? new URL(named) : null;
  const plain =
    wanted !== null && wanted.username === '' && wanted.password === '' ? comparable(wanted) : null;
  const found = documents.find(({ url }) => plain !== null && comparable(url) === plain);
  if (found === undefined) {
    const expected = documents.map(({ url }) => url.href).join(' or ');
    throw refused(
      'ERR_TOKEN_UNKNOWN_HOST',
      `The token names a metadata URL that is not configured: expected ${expected}, came ${quoted(named)}.`,
    );
  }
  return found;
}

/** Scheme, host, port and path; Exchange treats paths alike in any case, and queries say nothing. */
function comparable({ origin, pathname }: URL): string {
  return `${origin}${pathname.toLowerCase()}`;
}

async function checkSignature(
  token: string,
  { claimed, key }: { readonly claimed: ExchangeIdentityToken; readonly key: CryptoKey },
): Promise<void> {
  try {
    await compactVerify(token, key, { algorithms: ['RS256'] });
  } catch {
    throw refused(
      'ERR_TOKEN_SIGNATURE',
      `The token is not signed by the key that it names, ${quoted(claimed.thumbprint)}.`,
    );
  }
}

function callerOf(
  { userId, expiresAt }: ExchangeIdentityToken,
  { metadataUrl, integration }: { readonly metadataUrl: URL; readonly integration: IntegrationRef },
): Caller {
  const { tenantId, integrationId } = integration;
  return {
    tenantId,
    integrationId,
    key: `exchange/${metadataUrl.host}/${userId}`,
    provider: 'exchange',
    expiresAt,
  };
}

function refused(code: string, message: string): NotAuthenticatedError {
  return new NotAuthenticatedError(message, { code });
}
