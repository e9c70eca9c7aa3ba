import type { IntegrationId } from '../identity/tenancy.ts';
import type { EdgeSnapshot, InvitedMailbox } from './edge-snapshot.ts';

/** An add-in's wish for a single-use VMR. */
export interface ReserveRequest {
  readonly integrationId: IntegrationId;
  /** The caller's add-in token, as it came (S7). */
  readonly token: string;
  /** Random key of the draft: the same one gives the same reservation for 24 hours (S3.2); null: none is kept. */
  readonly draftKey: string | null;
  /** Tags that stand in the draft's body already, as they stand there; hostile. */
  readonly bodyTags: readonly string[];
  /** BCP 47 tag of the caller's language; null: the integration's default. */
  readonly language: string | null;
  readonly correlationId: string;
}

/** What the add-in gets (S3.3, S3.4). */
export interface ReserveAnswer {
  /**
   * `deferred`: the manager could not be asked; the text holds a token tag instead of an alias. `already`: the draft
   * carries a live tag, so it is to stay as it is (S3.5).
   */
  readonly kind: 'reserved' | 'deferred' | 'already';
  /** HTML for the top of the invitation, the tag within; empty for `already`. */
  readonly html: string;
  readonly mailbox: InvitedMailbox;
  readonly correlationId: string;
}

/**
 * The managers as an edge knows them: in the same process, or over HTTPS. Rejections: the kit's own errors;
 * UnavailableError when no manager answers.
 */
export interface ManagerClient {
  /** Verifies the caller and reserves two aliases (S3.1). */
  reserve(request: ReserveRequest, options: { readonly signal: AbortSignal }): Promise<ReserveAnswer>;
  /** What an edge needs while no manager can be asked. */
  snapshot(options: { readonly signal: AbortSignal }): Promise<EdgeSnapshot>;
}
