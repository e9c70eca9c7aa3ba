import { configuredUrl } from '@vmrkit/core';
import { z } from 'zod';

const guid = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.guid('Not an id such as 00000000-0000-0000-0000-000000000000.'));

/** An endpoint of v2.0: the authority, the tenant, and the name. */
function endpoint(name: 'authorize' | 'token') {
  return configuredUrl.regex(
    new RegExp(`^https?://[^/?#]+/[^/?#]+/oauth2/v2\\.0/${name}$`),
    `Not an address such as https://login.microsoftonline.com/<tenant>/oauth2/v2.0/${name}.`,
  );
}

/** Settings of the sign-in through Entra ID as they stand in a record's `sign_in`. */
export const azureSignInSettingsSchema = z
  .strictObject({
    authorization_uri: endpoint('authorize'),
    token_uri: endpoint('token'),
    /** The directory whose people sign in; null: the id that stands in the two addresses. */
    tenant_id: guid.nullable().default(null),
    client_id: guid,
    client_secret: z.string().min(1).max(1_000).nullable().default(null),
    /** Last day of the secret, as the registration shows it; null: nobody is told of its end. */
    client_secret_expires: z.iso.date().nullable().default(null),
    /** PEM of the certificate that the registration knows, in place of a secret. */
    certificate: z.string().max(20_000).nullable().default(null),
    /** PEM (PKCS #8) of the certificate's key. */
    private_key: z.string().max(20_000).nullable().default(null),
    /** Where Graph answers. Another one in national clouds. */
    graph_url: configuredUrl
      .transform((text) => text.replace(/\/$/, ''))
      .default('https://graph.microsoft.com'),
    /** Whether guests of the directory may sign in. */
    allow_guests: z.boolean().default(false),
    /** Whether the web proxy of the deployment is passed by. */
    bypass_web_proxy: z.boolean().default(false),
  })
  .superRefine(
    ({ authorization_uri, token_uri, tenant_id, client_secret, certificate, private_key }, context) => {
      const fault = (path: string, message: string) =>
        context.addIssue({ code: 'custom', path: [path], message });
      if (authorization_uri.replace(/authorize$/, '') !== token_uri.replace(/token$/, '')) {
        fault('token_uri', 'Both addresses must name the same authority and tenant.');
      }
      if (tenant_id === null && !z.guid().safeParse(tenantSegment(token_uri)).success) {
        fault('tenant_id', 'Needed where the addresses do not hold the id of the tenant.');
      }
      const hasCertificate = certificate !== null && private_key !== null;
      if ((certificate === null) !== (private_key === null)) {
        fault(
          certificate === null ? 'certificate' : 'private_key',
          'A certificate and its key belong together.',
        );
      } else if (hasCertificate === (client_secret !== null)) {
        fault('client_secret', 'Either a secret, or a certificate with its key.');
      }
    },
  );

/** See {@link azureSignInSettingsSchema}. */
export type AzureSignInSettings = z.output<typeof azureSignInSettingsSchema>;

/** The directory that is pinned. */
export function tenantIdOf({ tenant_id, token_uri }: AzureSignInSettings): string {
  return tenant_id ?? tenantSegment(token_uri);
}

function tenantSegment(tokenUri: string): string {
  return tokenUri.split('/')[3]?.toLowerCase() ?? '';
}
