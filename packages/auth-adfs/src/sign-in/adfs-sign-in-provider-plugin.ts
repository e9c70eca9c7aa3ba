import { definePlugin } from '@vmrkit/core';
import { adfsSignInSetup } from '../setup/adfs-setup.ts';
import { adfsChecks } from './adfs-checks.ts';
import { createAdfsSignInProvider } from './adfs-sign-in-provider.ts';
import { adfsSignInSettingsSchema } from './adfs-sign-in-settings.ts';

/** Sign-in through AD FS as a plugin, named `adfs` in a record's `sign_in`. */
export const adfsSignInProviderPlugin = definePlugin({
  kind: 'sign-in-provider',
  name: 'adfs',
  settingsSchema: adfsSignInSettingsSchema,
  freshUuids: ['client_id'],
  errors: {
    ERR_ADFS_METADATA: {
      status: 503,
      remedy:
        'Set server_version to the version of AD FS, and metadata_url where a proxy publishes its metadata elsewhere; then sign in again.',
    },
  },
  description: {
    title: 'AD FS',
    documentation: 'docs/guides/adfs.md',
    fields: {
      authorization_uri: {
        title: 'Authorization URI',
        help: 'Where people sign in.',
        placeholder: 'https://adfs.example.com/adfs/oauth2/authorize',
        flatName: 'user_oauth_authorization_uri',
      },
      token_uri: {
        title: 'Token URI',
        help: 'Where codes are redeemed, on the same server.',
        placeholder: 'https://adfs.example.com/adfs/oauth2/token',
        flatName: 'user_oauth_token_uri',
      },
      client_id: {
        title: 'Client ID',
        help: 'Of the native application (2016 and later) or client (2012 R2).',
        flatName: 'user_oauth_client_id',
      },
      resource_identifier: {
        title: 'Resource identifier',
        help: 'Identifier of the Web API (2016 and later) or relying party trust (2012 R2), letter for letter.',
        placeholder: 'https://vmr.example.com/rooms',
        flatName: 'adfs_resource_identifier',
      },
      server_version: {
        title: 'Version',
        help: 'Windows Server that AD FS runs on: 2012r2, 2016, or 2019 for that and everything later.',
      },
      email_claim: { title: 'E-mail claim', help: 'Claim with the address; every person needs one.' },
      first_name_claim: { title: 'First name claim', help: 'Claim with the first name.' },
      last_name_claim: { title: 'Last name claim', help: 'Claim with the last name.' },
      display_name_claim: { title: 'Display name claim', help: 'Claim with the name that is shown.' },
      subject_claim: {
        title: 'Subject claim',
        help: 'Claim that stays the same when a person’s address changes. Empty: people are known by their address.',
      },
      metadata_url: {
        title: 'Metadata URL',
        help: 'The discovery document, or the federation metadata of 2012 R2, where it is not at its usual place.',
      },
      ca_certificates: {
        title: 'Certificate authorities',
        help: 'Certificates (PEM) of authorities that are trusted at AD FS besides the usual ones.',
      },
      bypass_web_proxy: {
        title: 'Bypass of the web proxy',
        help: 'Calls AD FS directly where the deployment has a web proxy.',
      },
    },
  },
  setup: adfsSignInSetup,
  checks: adfsChecks,
  create: (settings, { http, clock, logger }) => createAdfsSignInProvider({ http, clock, logger, settings }),
});
