/** How the aliases of an integration's single-use VMRs are made: `<prefix><digits>` and `…@<domain>`. */
export interface AliasFormat {
  readonly prefix: string;
  readonly suffixLength: number;
  readonly domain: string;
}
