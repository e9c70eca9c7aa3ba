/** How the aliases of an integration's single-use VMRs are made: `<prefix><digits>` and `…@<domain>` (S3.1). */
export interface AliasFormat {
  readonly prefix: string;
  readonly suffixLength: number;
  readonly domain: string;
}
