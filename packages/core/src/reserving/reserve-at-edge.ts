import { createHash } from 'node:crypto';
import { NotAuthenticatedError, NotFoundError, UnavailableError } from '../errors/vmrkit-error.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Logger } from '../runtime/logger.ts';
import { MINUTE_MS, SECOND_MS } from '../time/instant.ts';
import {
  type EdgeIntegration,
  type EdgeSnapshot,
  edgeTextFor,
  type InvitedMailbox,
} from './edge-snapshot.ts';
import { wholeTags } from './judge-draft.ts';
import type { ManagerClient, ReserveAnswer, ReserveRequest } from './manager-calls.ts';

/** How long the manager may take; S3.4 gives the edge 5 s in all. */
export const MANAGER_DEADLINE_MS = 4 * SECOND_MS;

/** As long as the verifiers read. */
const MAX_TOKEN_LENGTH = 16_384;

/** By how much the clocks of issuer and edge may differ. */
const TOLERANCE_MS = 5 * MINUTE_MS;

/** What the edge answers from. */
export interface EdgeDeps {
  readonly managers: Pick<ManagerClient, 'reserve'>;
  /** The newest snapshot; null before the first one ever. */
  snapshot(): EdgeSnapshot | null;
  /** Rejects with NotAuthenticatedError for a pane's bearer that no manager would take; lets all other tokens pass. */
  checkBearer(request: ReserveRequest, snapshot: EdgeSnapshot | null): Promise<void>;
  /** Seals the caller's token to the managers; gives the whole tag as HTML, broken into lines. */
  sealTokenTag(request: ReserveRequest, snapshot: EdgeSnapshot): string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Asks the manager for a reservation; when none answers in time, gives the placeholder with a token tag instead, which
 * the manager redeems once it is back. Where the draft has a tag already, only a manager could tell what it is worth, so
 * the organizer is asked. A manager's refusal is passed on. Rejects with NotAuthenticatedError instead of a placeholder
 * that no manager would redeem: `ERR_TOKEN_MALFORMED` for what has not the form of a token, `ERR_TOKEN_EXPIRED` for one
 * that says so itself, and as `checkBearer` does; with UnavailableError `ERR_EDGE_NO_SNAPSHOT` when the edge has never
 * heard of any integration, NotFoundError for unknown ones.
 */
export async function reserveAtEdge(request: ReserveRequest, deps: EdgeDeps): Promise<ReserveAnswer> {
  const deadline = new AbortController();
  const timer = deps.clock.sleep(MANAGER_DEADLINE_MS, deadline.signal).then(
    () => 'late' as const,
    () => 'late' as const,
  );
  const asked = deps.managers.reserve(request, { signal: deadline.signal }).catch((error: unknown) => {
    if (UnavailableError.is(error)) return 'away' as const;
    throw error;
  });
  try {
    const answer = await Promise.race([asked, timer]);
    if (typeof answer !== 'string') return answer;
    asked.catch(() => undefined);
    deps.logger.warn('The manager did not answer; a token tag stands in.', {
      correlation_id: request.correlationId,
      why: answer,
    });
    await deps.checkBearer(request, deps.snapshot());
    return deferred(request, deps);
  } finally {
    deadline.abort();
  }
}

function deferred(request: ReserveRequest, deps: EdgeDeps): ReserveAnswer {
  if (!hasTokenForm(request.token)) {
    throw new NotAuthenticatedError('This is no token of a mail client.', { code: 'ERR_TOKEN_MALFORMED' });
  }
  if (deps.clock.now() >= claimedEnd(request.token) + TOLERANCE_MS) {
    throw new NotAuthenticatedError('The token has expired: get a new one.', { code: 'ERR_TOKEN_EXPIRED' });
  }
  const snapshot = deps.snapshot();
  if (snapshot === null) {
    throw new UnavailableError('No manager answers, and there is nothing on disk yet to answer from.', {
      code: 'ERR_EDGE_NO_SNAPSHOT',
    });
  }
  const integration = snapshot.integrations.find(
    ({ integrationId }) => integrationId === request.integrationId,
  );
  const mailbox = integration && mailboxFor(request, integration.mailboxes);
  if (integration === undefined || mailbox === undefined) {
    throw new NotFoundError('There is no such integration.', { code: 'ERR_INTEGRATION_NOT_FOUND' });
  }
  const { correlationId } = request;
  const hasTag = wholeTags(request.bodyTags).length > 0;
  if (hasTag && !request.replace)
    return { kind: 'ask', html: '', location: '', replaces: false, mailbox, correlationId };
  const html = `${edgeTextFor(integration.placeholder, request.language)}${deps.sealTokenTag(request, snapshot)}`;
  return { kind: 'deferred', html, location: '', replaces: hasTag, mailbox, correlationId };
}

/** Whether a bearer may be an add-in's token: a JWT in compact form (RFC 7515, 7.1). Only managers can verify it. */
function hasTokenForm(token: string): boolean {
  return token.length <= MAX_TOKEN_LENGTH && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}

/** Until when a token says that it is valid, in Unix milliseconds; as long as one likes when it does not say. */
function claimedEnd(token: string): number {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const end =
      typeof claims === 'object' && claims !== null && 'exp' in claims ? Number(claims.exp) : Number.NaN;
    return Number.isNaN(end) ? Number.POSITIVE_INFINITY : end * SECOND_MS;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Spreads meetings over the pool without knowing its load; the same draft has the same mailbox each time. */
function mailboxFor(
  { draftKey, correlationId }: ReserveRequest,
  mailboxes: EdgeIntegration['mailboxes'],
): InvitedMailbox | undefined {
  const digest = createHash('sha256')
    .update(draftKey ?? correlationId)
    .digest();
  return mailboxes[digest.readUInt32BE() % mailboxes.length];
}
