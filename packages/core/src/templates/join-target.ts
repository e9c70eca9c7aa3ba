const SCHEMES: readonly string[] = ['https:', 'sip:', 'sips:', 'tel:'];

/**
 * Where a browser may be sent for a rendered URL: https (http on this machine), without user or password and on the
 * template's own host whatever the alias is (`sample` is the template with another alias), or `sip:`, `sips:` and `tel:`.
 * Null for everything else.
 */
export function joinTarget(rendered: string, sample: string): string | null {
  const [url, other] = [parsed(rendered), parsed(sample)];
  if (url === null || other === null || url.protocol !== other.protocol) return null;
  if (SCHEMES.slice(1).includes(url.protocol)) return url.href;
  const isWeb = url.protocol === SCHEMES[0] || (url.protocol === 'http:' && isLoopback(url));
  return isWeb && url.host === other.host && url.username === '' && url.password === '' ? url.href : null;
}

function parsed(text: string): URL | null {
  const trimmed = text.trim();
  return URL.canParse(trimmed) ? new URL(trimmed) : null;
}

function isLoopback({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
