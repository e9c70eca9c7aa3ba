import { type PaneSources, policySources } from './pane-sources.ts';

/** Outlook's own web origins. New Outlook for Windows is the web client; the others load the pane as a page of its own. */
const OUTLOOK_ORIGINS = [
  'https://outlook.office.com',
  'https://outlook.office365.com',
  'https://outlook.cloud.microsoft',
  'https://outlook.live.com',
  'https://*.outlook.com',
];

/** What the headers of a page follow. */
export interface PaneHeadersOptions {
  readonly sources: PaneSources;
  /** Outlook on the web of the customer's own Exchange. */
  readonly owaOrigins: readonly string[];
  /** Whom nested app authentication talks to; null: it is not set up. */
  readonly authority: string | null;
}

const shared = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
} as const;

/**
 * Headers of the pane's page. No X-Frame-Options, which knows no list of origins; an opener policy under which the sign-in
 * dialog can talk to the pane; asked for anew each time, since clients keep pages for days.
 */
export function paneHeaders(options: PaneHeadersOptions): Readonly<Record<string, string>> {
  return {
    ...shared,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policyOf(options),
    'Cross-Origin-Opener-Policy': 'unsafe-none',
    'Cache-Control': 'no-cache',
  };
}

/** Headers of a file whose name holds the hash of its content. */
export function assetHeaders(name: string): Readonly<Record<string, string>> {
  const isStyle = name.endsWith('.css');
  return {
    ...shared,
    'Content-Type': isStyle ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'public, max-age=31536000, immutable',
  };
}

/**
 * Headers of the script with the functions: its address has no hash, since manifests name it, and clients load it from
 * wherever they run it.
 */
export function functionsScriptHeaders(): Readonly<Record<string, string>> {
  return {
    ...shared,
    'Content-Type': 'text/javascript; charset=utf-8',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': 'no-cache',
  };
}

function policyOf({ sources, owaOrigins, authority }: PaneHeadersOptions): string {
  const { scripts, styles } = policySources(sources);
  const login = authority === null ? [] : [new URL(authority).origin];
  const directives: Readonly<Record<string, readonly string[]>> = {
    'default-src': ["'none'"],
    'script-src': ["'self'", ...scripts],
    'style-src': ["'self'", ...styles],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...login],
    'frame-src': ["'self'", ...login],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': [...OUTLOOK_ORIGINS, ...owaOrigins],
  };
  return Object.entries(directives)
    .map(([name, values]) => [name, ...new Set(values)].join(' '))
    .join('; ');
}
