/// <reference types="office-js" />
import type { OfficeCaller } from '../draft/call-office.ts';
import type { PaneConfig } from '../pane-config.ts';
import { chooseToken, exchangeTokens, nestedAppTokens, type TokenSource } from './token-source.ts';

/** How this client proves who asks; null: it proves nothing by itself. */
export function officeTokenSource(
  { exchangeTokens: exchange, entra }: Pick<PaneConfig, 'exchangeTokens' | 'entra'>,
  caller: OfficeCaller,
): TokenSource | null {
  const { mailbox, requirements } = Office.context;
  const kind = chooseToken({
    exchange,
    entra,
    accountType: mailbox.userProfile?.accountType,
    hasIdentityToken: typeof mailbox.getUserIdentityTokenAsync === 'function',
    hasNestedAuth: requirements.isSetSupported('NestedAppAuth', '1.1'),
  });
  if (kind === 'exchange') return exchangeTokens(caller);
  const account = mailbox.userProfile?.emailAddress ?? '';
  return kind === 'nested-app' && entra !== null ? nestedAppTokens(entra, account) : null;
}
