import { SubscriptionRegistry } from './ews/subscriptions.ts';
import { FaultInjector } from './faults/fault-injector.ts';
import { GraphState } from './graph/graph-state.ts';
import { AccountLoads } from './http/account-loads.ts';
import { Authenticator } from './http/authenticate.ts';
import { CallCounts } from './http/call-counts.ts';
import { Recorder } from './http/recorder.ts';
import { StreamServer } from './http/stream-server.ts';
import { Organization } from './model/organization.ts';
import {
  type SandboxSettings,
  type SandboxSettingsInput,
  sandboxSettingsSchema,
} from './sandbox-settings.ts';
import { IdentityTokenIssuer } from './tokens/identity-token-issuer.ts';

/** All that a running simulation consists of. */
export class SandboxState {
  readonly organization: Organization;
  readonly subscriptions = new SubscriptionRegistry();
  readonly faults = new FaultInjector();
  readonly recorder = new Recorder();
  readonly calls = new CallCounts();
  readonly loads = new AccountLoads();
  readonly streams = new StreamServer(this);
  readonly graph: GraphState;
  readonly authenticator: Authenticator;
  readonly tokens: IdentityTokenIssuer;
  /** Where EWS is reached; set when the server listens. */
  baseUrl = '';
  #settings: SandboxSettings;

  /** Makes a simulation with nobody in it. */
  constructor(settings: SandboxSettings) {
    this.#settings = settings;
    this.organization = new Organization(settings.switches);
    this.tokens = new IdentityTokenIssuer(this.organization.clock);
    this.graph = new GraphState(this.organization, settings.graph);
    this.authenticator = new Authenticator(this.organization, settings.schemes);
    this.#apply();
  }

  /** The settings in force. */
  get settings(): SandboxSettings {
    return this.#settings;
  }

  /** Changes some settings; switches are merged one by one. Throws a ZodError. */
  change(input: SandboxSettingsInput): SandboxSettings {
    this.#settings = sandboxSettingsSchema.parse({
      ...this.#settings,
      ...input,
      switches: { ...this.#settings.switches, ...input.switches },
      version: { ...this.#settings.version, ...input.version },
      graph: { ...this.#settings.graph, ...input.graph },
    });
    this.#apply();
    return this.#settings;
  }

  /** Ends streams and deliveries. */
  close(): void {
    this.streams.closeAll();
    this.graph.subscriptions.close();
    this.organization.transport.close();
  }

  #apply(): void {
    const settings = this.#settings;
    this.organization.switches = settings.switches;
    this.graph.settings = settings.graph;
    this.graph.subscriptions.caCertificates = settings.graph.notificationCaCertificates;
    this.organization.attendantDelayMs = settings.attendantDelayMs;
    this.organization.transport.latencyMs = settings.deliveryLatencyMs;
    this.organization.transport.messageRateLimit = settings.messageRateLimit;
    this.authenticator.schemes = settings.schemes;
    this.subscriptions.limit = settings.maxSubscriptions;
    this.subscriptions.servers = settings.mailboxServers;
    this.recorder.isOn = settings.record;
  }
}
