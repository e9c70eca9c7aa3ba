import type { IntegrationRecord } from '@vmrkit/core';

/** Path of the client API, which add-ins call; `:id` is the integration's. */
export const CLIENT_PATH = '/api/client/v2/msexchange_schedulers/:id';

/** The address of an integration's pane, which mail systems write into its callers' tokens as their audience. */
export function paneUrl({ id, addIn }: Pick<IntegrationRecord, 'id' | 'addIn'>): string {
  return `https://${addIn.serverFqdn}${CLIENT_PATH.replace(':id', id)}/pane`;
}

/** Path under which people follow join links. */
export const JOIN_PATH = '/join';

/** The join link with this token. */
export function joinLinkUrl({ addIn }: Pick<IntegrationRecord, 'addIn'>, token: string): string {
  return `https://${addIn.serverFqdn}${JOIN_PATH}/${token}`;
}

/** Where identity providers send people back to; administrators register it there. */
export function oauthRedirectUri({ addIn }: Pick<IntegrationRecord, 'addIn'>): string {
  return `https://${addIn.serverFqdn}${CLIENT_PATH.replace(':id', 'oauth_redirect')}`;
}
