import type { Clock } from '../runtime/clock.ts';
import type { Stored } from '../store/document-collection.ts';
import { replaceOne } from '../store/document-steps.ts';
import type { IntegrationClaimStore } from './integration-claims.ts';
import type { IntegrationDocument } from './integration-document.ts';
import { issuedAfter, type ManifestContent, manifestVersion } from './manifest-issues.ts';

/** What issuing takes. */
export interface IssueManifestDeps {
  readonly store: Pick<IntegrationClaimStore, 'integrations'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** A manifest that may be given out. */
export interface IssuedManifest {
  readonly version: string;
  /** Whether it differs from the one of its flavour that was issued before, or is the first. */
  readonly isNew: boolean;
}

/**
 * Keeps what is issued of an integration as it was seen, and gives the version. A version that was given is in the store, so
 * no other content ever gets it. Null: the integration was saved meanwhile, so that its content may be another.
 */
export async function issueManifest(
  { id, revision, value }: Stored<IntegrationDocument>,
  { content, store, clock }: IssueManifestDeps & { readonly content: ManifestContent },
): Promise<IssuedManifest | null> {
  const before = value.manifests ?? {};
  const manifests = issuedAfter(before, { ...content, now: clock.now() });
  const version = manifestVersion(manifests[content.flavour]?.serial ?? 0);
  if (manifests === before) return { version, isNew: false };
  const place = { partition: value.tenantId, id, revision };
  const isKept = await replaceOne(store.integrations, { ...place, value: { ...value, manifests } });
  return isKept ? { version, isNew: true } : null;
}
