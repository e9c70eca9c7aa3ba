import type { Caller } from '../http/authenticate.ts';
import type { Mailbox } from '../model/mailbox.ts';
import type { Organization } from '../model/organization.ts';
import type { IdentityTokenIssuer } from '../tokens/identity-token-issuer.ts';
import type { SubscriptionRegistry } from './subscriptions.ts';
import type { XmlNode } from './xml-node.ts';

/** All that an operation may use. */
export interface EwsContext {
  readonly org: Organization;
  readonly subscriptions: SubscriptionRegistry;
  readonly tokens: IdentityTokenIssuer;
  readonly caller: Caller;
  /** The mailbox in whose name the call is made. */
  readonly mailbox: Mailbox;
  /** The mailbox server that the caller's cookie names, empty without one; null where no cookie is needed. */
  readonly server: string | null;
  /** The simulated web address, for identity tokens. */
  readonly baseUrl: string;
}

/** An operation: reads its request element, gives the markup of its response element. */
export type EwsOperation = (context: EwsContext, request: XmlNode) => string | Promise<string>;
