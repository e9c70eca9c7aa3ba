import type { PluginDescription, PluginErrors } from '@vmrkit/core';
import type { GraphSettings } from './settings.ts';

/** What people are told of the provider and its settings. */
export const graphDescription: PluginDescription<GraphSettings> = {
  title: 'Microsoft Graph',
  documentation: 'packages/provider-graph/README.md',
  fields: {
    tenant_id: {
      title: 'Tenant',
      help: 'Directory (tenant) id of the organisation in Microsoft Entra.',
      placeholder: '11111111-2222-3333-4444-555555555555',
    },
    client_id: {
      title: 'Application id',
      help: 'Application (client) id of the app registration.',
      placeholder: '11111111-2222-3333-4444-555555555555',
    },
    client_secret: {
      title: 'Client secret',
      help: 'A secret of the app registration, unless it has a certificate.',
    },
    client_certificate: {
      title: 'Certificate',
      help: 'Certificate (PEM) of the app registration.',
    },
    client_private_key: {
      title: 'Private key',
      help: 'The certificate’s RSA key (PEM, PKCS #8).',
    },
    authority_url: {
      title: 'Authority',
      help: 'Where tokens are given out; national clouds have addresses of their own.',
      placeholder: 'https://login.microsoftonline.com',
    },
    graph_url: {
      title: 'Graph address',
      help: 'Where Microsoft Graph answers; national clouds have addresses of their own.',
      placeholder: 'https://graph.microsoft.com',
    },
    ca_certificates: {
      title: 'Certificate authorities',
      help: 'Certificates (PEM) of authorities that are trusted besides the usual ones, as for a proxy that looks into TLS.',
    },
    bypass_web_proxy: {
      title: 'Bypass the web proxy',
      help: 'Calls Microsoft 365 directly where the deployment has a web proxy.',
    },
    replies: {
      title: 'Replies',
      help: 'comment: plain text in the answer to the organizer. mail: a quiet answer, and HTML in a mail of its own, which needs Mail.Send.',
    },
    follow_deleted_items: {
      title: 'Follow Deleted Items',
      help: 'Also finds changes that were filed into Deleted Items before they were read: by Exchange, or with an answer that crossed them.',
    },
    directory: {
      title: 'Directory',
      help: 'Looks people up in the directory where a message does not tell their address; needs User.ReadBasic.All.',
    },
    notification_url: {
      title: 'Notification address',
      help: 'Public https address of this deployment for change notifications. Without one, mail is polled alone.',
      placeholder: 'https://vmr.example.com',
    },
    limits: {
      title: 'Limits',
      help: 'Calls at a time, times and sizes that the provider keeps to.',
    },
  },
};

/** Codes of the provider's own. */
export const graphErrors: PluginErrors = {
  ERR_GRAPH_CERTIFICATE: {
    status: 503,
    remedy: 'Give the integration the authority that issued it, as that of a proxy between.',
  },
  ERR_GRAPH_CLOSED: { status: 503, remedy: 'None while the server stops; else open a new provider.' },
  ERR_GRAPH_FAILED: { status: 503, remedy: 'See the cause in the log.' },
  ERR_GRAPH_MALFORMED: {
    status: 503,
    remedy: 'Look for a proxy that changes answers; the call is repeated.',
  },
  ERR_GRAPH_NO_MAILBOX: {
    status: 403,
    remedy: 'Correct mailbox_email; the mailbox must be in Exchange Online.',
  },
  ERR_GRAPH_NO_RIGHTS: {
    status: 403,
    remedy: 'Assign the roles of docs/guides/microsoft-365.md with a scope that holds the mailbox.',
  },
  ERR_GRAPH_REFUSED: { status: 503, remedy: 'Look the error code up; most are repeated.' },
  ERR_GRAPH_RIGHTS_SETTLING: {
    status: 503,
    remedy: 'Wait: a change of rights takes hours to spread. Missing rights are told as such after an hour.',
  },
  ERR_GRAPH_SIGN_IN: {
    status: 401,
    remedy:
      'Correct the tenant, the application id, and its secret or certificate; see whether they ran out.',
  },
  ERR_GRAPH_THROTTLED: { status: 429, remedy: 'None: the provider waits as long as `retryAfterMs` says.' },
  ERR_GRAPH_TIMEOUT: {
    status: 503,
    remedy: 'None if it passes; else look at the network and the service’s health.',
  },
  ERR_GRAPH_TOO_LARGE: { status: 503, remedy: 'Look for a message of unusual size in the mailbox.' },
  ERR_GRAPH_UNREACHABLE: { status: 503, remedy: 'Check graph_url, authority_url and the network.' },
};
