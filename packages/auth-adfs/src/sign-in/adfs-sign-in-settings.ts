import { configuredUrl } from '@vmrkit/core';
import { z } from 'zod';

/** Name of a claim, short or as a URI; it stands within quotes in the claim rule of the set-up steps. */
const claimName = z
  .string()
  .trim()
  .regex(/^[\w.:/-]{1,200}$/, 'Not the name of a claim.');

/** Settings of the sign-in through AD FS as they stand in a record's `sign_in`. */
export const adfsSignInSettingsSchema = z
  .strictObject({
    authorization_uri: configuredUrl,
    token_uri: configuredUrl,
    client_id: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]{1,200}$/, 'Not the id of a client.'),
    /** Identifier of the Web API or relying party that tokens are asked for. */
    resource_identifier: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]{1,1024}$/, 'Not the identifier of a Web API or relying party.'),
    /** Windows Server 2012 R2 has no discovery, PKCE came with 2019; later versions are as 2019. */
    server_version: z.enum(['2012r2', '2016', '2019']).default('2019'),
    email_claim: claimName.default('email'),
    first_name_claim: claimName.default('first_name'),
    last_name_claim: claimName.default('last_name'),
    display_name_claim: claimName.default('display_name'),
    /** Claim that stays the same when the address changes; null: people are known by their address. */
    subject_claim: claimName.nullable().default(null),
    /** Where AD FS publishes its issuer and keys; null: at the usual place of the server of `token_uri`. */
    metadata_url: configuredUrl.nullable().default(null),
    /** PEM of certificate authorities that are trusted besides the usual ones. */
    ca_certificates: z.string().max(200_000).nullable().default(null),
    /** Whether AD FS is called directly where the deployment has a web proxy. */
    bypass_web_proxy: z.boolean().default(false),
  })
  .superRefine(({ authorization_uri, token_uri }, context) => {
    const [page, token] = [authorization_uri, token_uri].map((text) =>
      URL.canParse(text) ? new URL(text).origin : null,
    );
    if (page === token) return;
    context.addIssue({
      code: 'custom',
      path: ['token_uri'],
      message: 'Both addresses must name one server.',
    });
  });

/** See {@link adfsSignInSettingsSchema}. */
export type AdfsSignInSettings = z.output<typeof adfsSignInSettingsSchema>;

/** `aud` of access tokens: the identifier where it is a URL, otherwise with the prefix of AD FS. */
export function audienceOf({ resource_identifier: identifier }: AdfsSignInSettings): string {
  return /^https?:\/\//i.test(identifier) ? identifier : `microsoft:identityserver:${identifier}`;
}
