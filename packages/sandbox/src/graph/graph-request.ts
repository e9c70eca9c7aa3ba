import type { Mailbox } from '../model/mailbox.ts';
import type { Organization } from '../model/organization.ts';
import type { GraphApp } from './graph-apps.ts';
import type { GraphFault } from './graph-faults.ts';
import type { GraphState } from './graph-state.ts';
import type { Preferences } from './preferences.ts';

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** A request to Graph, alone or inside a batch. */
export interface GraphRequest {
  readonly method: string;
  /** Path and query below `/v1.0`, with the slash at its begin. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What Graph answers. */
export interface GraphAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Left out where there is no body. */
  readonly body?: unknown;
}

/** All that a route may use. */
export interface GraphContext {
  readonly org: Organization;
  readonly graph: GraphState;
  readonly app: GraphApp;
  readonly request: GraphRequest;
  readonly params: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, string>;
  readonly prefer: Preferences;
  /** What is to go wrong with the answer, if anything. */
  readonly fault: GraphFault | null;
  /** The full address of a path below `/v1.0`, as links have it. */
  link(path: string): string;
}

/** The same for routes below a user. */
export interface MailboxContext extends GraphContext {
  readonly mailbox: Mailbox;
}
