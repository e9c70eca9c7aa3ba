import type { MailboxProvider } from '@vmrkit/core';

/** A provider with its account, and a mailbox that it may work. */
export interface OpenedAccount {
  readonly provider: MailboxProvider;
  readonly email: string;
}

/** A mail system with one account that several integrations name. */
export interface ProviderWorld extends OpenedAccount {
  /** Opens the account as one more integration does, with a mailbox of its own; or with a secret that is not the account's. */
  open(options?: { readonly wrongSecret?: boolean }): Promise<OpenedAccount>;
  /** Somebody of the organisation invites a mailbox to a meeting of its own; resolves when that is delivered. */
  inviteTo(email: string): Promise<void>;
  /** How often the account was refused for having too many calls or streams at a time. */
  refusals(): Promise<number>;
  /** How long 95 of 100 answers may take, in milliseconds; a second by default, for mail systems that push. */
  readonly answerWithinMs?: number;
  /** Resolves when news reaches so many mailboxes that were just opened; 6 s are waited where it is left out. */
  settled?(mailboxes: number): Promise<void>;
  close(): Promise<void>;
}
