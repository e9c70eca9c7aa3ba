import type { DoctorCheck, MailboxProvider } from '@vmrkit/core';
import type { EwsSettings } from './settings.ts';

const DEADLINE_MS = 5_000;

/** Finds a server that does not offer the way of signing in that the record names, such as Basic switched off. */
export const offeredSignInsCheck: DoctorCheck<EwsSettings, MailboxProvider> = {
  id: 'authentication',
  title: 'The server offers the configured authentication',
  remedy:
    'Switch it on for the EWS virtual directory (`vmrkit setup` prints the command), or set `authentication` to one that is offered. For Exchange Online set `enable_oauth`.',
  run: async (settings, { deps, signal }) => {
    const { ews_url, ca_certificates, bypass_web_proxy, enable_oauth } = settings;
    const wanted = enable_oauth ? 'bearer' : settings.authentication;
    const client = deps.http.client({
      caCertificates: ca_certificates,
      bypassWebProxy: bypass_web_proxy,
      deadlineMs: DEADLINE_MS,
    });
    try {
      const { status, headers } = await client.fetch(ews_url, { signal });
      if (status !== 401) {
        const evidence = `${ews_url} answers ${status} to somebody who is not signed in; EWS answers 401.`;
        return {
          kind: 'problem',
          evidence,
          remedy: 'Correct ews_url: mostly https://<host>/EWS/Exchange.asmx.',
        };
      }
      const offered = schemesOf(headers.get('www-authenticate') ?? '');
      const evidence = `${ews_url} offers ${offered.join(', ') || 'nothing'}; the record says ${wanted}.`;
      return { kind: offered.includes(wanted) ? 'ok' : 'problem', evidence };
    } finally {
      await client.close();
    }
  },
};

const SCHEME = /(?:^|,)\s*(Basic|NTLM|Negotiate|Bearer)\b/gi;

/** Known schemes of a WWW-Authenticate header (RFC 9110), in lower case. */
function schemesOf(header: string): readonly string[] {
  return [...new Set([...header.matchAll(SCHEME)].map(([, scheme = '']) => scheme.toLowerCase()))];
}
