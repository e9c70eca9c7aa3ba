import type { IntegrationRef } from '../identity/tenancy.ts';
import type { DoctorFinding } from '../operations/doctor/examination.ts';
import type { PluginDeps } from './plugin.ts';
import type { SetupContext } from './setup-step.ts';

/** What a check looks at besides the plugin's settings. */
export interface DoctorContext<Product> {
  readonly integration: IntegrationRef;
  readonly setup: SetupContext;
  /** What the plugin made from these settings. */
  readonly product: Product;
  readonly deps: PluginDeps;
  /** Aborts when the answer is no longer waited for. */
  readonly signal: AbortSignal;
}

/** One thing that can be wrong where a plugin's product works, and that a program can see. */
export interface DoctorCheck<Settings, Product> {
  /** kebab-case, unique within its plugin. */
  readonly id: string;
  readonly title: string;
  /** What an administrator does about a problem. */
  readonly remedy: string;
  /** `warning` where meetings do not fail by it now; `error` when left out. */
  readonly severity?: 'error' | 'warning';
  /** Changes nothing. What it rejects with counts as `unknown`. */
  run(settings: Settings, context: DoctorContext<Product>): Promise<DoctorFinding>;
}
