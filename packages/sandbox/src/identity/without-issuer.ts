import type { Response } from 'express';

/** Takes back that oidc-provider names itself in its redirects (RFC 9207), which Microsoft's servers do not. */
export function withoutIssuer(response: Response): void {
  const set = response.setHeader.bind(response);
  response.setHeader = (name: string, value: number | string | readonly string[]) => {
    const isLocation = name.toLowerCase() === 'location' && typeof value === 'string' && URL.canParse(value);
    if (!isLocation) return set(name, value);
    const url = new URL(value);
    url.searchParams.delete('iss');
    return set(name, url.href);
  };
}
