import type { KoaContextWithOIDC } from 'oidc-provider';

/** Who signed in has consented to all that is asked: the page before asked where it had to. */
export async function grantAllAsked(ctx: KoaContextWithOIDC) {
  const { client, session, provider, params } = ctx.oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  const asked = String(params?.scope ?? '');
  grant.addOIDCScope(asked);
  for (const resource of Object.keys(ctx.oidc.resourceServers ?? {})) grant.addResourceScope(resource, asked);
  await grant.save();
  return grant;
}
