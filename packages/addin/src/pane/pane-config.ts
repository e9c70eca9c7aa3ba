/** Number of the way in which pages and server talk; a server refuses those that it no longer knows. */
export const PANE_PROTOCOL = 1;

/** What the page tells its script, in the `data-config` of the element that the pane is drawn into. */
export interface PaneConfig {
  /** Texts of the record by their name, each by language. */
  readonly texts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly singleUse: boolean;
  readonly personal: boolean;
  readonly debugLog: boolean;
  readonly joinBeforeMinutes: number;
  readonly joinAfterMinutes: number;
  readonly exchangeTokens: boolean;
  readonly entra: { readonly clientId: string; readonly authority: string; readonly scope: string } | null;
}
