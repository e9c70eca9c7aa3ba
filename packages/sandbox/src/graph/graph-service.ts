import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Mailbox } from '../model/mailbox.ts';
import type { Organization } from '../model/organization.ts';
import { type GraphApp, type GraphPermission, mayDo } from './graph-apps.ts';
import { GraphError, toGraphError } from './graph-error.ts';
import type { GraphFault } from './graph-faults.ts';
import type { GraphAnswer, GraphContext, GraphRequest } from './graph-request.ts';
import type { GraphState } from './graph-state.ts';
import { readPreferences } from './preferences.ts';
import { type FoundRoute, findRoute } from './routes.ts';

/** What answers single requests needs of those who carry them. */
export interface GraphServiceOptions {
  readonly org: Organization;
  readonly graph: GraphState;
  /** The full address of a path below `/v1.0`. */
  readonly link: (path: string) => string;
}

/** Who asks, and how. */
export interface Asked {
  readonly app: GraphApp;
  readonly inBatch: boolean;
}

/** An answer, and what is to become of its connection. */
export interface ServedAnswer extends GraphAnswer {
  readonly fault: GraphFault | null;
}

/** Answers one request at a time, wherever it came from: finds the route, checks rights and limits, records. */
export class GraphService {
  readonly #options: GraphServiceOptions;

  constructor(options: GraphServiceOptions) {
    this.#options = options;
  }

  /** Answers one request; errors become answers. */
  async answer(request: GraphRequest, asked: Asked): Promise<ServedAnswer> {
    const { graph } = this.#options;
    const found = findRoute(request);
    let fault: GraphFault | null = null;
    let mailbox: Mailbox | null = null;
    let answer: GraphAnswer;
    try {
      if (!found) throw new GraphError(400, 'BadRequest', 'Resource not found for the segment.');
      mailbox = found.params.user === undefined ? null : this.#mailbox(found.params.user);
      answer = await this.#admitted(found, { request, asked, mailbox }, (taken) => {
        fault = taken;
      });
    } catch (error) {
      const refused = toGraphError(error);
      if (!refused) throw error;
      answer = errorAnswer(refused, this.#options.org.clock.now());
    }
    graph.calls.add({
      clientId: asked.app.clientId,
      mailbox: mailbox?.address.email ?? null,
      method: request.method,
      url: request.url,
      operation: found?.route.operation ?? `${request.method} unknown`,
      permission: found ? permissionOf(found, request) : null,
      inBatch: asked.inBatch,
      status: answer.status,
    });
    return { ...answer, fault };
  }

  async #admitted(
    found: FoundRoute,
    call: { readonly request: GraphRequest; readonly asked: Asked; readonly mailbox: Mailbox | null },
    note: (fault: GraphFault | null) => void,
  ): Promise<GraphAnswer> {
    const { org, graph } = this.#options;
    const { asked, mailbox } = call;
    const { settings } = graph;
    const scope = org.switches.graphConcurrencyScope;
    const end =
      mailbox &&
      graph.limits.begin(asked.app.clientId, mailbox.address.email, { ...settings, concurrencyScope: scope });
    let holdMs = 0;
    try {
      const fault = graph.faults.take(found.route.operation, mailbox?.address.email ?? '');
      note(fault);
      holdMs = fault?.holdMs ?? 0;
      if (settings.answerDelayMs > 0) await delay(settings.answerDelayMs);
      if (fault?.kind === 'delay') await delay(fault.delayMs);
      const instead = fault && answerInstead(fault, org.clock.now());
      if (instead) return instead;
      this.#checkRights(found, call);
      const answer = await found.route.run(this.#context(found, call, fault));
      return fault ? afterWork(fault, answer, org.clock.now()) : answer;
    } finally {
      // What goes on behind a gateway keeps its place although it was answered.
      if (end && holdMs > 0) setTimeout(end, holdMs).unref();
      else end?.();
    }
  }

  #checkRights(
    found: FoundRoute,
    {
      asked,
      mailbox,
      request,
    }: { readonly asked: Asked; readonly mailbox: Mailbox | null; readonly request: GraphRequest },
  ): void {
    const needed = permissionOf(found, request);
    if (needed === null || found.route.checksRights) return;
    if (mayDo(asked.app, needed, mailbox?.address.email ?? null)) return;
    throw new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  }

  #context(
    found: FoundRoute,
    {
      request,
      asked,
      mailbox,
    }: { readonly request: GraphRequest; readonly asked: Asked; readonly mailbox: Mailbox | null },
    fault: GraphFault | null,
  ): GraphContext & { readonly mailbox: Mailbox } {
    const { org, graph, link } = this.#options;
    return {
      org,
      graph,
      link,
      fault,
      app: asked.app,
      request,
      params: found.params,
      query: found.query,
      prefer: readPreferences(request.headers.prefer),
      // Routes without a user in their path do not look at it.
      mailbox: mailbox as Mailbox,
    };
  }

  #mailbox(user: string): Mailbox {
    const { org } = this.#options;
    const mailbox = org.findMailboxByObjectId(user) ?? org.findMailbox(user);
    if (!mailbox) throw new GraphError(404, 'ErrorInvalidUser', `The requested user '${user}' is invalid.`);
    if (mailbox.location === 'external' || mailbox.hosting === 'on-premises')
      throw new GraphError(
        404,
        'MailboxNotEnabledForRESTAPI',
        'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
      );
    return mailbox;
  }
}

function permissionOf({ route, query }: FoundRoute, request: GraphRequest): GraphPermission | null {
  return typeof route.permission === 'function' ? route.permission(request, query) : route.permission;
}

function answerInstead(fault: GraphFault, now: number): GraphAnswer | null {
  const retry: Record<string, string> =
    fault.retryAfter === undefined ? {} : { 'Retry-After': fault.retryAfter };
  switch (fault.kind) {
    case 'refuse':
      return errorAnswer(new GraphError(fault.status, fault.code, fault.message, retry), now);
    case 'conflict':
      return errorAnswer(
        new GraphError(
          412,
          'ErrorIrresolvableConflict',
          'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
        ),
        now,
      );
    case 'validation-unsent':
      return errorAnswer(
        new GraphError(
          400,
          'InvalidRequest',
          'The server committed a protocol violation: Subscription validation request timed out.',
        ),
        now,
      );
    case 'claims-challenge': {
      const claims = Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1764500000"}}}').toString(
        'base64',
      );
      const challenge = `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${claims}"`;
      return errorAnswer(
        new GraphError(
          401,
          'InvalidAuthenticationToken',
          'Continuous access evaluation resulted in challenge.',
          {
            'WWW-Authenticate': challenge,
          },
        ),
        now,
      );
    }
    case 'reset':
    case 'html':
      return { status: 502, headers: {} };
    default:
      return null;
  }
}

/** The work is done; only the answer is not what it would have been. */
function afterWork(fault: GraphFault, answer: GraphAnswer, now: number): GraphAnswer {
  if (fault.kind === 'refuse-after-work')
    return errorAnswer(new GraphError(fault.status, fault.code, fault.message), now);
  if (fault.kind === 'retry-after-on-success')
    return { ...answer, headers: { ...answer.headers, 'Retry-After': fault.retryAfter ?? '2' } };
  return answer;
}

/** An error as Graph writes it. */
export function errorAnswer(error: GraphError, now: number): GraphAnswer {
  const id = randomUUID();
  return {
    status: error.status,
    headers: error.headers,
    body: {
      error: {
        code: error.code,
        message: error.message,
        innerError: {
          date: new Date(now).toISOString().slice(0, 19),
          'request-id': id,
          'client-request-id': id,
        },
      },
    },
  };
}
