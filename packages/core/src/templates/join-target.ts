/** Schemes of diallers, besides https. */
const DIALLERS: readonly string[] = ['sip', 'sips', 'tel'];

/** What runs code, carries a document, opens files of the person’s machine, or is a web page by another way. */
const NEVER: readonly string[] = [
  'javascript',
  'vbscript',
  'jscript',
  'livescript',
  'data',
  'blob',
  'file',
  'filesystem',
  'about',
  'view-source',
  'http',
  'ws',
  'wss',
  'ftp',
  'mailto',
];

/** Whether an operator may list a scheme, in lower case and without its colon, as one to which join links lead. */
export function mayBeJoinScheme(scheme: string): boolean {
  return /^[a-z][a-z\d+.-]{1,39}$/.test(scheme) && !NEVER.includes(scheme);
}

/** Whether join links may have this scheme: https, a dialler's, or one of those that the operator listed. */
export function isJoinScheme(scheme: string, listed: readonly string[]): boolean {
  return (
    scheme === 'https' || DIALLERS.includes(scheme) || (listed.includes(scheme) && mayBeJoinScheme(scheme))
  );
}

/**
 * Where a browser may be sent for a rendered URL: https (http on this machine), without user or password and on the
 * template's own host whatever the alias is (`sample` is the template with another alias), or `sip:`, `sips:`, `tel:` and
 * the schemes in `listed`. Null for everything else.
 */
export function joinTarget(
  rendered: string,
  sample: string,
  { listed = [] }: { readonly listed?: readonly string[] } = {},
): string | null {
  const [url, other] = [parsed(rendered), parsed(sample)];
  if (url === null || other === null || url.protocol !== other.protocol) return null;
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== 'https' && isJoinScheme(scheme, listed)) return url.href;
  const isWeb = scheme === 'https' || (scheme === 'http' && isLoopback(url));
  return isWeb && url.host === other.host && url.username === '' && url.password === '' ? url.href : null;
}

function parsed(text: string): URL | null {
  const trimmed = text.trim();
  return URL.canParse(trimmed) ? new URL(trimmed) : null;
}

function isLoopback({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
