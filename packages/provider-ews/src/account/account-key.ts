import { createHmac } from 'node:crypto';
import type { EwsSettings } from '../settings.ts';

/**
 * Names the account of some settings at its server: equal for the same address, user and secret, and for nothing else. An
 * HMAC under a key of this run, so that nobody who sees it learns or guesses a password. Hosts, paths (as the web server
 * of Exchange takes them) and user names are compared without regard to case.
 */
export function accountKey(settings: EwsSettings, key: Uint8Array, integrationId: string | null): string {
  const url = new URL(settings.ews_url);
  const secret = settings.enable_oauth
    ? [
        settings.oauth_grant,
        settings.oauth_token_endpoint,
        settings.oauth_client_id,
        settings.oauth_client_secret,
        settings.oauth_private_key,
        // A record proves nothing by naming an account that a person signed in for another.
        settings.oauth_grant === 'service_account' ? integrationId : null,
      ]
    : ['password', settings.service_account_password];
  const parts = [url.href.toLowerCase(), settings.service_account_username.toLowerCase(), ...secret];
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64');
}
