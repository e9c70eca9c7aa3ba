import { type CallerVerifier, codeOf, type DoctorCheck, fetchMetadata } from '@vmrkit/core';
import { readMetadataDocument } from './metadata-document.ts';

type Settings = Readonly<{
  metadata_urls: string[];
  ca_certificates: string | null;
  bypass_web_proxy: boolean;
}>;

const MAX_BYTES = 256 * 1_024;
const DEADLINE_MS = 5_000;

/** Finds metadata URLs that publish no keys. */
const documentsCheck: DoctorCheck<Settings, CallerVerifier> = {
  id: 'metadata-documents',
  title: 'Exchange publishes the keys of its tokens',
  remedy:
    'Correct metadata_urls: each is https://<host>/autodiscover/metadata/json/1 of an Exchange server or of the load balancer before them. A certificate of your own authority belongs into ca_certificates.',
  run: async ({ metadata_urls, ca_certificates, bypass_web_proxy }, { deps, signal }) => {
    const client = deps.http.client({
      maxBytes: MAX_BYTES,
      deadlineMs: DEADLINE_MS,
      caCertificates: ca_certificates,
      bypassWebProxy: bypass_web_proxy,
    });
    const faultOf = async (url: string) => {
      try {
        const keys = await readMetadataDocument(await fetchMetadata(new URL(url), client));
        return keys.size > 0 ? null : `${url} publishes no key`;
      } catch (error) {
        return `${url}: ${codeOf(error)}`;
      }
    };
    signal.addEventListener('abort', () => void client.close(), { once: true });
    try {
      const faults = (await Promise.all(metadata_urls.map(faultOf))).filter((fault) => fault !== null);
      return faults.length > 0
        ? { kind: 'problem', evidence: faults.join('; ') }
        : { kind: 'ok', evidence: `All of ${metadata_urls.length} metadata documents hold keys.` };
    } finally {
      await client.close();
    }
  },
};

/** Finds a host of Exchange, mostly that of the load balancer, whose tokens would be refused. */
const hostsCheck: DoctorCheck<Settings, CallerVerifier> = {
  id: 'metadata-hosts',
  title: 'The metadata URLs name the host that clients use',
  severity: 'warning',
  remedy:
    'Add this host, mostly that of the load balancer, to metadata_urls: a token names the host that its client spoke to, and one of a host that is not listed is refused.',
  run: async ({ metadata_urls }, { setup }) => {
    const listed = metadata_urls.map((url) => new URL(url).hostname);
    const missing = setup.mailHosts.filter((host) => !listed.includes(host));
    return missing.length > 0
      ? {
          kind: 'problem',
          evidence: `Mail is read at ${missing.join(', ')}; metadata_urls name ${listed.join(', ')}.`,
        }
      : { kind: 'ok', evidence: `metadata_urls name ${listed.join(', ')}.` };
  },
};

/** What can be wrong with the configured metadata documents. */
export const metadataChecks: readonly DoctorCheck<Settings, CallerVerifier>[] = [documentsCheck, hostsCheck];
