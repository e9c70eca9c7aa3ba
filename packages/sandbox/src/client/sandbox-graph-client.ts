import type { z } from 'zod';
import type { lifecycleSchema, notificationsSchema } from '../admin/graph-routes.ts';
import type { graphAppSchema } from '../graph/graph-apps.ts';
import type { GraphCall, GraphRightUse } from '../graph/graph-calls.ts';
import type { GraphFaultInput } from '../graph/graph-faults.ts';
import type { GraphLoad } from '../graph/graph-limits.ts';
import type { NotificationCounts } from '../graph/graph-subscriptions.ts';

/** What the Graph face counted. */
export interface SandboxGraphState {
  /** How often each operation was asked for, inside of batches too. */
  readonly operations: Readonly<Record<string, number>>;
  /** Which rights were needed in which mailboxes. */
  readonly rights: readonly GraphRightUse[];
  /** What was in flight at most, by application and by `application|mailbox`. */
  readonly loads: Readonly<Record<string, GraphLoad>>;
  readonly tokensIssued: number;
  readonly notifications: NotificationCounts;
  readonly subscriptions: readonly {
    readonly id: string;
    readonly resource: string;
    readonly expirationDateTime: string;
  }[];
}

/** A call of the admin API. */
export type AdminCall = <T>(method: string, route: string, body?: unknown) => Promise<T>;

/** Drives what concerns Microsoft Graph; see `SandboxClient.graph`. */
export class SandboxGraphClient {
  readonly #call: AdminCall;

  constructor(call: AdminCall) {
    this.#call = call;
  }

  /** Registers or replaces an application; its tenant, if left out, is the sandbox's own. */
  async registerApp(
    app: z.input<typeof graphAppSchema>,
  ): Promise<{ readonly clientId: string; readonly tenant: string }> {
    return this.#call('POST', '/graph/apps', app);
  }

  /** Makes all tokens worthless before their time. */
  async revokeTokens(): Promise<void> {
    await this.#call('POST', '/graph/tokens/revoke');
  }

  /** The requests after number `after`, those inside of batches one by one. */
  async calls(after = 0): Promise<readonly GraphCall[]> {
    return this.#call('GET', `/graph/calls?after=${after}`);
  }

  /** Rights used, load, tokens, notifications and subscriptions. */
  async state(): Promise<SandboxGraphState> {
    return this.#call('GET', '/graph/state');
  }

  /** Plans faults. */
  async plan(...faults: readonly GraphFaultInput[]): Promise<void> {
    await this.#call('POST', '/graph/faults', faults);
  }

  /** Forgets planned faults. */
  async clearFaults(): Promise<void> {
    await this.#call('DELETE', '/graph/faults');
  }

  /** Sets how notifications behave; what is left out is as usual. */
  async notifications(behaviour: z.input<typeof notificationsSchema> = {}): Promise<void> {
    await this.#call('POST', '/graph/notifications', behaviour);
  }

  /** Posts a lifecycle notification. Gives how many subscriptions it was about. */
  async lifecycle(what: z.input<typeof lifecycleSchema>): Promise<number> {
    return (await this.#call<{ told: number }>('POST', '/graph/lifecycle', what)).told;
  }
}
