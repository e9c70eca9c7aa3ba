import type { PluginDescription, PluginErrors } from '@vmrkit/core';
import type { EwsSettings } from './settings.ts';

/** What people are told of the provider and its settings. */
export const ewsDescription: PluginDescription<EwsSettings> = {
  title: 'Exchange Web Services',
  documentation: 'packages/provider-ews/README.md',
  fields: {
    ews_url: {
      title: 'EWS address',
      help: 'Where Exchange answers.',
      placeholder: 'https://mail.example.com/EWS/Exchange.asmx',
      flatName: 'ews_url',
    },
    service_account_username: {
      title: 'Service account',
      help: 'User name of the account that reads and answers the equipment mailboxes: name@domain or domain\\name.',
      placeholder: 'vmr-service@example.com',
      flatName: 'service_account_username',
    },
    service_account_password: {
      title: 'Password',
      help: 'Password of the service account, unless it signs in by OAuth.',
      flatName: 'service_account_password',
    },
    authentication: {
      title: 'Authentication',
      help: 'How the password is shown to Exchange.',
    },
    impersonation: {
      title: 'Impersonation',
      help: 'Acts in the name of each mailbox. Without it, the account needs full access to all of them.',
    },
    enable_oauth: {
      title: 'OAuth',
      help: 'Signs the service account in by OAuth instead of a password.',
      flatName: 'enable_oauth',
    },
    oauth_grant: {
      title: 'OAuth for',
      help: 'service_account: a person signs the service account in. application: the app registration acts for itself, with impersonation and without an account.',
    },
    oauth_client_id: {
      title: 'OAuth client id',
      help: 'Id of the app registration.',
      flatName: 'oauth_client_id',
    },
    oauth_redirect_uri: {
      title: 'OAuth redirect URI',
      help: 'Where the sign-in leads back to, as the app registration has it.',
      flatName: 'oauth_redirect_uri',
    },
    oauth_authorization_endpoint: {
      title: 'OAuth authorization endpoint',
      help: 'Where the service account signs in.',
      flatName: 'oauth_authorization_endpoint',
    },
    oauth_token_endpoint: {
      title: 'OAuth token endpoint',
      help: 'Where tokens are given out; of the same version as the authorization endpoint.',
      flatName: 'oauth_token_endpoint',
    },
    oauth_client_secret: {
      title: 'OAuth client secret',
      help: 'Secret of the app registration, unless it proves itself by a certificate or is a public client.',
    },
    oauth_certificate: {
      title: 'OAuth certificate',
      help: 'Certificate (PEM) of the app registration, instead of a secret.',
    },
    oauth_private_key: {
      title: 'OAuth private key',
      help: 'RSA key (PEM, without a password) of the certificate.',
    },
    ca_certificates: {
      title: 'Certificate authorities',
      help: 'Certificates (PEM) of authorities that are trusted at the EWS address besides the usual ones, and where tokens are given out.',
    },
    bypass_web_proxy: {
      title: 'Bypass of the web proxy',
      help: 'Calls Exchange directly although the deployment has a web proxy.',
    },
    exchange_version: {
      title: 'Exchange version',
      help: 'The oldest server that answers; 2016 stands for everything later.',
    },
    limits: {
      title: 'Limits',
      help: 'Calls, streams and times that the provider keeps to, as the throttling policy of the account allows.',
    },
  },
};

/** Codes of the provider's own. */
export const ewsErrors: PluginErrors = {
  ERR_EWS_CERTIFICATE: {
    status: 503,
    remedy: 'Give the integration the authority that issued it, or renew the certificate.',
  },
  ERR_EWS_CLOSED: { status: 503, remedy: 'None while the server stops; else open a new provider.' },
  ERR_EWS_FAILED: { status: 503, remedy: 'See the cause in the log.' },
  ERR_EWS_FORBIDDEN: { status: 403, remedy: 'Allow the account to use EWS, and check the address.' },
  ERR_EWS_MALFORMED: { status: 503, remedy: 'Look for a proxy that changes answers; the call is repeated.' },
  ERR_EWS_NOT_EWS: { status: 503, remedy: 'Correct ews_url; it usually ends in `/EWS/Exchange.asmx`.' },
  ERR_EWS_NO_MAILBOX: { status: 403, remedy: 'Correct mailbox_email.' },
  ERR_EWS_NO_RIGHTS: { status: 403, remedy: 'Give it application impersonation, or full access.' },
  ERR_EWS_REFUSED: { status: 503, remedy: 'Look the response code up; most are repeated.' },
  ERR_EWS_SIGN_IN: {
    status: 401,
    remedy:
      'Correct them, or allow the authentication that is configured. Between two tries the provider leaves the account alone, in the end for five minutes, so as not to lock it out.',
  },
  ERR_EWS_THROTTLED: { status: 429, remedy: 'None: the provider waits as long as `retryAfterMs` says.' },
  ERR_EWS_TIMEOUT: { status: 503, remedy: 'None if it passes; else look at the load of Exchange.' },
  ERR_EWS_TOO_LARGE: { status: 503, remedy: 'Look for a message of unusual size in the mailbox.' },
  ERR_EWS_UNREACHABLE: { status: 503, remedy: 'Check ews_url, the network and the server.' },
};
