import { FaultInjector } from '../faults/fault-injector.ts';
import type { Organization } from '../model/organization.ts';
import type { SandboxSettings } from '../sandbox-settings.ts';
import { DeltaStates } from './delta-states.ts';
import { GraphApps } from './graph-apps.ts';
import { GraphCalls } from './graph-calls.ts';
import type { GraphFault } from './graph-faults.ts';
import { GraphLimits } from './graph-limits.ts';
import { GraphSubscriptions } from './graph-subscriptions.ts';

/** What the Graph face knows beside the mailboxes. */
export class GraphState {
  readonly apps: GraphApps;
  readonly calls: GraphCalls;
  readonly limits: GraphLimits;
  readonly subscriptions: GraphSubscriptions;
  readonly deltas = new DeltaStates();
  readonly faults = new FaultInjector<GraphFault>();
  settings: SandboxSettings['graph'];

  constructor(org: Organization, settings: SandboxSettings['graph']) {
    this.settings = settings;
    this.apps = new GraphApps(org.clock);
    this.calls = new GraphCalls(org.clock);
    this.limits = new GraphLimits(org.clock);
    this.subscriptions = new GraphSubscriptions(org);
  }
}
