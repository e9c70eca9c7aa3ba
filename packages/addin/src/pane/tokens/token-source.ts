import type { OfficeCaller } from '../draft/call-office.ts';

/** Where the proof of who is asking comes from. */
export interface TokenSource {
  readonly kind: 'exchange' | 'nested-app';
  /** Rejects where the client gives none. */
  token(): Promise<string>;
}

/** What nested app authentication asks with. */
export interface EntraSettings {
  readonly clientId: string;
  readonly authority: string;
  readonly scope: string;
}

/** What the choice depends on. */
export interface TokenChoice {
  /** The integration takes Exchange identity tokens. */
  readonly exchange: boolean;
  /** It takes tokens for its app of Entra. */
  readonly entra: EntraSettings | null;
  /** `userProfile.accountType`; undefined before Mailbox 1.6. */
  readonly accountType: string | undefined;
  readonly hasIdentityToken: boolean;
  readonly hasNestedAuth: boolean;
}

/**
 * What proves who asks, by the mailbox: an Exchange identity token on-premises, nested app authentication in Microsoft 365,
 * else the sign-in dialog.
 */
export function chooseToken(choice: TokenChoice): TokenSource['kind'] | 'dialog' {
  const { exchange, entra, accountType, hasIdentityToken, hasNestedAuth } = choice;
  const isCloud = accountType === undefined ? !exchange : accountType !== 'enterprise';
  if (exchange && hasIdentityToken && (!isCloud || entra === null)) return 'exchange';
  if (entra !== null && hasNestedAuth) return 'nested-app';
  return 'dialog';
}

/** Exchange identity tokens, by Office.js. */
export function exchangeTokens(caller: OfficeCaller): TokenSource {
  return {
    kind: 'exchange',
    token: () =>
      caller.call('getUserIdentityTokenAsync', (done: (result: Office.AsyncResult<string>) => void) =>
        Office.context.mailbox.getUserIdentityTokenAsync(done),
      ),
  };
}

/** Tokens by nested app authentication; its library is loaded when first needed. */
export function nestedAppTokens(settings: EntraSettings, loginHint: string): TokenSource {
  return {
    kind: 'nested-app',
    async token() {
      const { nestedAppToken } = await import('./nested-app-token.ts');
      return nestedAppToken(settings, loginHint);
    },
  };
}
