import type { Instant } from '../time/instant.ts';

/** The manifests that one record gives: for Exchange Server and for Microsoft 365. */
export const manifestFlavours = ['on-premises', 'microsoft-365'] as const;

/** See {@link manifestFlavours}. */
export type ManifestFlavour = (typeof manifestFlavours)[number];

/** What was issued of one flavour last. */
interface ManifestIssue {
  /** Hash of everything in it but its version. */
  readonly contentHash: string;
  /** Counts up over both flavours, which have one id; see {@link manifestVersion}. */
  readonly serial: number;
}

/** What was issued last of each flavour. */
export type ManifestIssues = { readonly [Flavour in ManifestFlavour]?: ManifestIssue };

/** A manifest about to be issued. */
export interface ManifestContent {
  readonly flavour: ManifestFlavour;
  readonly contentHash: string;
}

const SECONDS_PER_DAY = 86_400;

/**
 * What is issued after `content` was: the same where its flavour was issued last with the same content, else a serial that
 * no manifest of the integration had before. Serials begin at the time, so that they rise on where the store was lost or the
 * integration was deleted and imported again under its id.
 */
export function issuedAfter(
  issued: ManifestIssues,
  { flavour, contentHash, now }: ManifestContent & { readonly now: Instant },
): ManifestIssues {
  if (issued[flavour]?.contentHash === contentHash) return issued;
  const last = Math.max(...Object.values(issued).map(({ serial }) => serial), 0);
  const serial = Math.max(last + 1, Math.floor(now / 1_000));
  return { ...issued, [flavour]: { contentHash, serial } };
}

/** A serial as the version of a manifest: three parts of at most five digits, which rise with it. */
export function manifestVersion(serial: number): string {
  return `1.${Math.floor(serial / SECONDS_PER_DAY)}.${serial % SECONDS_PER_DAY}`;
}
