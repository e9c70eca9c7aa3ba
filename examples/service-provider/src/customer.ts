/** How a customer's mailboxes are reached: Exchange Web Services of its own servers, or Microsoft Graph. */
export type CustomerMail =
  | {
      readonly provider: 'ews';
      readonly url: string;
      readonly username: string;
      readonly password: string;
    }
  | {
      readonly provider: 'graph';
      readonly entraTenantId: string;
      readonly clientId: string;
      readonly clientSecret: string;
      /** Null: those of Microsoft. */
      readonly addresses: { readonly authority: string; readonly graph: string } | null;
    };

/** A customer of the service provider: a tenant with one integration. */
export interface Customer {
  /** Id of its tenant. */
  readonly id: string;
  readonly name: string;
  /** All of its aliases begin with it. */
  readonly prefix: string;
  /** Domain of its aliases. */
  readonly domain: string;
  /** Where its add-in is served from. */
  readonly addInServer: string;
  readonly mailbox: { readonly name: string; readonly email: string };
  readonly mail: CustomerMail;
  /** Where Outlook's identity tokens of the customer are verified. */
  readonly metadataUrl: string;
  readonly texts: {
    /** What the pane is headed with. */
    readonly paneTitle: string;
    /** Name of the room, made from the meeting. */
    readonly roomName: string;
    /** HTML in the invitation. */
    readonly joining: string;
  };
}
