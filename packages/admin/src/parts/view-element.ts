import {
  LitElement,
  type PropertyDeclarations,
  type ReactiveController,
  type ReactiveControllerHost,
} from 'lit';
import type { AdminApi } from '../api/admin-api.ts';
import type { Account, Tenant } from '../api/admin-types.ts';
import { ApiProblem } from '../api/api-problem.ts';
import type { AppRoute } from '../app/route.ts';

/** What every view works with. */
export interface AppContext {
  readonly api: AdminApi;
  readonly account: Account;
  /** Those that the account may see. */
  readonly tenants: readonly Tenant[];
  /** The chosen one; empty: all. */
  readonly tenant: string;
  /** Opens another route; `replace` leaves no step behind in the history. */
  go(path: readonly string[], query?: Readonly<Record<string, string | null>>, replace?: boolean): void;
  /** Tells what was done, to eyes and screen readers. */
  say(text: string): void;
}

/** A view: drawn into the page itself, so that one style sheet and one outline of headings hold for all. */
export abstract class ViewElement extends LitElement {
  static override properties: PropertyDeclarations = {
    app: { attribute: false },
    route: { attribute: false },
  };
  declare app: AppContext;
  declare route: AppRoute;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Something that was asked for: the last good answer stays until the next one is there. */
export class Asked<Value> implements ReactiveController {
  value: Value | null = null;
  problem: ApiProblem | null = null;
  isBusy = false;
  readonly #host: ReactiveControllerHost;
  #running: AbortController | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#running?.abort();
  }

  /** Asks, and forgets an earlier question that is still open. */
  async ask(question: (signal: AbortSignal) => Promise<Value>): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.isBusy = true;
    this.#host.requestUpdate();
    try {
      const value = await question(running.signal);
      if (!running.signal.aborted) this.#settle(value, null);
    } catch (error) {
      if (!running.signal.aborted) this.#settle(this.value, problemOf(error));
    }
  }

  /** Forgets the answer, as when another thing is asked about. */
  clear(): void {
    this.#running?.abort();
    this.isBusy = false;
    this.value = null;
    this.problem = null;
  }

  #settle(value: Value | null, problem: ApiProblem | null): void {
    this.value = value;
    this.problem = problem;
    this.isBusy = false;
    this.#host.requestUpdate();
  }
}

/** What failed, as something that can be shown. A fault of the page's own is thrown on. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  throw error;
}
